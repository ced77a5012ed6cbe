----------------------------- MODULE MCLazyExcept -----------------------------
\* tlaplus issue 1145: TLC 1.1.0 forgets the EXCEPT of a function that it has not
\* built yet when it makes a sequence of it. The invariant is false after one step,
\* and this TLC does not find that. With TLCEval around the function it does.
EXTENDS Naturals, Sequences, TLC

CONSTANT Build(_)

Built(f) == TLCEval(f)
Left(f) == f

VARIABLE x

Init == x = 0
Step == x = 0 /\ x' = SubSeq(Build([[i \in 1..4 |-> 0] EXCEPT ![2] = 1]), 2, 2)[1]
Spec == Init /\ [][Step]_x

NeverOne == x # 1
=============================================================================
