-------------------------------- MODULE Voting --------------------------------
(***************************************************************************)
(* How acceptors can vote, in numbered ballots, so that at most one value  *)
(* is ever chosen (Paxos Made Simple, section 2.2, conditions P1 to P2c;   *)
(* The Part-Time Parliament, section 2).                                   *)
(*                                                                         *)
(* What it adds to Consensus: acceptors, ballots and quorums. A value is   *)
(* chosen when a quorum has voted for it in one ballot. An acceptor votes  *)
(* only where it can be seen that no other value was, or ever will be,     *)
(* chosen in a lower ballot.                                               *)
(*                                                                         *)
(*   variable   per acceptor                                               *)
(*   --------   --------------------------------------------------------   *)
(*   votes      all its votes, as pairs <<ballot, value>>                  *)
(*   maxBal     it casts no vote in a ballot below this one; 0 at first    *)
(*                                                                         *)
(* Left out: messages. An acceptor here sees the votes and promises of all *)
(* others at once; Paxos shows how it can know enough by being told.       *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Value,     \* what can be chosen
          Acceptor,  \* who votes
          Quorum,    \* sets of acceptors, any two of which have a member in common
          Ballot     \* positive numbers

ASSUME QuorumsMeet == \A P, Q \in Quorum : P \subseteq Acceptor /\ P \cap Q # {}

VARIABLES votes, maxBal

vars == <<votes, maxBal>>

Init ==
  /\ votes  = [a \in Acceptor |-> {}]
  /\ maxBal = [a \in Acceptor |-> 0]

VotedIn(a, b) == \E w \in votes[a] : w[1] = b

\* No value but v was chosen below b, nor can be: every member of Q has left the
\* ballots below b, and what it did there speaks for v. Either none of them voted,
\* or v got a vote in the highest ballot in which one of them did.
Witness(Q, b, v) ==
  /\ \A a \in Q : maxBal[a] >= b
  /\ \E c \in 0..(b - 1) :
       /\ c > 0 => \E a \in Q : <<c, v>> \in votes[a]
       /\ \A a \in Q, d \in (c + 1)..(b - 1) : ~ VotedIn(a, d)

\* a leaves all ballots below b.
Raise(a, b) ==
  /\ b > maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ UNCHANGED votes

\* a votes for v in b. Nobody may have voted for another value in b.
Vote(a, b, v) ==
  /\ maxBal[a] <= b
  /\ \A x \in Acceptor : \A w \in votes[x] : w[1] = b => w[2] = v
  /\ \E Q \in Quorum : Witness(Q, b, v)
  /\ votes'  = [votes EXCEPT ![a] = @ \cup {<<b, v>>}]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]

Next == \E a \in Acceptor, b \in Ballot :
          \/ Raise(a, b)
          \/ \E v \in Value : Vote(a, b, v)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* What must hold, and why.

ChosenIn(b, v) == \E Q \in Quorum : \A a \in Q : <<b, v>> \in votes[a]
Chosen == {v \in Value : \E b \in Ballot : ChosenIn(b, v)}

\* Within one ballot there are votes for one value only.
OneValuePerBallot ==
  \A a, x \in Acceptor : \A w \in votes[a], u \in votes[x] : w[1] = u[1] => w[2] = u[2]

\* In no ballot below b can a value other than v still be chosen.
Safe(b, v) ==
  \A c \in 1..(b - 1) : \E Q \in Quorum : \A a \in Q :
     \/ <<c, v>> \in votes[a]
     \/ maxBal[a] > c /\ ~ VotedIn(a, c)

\* Who votes, votes for what no lower ballot can contradict any more.
VotesAreSafe == \A a \in Acceptor : \A w \in votes[a] : Safe(w[1], w[2])

\* What an acceptor needs to see is enough.
WitnessIsEnough ==
  \A b \in Ballot, v \in Value : (\E Q \in Quorum : Witness(Q, b, v)) => Safe(b, v)

\* No two values are chosen.
Agreement == Cardinality(Chosen) <= 1

\* Voting implements Consensus: what a quorum voted for is what is chosen.
C == INSTANCE Consensus WITH chosen <- Chosen
RefinesConsensus == C!Spec
=============================================================================
