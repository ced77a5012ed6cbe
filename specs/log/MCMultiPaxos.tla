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

\* Crashes of one replica, and only leaders learn.
FaultsOf(r) ==
  \/ \E n \in 0..MaxPending, k \in 0..MaxSlot : Crash(r, n, k)
  \/ Restart(r)

\* Anyone may crash.
NextFaults == Phase1 \/ Phase2 \/ Learning \/ (\E r \in Replica : FaultsOf(r))
SpecFaults == Init /\ [][NextFaults]_vars

\* The first leader may crash.
NextLeaderCrashes == Phase1 \/ Phase2 \/ FaultsOf(r1)
SpecLeaderCrashes == Init /\ [][NextLeaderCrashes]_vars

\* A replica that leads nothing may crash.
NextFollowerCrashes == Phase1 \/ Phase2 \/ FaultsOf(r3)
SpecFollowerCrashes == Init /\ [][NextFollowerCrashes]_vars

\* A change of leader, begun where r1 leads ballot 1 with everyone's promise. r2 takes
\* over with r3; r2 does not hear from r1 any more nor is heard by it.
InitLed ==
  LET promises == {[type |-> "promise", ballot |-> 1, from |-> r, slot |-> 1,
                    entries |-> Empty] : r \in Replica}
  IN
  /\ phase    = [r \in Replica |-> IF r = r1 THEN "leading" ELSE "follower"]
  /\ ballot   = [r \in Replica |-> IF r = r1 THEN 1 ELSE 0]
  /\ next     = [r \in Replica |-> 1]
  /\ promised = [r \in Replica |-> 1]
  /\ accepted = [r \in Replica |-> Empty]
  /\ chosen   = [r \in Replica |-> Empty]
  /\ pending  = [r \in Replica |-> << >>]
  /\ durable  = [r \in Replica |-> [promised |-> 1, accepted |-> Empty]]
  /\ messages = promises \cup {[type |-> "prepare", ballot |-> 1, slot |-> 1]}
  /\ votes    = [r \in Replica |-> Empty]
  /\ crashes  = 0

Takeover ==
  \/ Prepare(r2, 2)
  \/ Promise(r3, 2)
  \/ \E Q \in Quorums : Lead(r2, Q)
  \/ \E s \in Slots, v \in Values : Accept(r1, 1, s, v)
  \/ \E r \in {r2, r3}, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Choose(r, s, v)
  \/ \E r \in Replica : Flush(r)

\* r1 proposes c1 in its first slot and c2 in the others; r2 only what it adopts.
NextTakeover == Takeover \/ (\E r \in {r1} : Propose(r, IF next[r] = 1 THEN c1 ELSE c2))
SpecTakeover == InitLed /\ [][NextTakeover]_vars

\* Both leaders propose, and r3 may crash.
NextTakeoverFaults ==
  Takeover \/ (\E r \in {r1, r2} : Propose(r, CommandOf(ballot[r]))) \/ FaultsOf(r3)
SpecTakeoverFaults == InitLed /\ [][NextTakeoverFaults]_vars

\* Where nobody crashes a write can as well be flushed at once: until then nobody
\* but the writer sees it, so that it commutes with whatever comes between.
FlushAtOnce ==
  (\E r \in Replica : pending[r] # << >>) => \E r \in Replica : Len(pending'[r]) < Len(pending[r])
=============================================================================
