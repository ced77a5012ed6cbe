--------------------------- MODULE MCUnreducedDomain ---------------------------
\* tlaplus issue 1302: TLC 1.1.0 damages the EXCEPT of a function whose domain is
\* itself a set of functions, once it has compared a function that this one was made from.
\* The invariant is false after one step; this TLC stops with an error inside
\* itself. With TLCEval around the functions it finds the violation.
EXTENDS Naturals, TLC

CONSTANT Build(_)

Built(f) == TLCEval(f)
Left(f) == f

Keys == [{1} -> {"a", "b"}]
A == [i \in {1} |-> "a"]
B == [i \in {1} |-> "b"]

VARIABLE x

\* f, g and h are made one from another; h is used after f and g were compared.
Last(D, k, l) ==
  LET f == Build([s \in D |-> [t \in D |-> 0]])
      g == Build([f EXCEPT ![k][l] = 1])
      h == Build([g EXCEPT ![l][k] = 2])
  IN  <<h, g = f, h[k][l], h>>

Init == x = << >>
Step == x = << >> /\ x' = Last(Keys, A, B)
Spec == Init /\ [][Step]_x

NeverOne == x # << >> => x[3] # 1
=============================================================================
