-------------------------- MODULE MCFailureDetection --------------------------
(***************************************************************************)
(* What the models of FailureDetection choose from: who owns which ballot, *)
(* and which links may break; and what must be possible. Each property of  *)
(* the latter kind says that something never happens, and TLC must refute  *)
(* it.                                                                     *)
(***************************************************************************)
EXTENDS FailureDetection, TLC

CONSTANTS r1, r2, r3, r4, r5   \* replicas; r4 and r5 are not members of all models

\* r1 leads first; the last ballot is r3's, and those between, if there are any, r2's.
Owners(b) == IF b = 1 THEN r1 ELSE IF b < MaxBallot THEN r2 ELSE r3

\* Links from the first leader: the one to r3, and those to all others.
ToLast    == {<<r1, r3>>}
FromFirst == {<<r1, r>> : r \in Replica \ {r1}}

\* Where there are five replicas, three of them do nothing but answer.
PeersAlike == Permutations({r2, r4, r5})

-----------------------------------------------------------------------------
\* What happens from the first step on, where a model is about that and nothing else.

\* The first leader dies.
DeadFromTheStart == phase'[r1] = "down"

\* A gray failure: r3 cannot be reached by the leader.
GrayFromTheStart == <<r1, r3>> \in broken'

\* It lasts, and r2 hears the leader in time.
OnlyGray == GrayFromTheStart /\ phase'[r1] # "down" /\ silent'[r2] <= Timeout

\* Then nobody ever elects.
NobodyElects == \A r \in Replica : phase[r] # "preparing"

-----------------------------------------------------------------------------
\* What must be possible.

\* An election starts when the leader is dead.
NeverStartsWhenDead == [][~ (phase[r1] = "down" /\ \E r \in Replica : Starts(r))]_vars

\* A leader that is up and has lost a quorum is replaced too, and follows.
NeverReplacedAlive == ~ (phase[r1] = "follower" /\ \E r \in Replica : phase[r] = "leading")

\* A gray failure passes without an election: r3 does not hear the leader, asks, and its
\* round ends without a Prepare, for another one hears it.
NeverSpared ==
  [][~ /\ phase[r1] = "leading" /\ <<r1, r3>> \in broken
       /\ phase[r3] = "asking" /\ phase'[r3] = "follower" /\ ~ Hears(r3)'
       /\ Answered(r3) \in Quorums /\ \E m \in answers[r3] : m.hears]_vars

\* An answer of a past round comes in a later one.
NeverLate ==
  [][~ \E m \in messages : /\ m.type = "answer" /\ ~ m.current
                            /\ phase[m.to] = "asking" /\ m \notin messages']_vars
=============================================================================
