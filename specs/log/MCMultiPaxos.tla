----------------------------- MODULE MCMultiPaxos -----------------------------
(***************************************************************************)
(* What the models of MultiPaxos choose from: who owns which ballot, and   *)
(* next-state relations that leave actions out. Each of these relations is *)
(* a part of Next, so that a model sees some behaviours of MultiPaxos and  *)
(* no others.                                                              *)
(***************************************************************************)
EXTENDS MultiPaxosRefinement

CONSTANTS r1, r2, r3,  \* replicas
          c1, c2       \* commands

\* r1 owns the first ballot, r2 the second, r1 the third.
TwoOwners(b) == IF b = 2 THEN r2 ELSE r1
OneOwner(b) == r1

\* r3 owns no ballot; without r2 owning one, r2 and r3 can change places.
FollowersAlike == Permutations({r2, r3})

\* Each ballot has a client of its own, so that two ballots never agree by chance.
CommandOf(b) == IF b = 2 THEN c2 ELSE c1

Phase1 ==
  \/ \E r \in Replica, b \in Ballots : Prepare(r, b)
  \/ \E r \in Replica, b \in Ballots : Promise(r, b)
  \/ \E r \in Replica, Q \in Quorums : Lead(r, Q)

Phase2 ==
  \/ \E r \in Replica : Propose(r, CommandOf(ballot[r]))
  \/ \E r \in Replica, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica : Flush(r)

Learning ==
  \/ \E r \in Replica, s \in Slots, v \in Values : Choose(r, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Learn(r, s, v)

Faults ==
  \/ \E r \in Replica, n \in 0..MaxPending, k \in 0..MaxSlot : Crash(r, n, k)
  \/ \E r \in Replica : Restart(r)

\* No learning, no giving up, no crash: what the votes alone must get right.
NextVotes == Phase1 \/ Phase2
SpecVotes == Init /\ [][NextVotes]_vars

\* No giving up (a leader that stops is one that takes no more steps), no crash.
NextLearn == Phase1 \/ Phase2 \/ Learning
SpecLearn == Init /\ [][NextLearn]_vars

\* Only leaders learn.
NextLeaderLearns ==
  \/ Phase1 \/ Phase2
  \/ \E r \in Replica, s \in Slots, v \in Values : Choose(r, s, v)
SpecLeaderLearns == Init /\ [][NextLeaderLearns]_vars

\* Crashes, and no giving up.
NextFaults == Phase1 \/ Phase2 \/ Learning \/ Faults
SpecFaults == Init /\ [][NextFaults]_vars

NextVotesFaults == Phase1 \/ Phase2 \/ Faults
SpecVotesFaults == Init /\ [][NextVotesFaults]_vars
=============================================================================
