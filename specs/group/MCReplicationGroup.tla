-------------------------- MODULE MCReplicationGroup --------------------------
(***************************************************************************)
(* What the models of ReplicationGroup choose from: who owns which ballot, *)
(* who may follow whom, and next-state relations that leave actions out,   *)
(* so that a model sees some behaviours of ReplicationGroup and no others. *)
(***************************************************************************)
EXTENDS ReplicationGroupRefinement

CONSTANTS s1, s2, s3, s5,  \* storage replicas
          l4,              \* a log replica
          c1, c2           \* commands

\* Ballot 1 is s1's and ballot 2 s2's; ballot 3 is s1's again.
TwoOwners(b) == IF b = 2 THEN s2 ELSE s1
OneOwner(b) == s1
LogOwner(b) == l4

\* Each ballot has a client of its own, so that two ballots never agree by chance.
CommandOf(b) == IF b = 2 THEN c2 ELSE c1

Phase1 ==
  \/ \E r \in Replica, b \in Ballots : Prepare(r, b)
  \/ \E r \in Replica, b \in Ballots : Promise(r, b)
  \/ \E r \in Replica, Q \in SUBSET Replica : Lead(r, Q)

Phase2 ==
  \/ \E r \in Replica : Propose(r, CommandOf(ballot[r]))
  \/ \E r \in Replica, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E r \in Replica, s \in Slots, v \in Values : Choose(r, s, v)

Change ==
  \/ \E r \in Replica, C \in Configurations : Reconfigure(r, C)
  \/ \E r \in Replica : ProposeAwaited(r)
  \/ \E r \in Replica : PrepareNew(r)
  \/ \E r \in Replica : Retire(r)
  \/ \E r \in Replica : Leave(r)

Learning(S) ==
  \/ \E r \in S, s \in Slots, v \in Values : Learn(r, s, v)
  \/ \E r \in S : Note(r)

\* s1 leads ballot 1 with everyone's promise.
InitLed ==
  /\ phase    = [r \in Replica |-> IF r = s1 THEN "leading" ELSE "follower"]
  /\ ballot   = [r \in Replica |-> IF r = s1 THEN 1 ELSE 0]
  /\ next     = [r \in Replica |-> 1]
  /\ promised = [r \in Replica |-> IF r \in Initial THEN 1 ELSE 0]
  /\ accepted = [r \in Replica |-> Empty]
  /\ chosen   = [r \in Replica |-> Empty]
  /\ pending  = [r \in Replica |-> << >>]
  /\ durable  = [r \in Replica |-> [promised |-> IF r \in Initial THEN 1 ELSE 0, accepted |-> Empty]]
  /\ messages = {PrepareMessage(1, 1, First)}
                \cup {[type |-> "promise", ballot |-> 1, from |-> r, slot |-> 1, configuration |-> First,
                       trimmed |-> 0, entries |-> Empty] : r \in Initial}
  /\ votes    = [r \in Replica |-> Empty]
  /\ crashes  = 0
  /\ acting   = [r \in Replica |-> First]
  /\ awaited  = [r \in Replica |-> << >>]
  /\ noted    = [r \in Replica |-> 0]
  /\ trimmed  = [r \in Replica |-> 0]
  /\ applied  = [r \in Replica |-> NoTree]
  /\ snapshot = [r \in Replica |-> NoTree]
  /\ archive  = << >>
  /\ retired  = 0
  /\ lost     = 0

\* s1 replaces s3 while s2 takes over: s1 and s3 do not hear each other, nor do s1 and s2
\* once s2 has begun.
Replacement ==
  \/ Prepare(s2, 2)
  \/ \E r \in {s2, l4} : Promise(r, 1)
  \/ \E r \in {s3, l4} : Promise(r, 2)
  \/ \E r \in {s1, s2}, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in {s1, s2, l4}, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E r \in {s2, s3, l4}, s \in Slots, v \in Values : Accept(r, 2, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E r \in {s1, s2}, s \in Slots, v \in Values : Choose(r, s, v)
  \/ \E r \in {s1, s2} : Propose(r, CommandOf(ballot[r]))
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ \E r \in {s1, s2} : ProposeAwaited(r) \/ PrepareNew(r)
  \/ Learning({s2, l4}) \/ Note(s1)
SpecReplacement == InitLed /\ [][Replacement]_vars

\* The same, but s2 learns nothing and proposes only what phase 1 reports.
BriefReplacement ==
  \/ Prepare(s2, 2)
  \/ Promise(l4, 1) \/ Promise(s3, 2)
  \/ \E r \in {s1, s2}, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in {s1, s2, l4}, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E r \in {s2, s3}, s \in Slots, v \in Values : Accept(r, 2, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ Propose(s1, c1)
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ \E r \in {s1, s2} : ProposeAwaited(r) \/ PrepareNew(r)
  \/ Learning({l4}) \/ Note(s1)
SpecBriefReplacement == InitLed /\ [][BriefReplacement]_vars

\* s1 has changed the members and goes on; s2, which nobody told of that, takes over: first
\* with s3, and when it knows the change with l4.
Handover ==
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ Propose(s1, c1)
  \/ Prepare(s2, 2) \/ Promise(s3, 2) \/ Promise(l4, 1) \/ Promise(l4, 2)
  \/ \E r \in {s1, s2}, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in {s1, s2} : PrepareNew(r)
  \/ \E r \in {s1, s2}, v \in Values : Accept(r, 1, 1, v)
  \/ \E r \in {s1, l4}, v \in Values : Accept(r, 1, 2, v)
  \/ \E r \in {s2, s3}, v \in Values : Accept(r, 2, 1, v)
  \/ \E r \in {s2, l4}, v \in Values : Accept(r, 2, 2, v)
  \/ \E r \in {s1, s2}, s \in Slots, v \in Values : Choose(r, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ Learning({l4}) \/ Note(s1) \/ Note(s2)
SpecHandover == InitLed /\ [][Handover]_vars

\* s1, which led ballot 1, leads ballot 3 as well; in between s2 leads ballot 2. A vote
\* for a configuration that only s1 cast meets what s2 went on to behind it.
Overtaking ==
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ \E s \in Slots, v \in Values : Accept(s1, 1, s, v)
  \/ Prepare(s2, 2) \/ Promise(s3, 2)
  \/ Propose(s2, c2)
  \/ \E r \in {s2, s3}, s \in Slots, v \in Values : Accept(r, 2, s, v)
  \/ Prepare(s1, 3) \/ (\E r \in {s3, l4} : Promise(r, 3))
  \/ \E r \in {s1, s2}, Q \in SUBSET Replica : Lead(r, Q)
  \/ ProposeAwaited(s1) \/ PrepareNew(s1) \/ (phase[s1] = "leading" /\ ballot[s1] = 3 /\ Propose(s1, c1))
  \/ \E r \in {s1, s3, l4}, s \in Slots, v \in Values : Accept(r, 3, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ Learning({l4}) \/ Note(s1)
SpecOvertaking == InitLed /\ [][Overtaking]_vars

\* One leader, which nobody rivals, changes the members and lets the old ones go.
OneLeader ==
  \/ \E r \in Replica \ {s1} : Promise(r, 1)
  \/ \E Q \in SUBSET Replica : Lead(s1, Q)
  \/ \E v \in Command : Propose(s1, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ PrepareNew(s1) \/ Retire(s1) \/ (\E r \in Replica : Leave(r))
  \/ Learning(Replica \ {s2, s3})
SpecOneLeader == InitLed /\ [][OneLeader]_vars

\* The same, and a disk is lost.
NextLosses == OneLeader \/ \E r \in Replica \ {s1} : LoseDisk(r)
SpecLosses == InitLed /\ [][NextLosses]_vars

\* One leader replaces s3 by l4, lets s3 go, and changes the members again if it may.
Retiring ==
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ \E r \in Replica, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ PrepareNew(s1) \/ Promise(l4, 1) \/ (\E Q \in SUBSET Replica : Lead(s1, Q))
  \/ Retire(s1) \/ (\E r \in Replica : Leave(r))
  \/ Learning({l4}) \/ Note(s1)
SpecRetiring == InitLed /\ [][Retiring]_vars

\* One leader, trees, archive and trimming; then s2, which learned nothing, takes over
\* with s3.
Trimming ==
  \/ Propose(s1, c1) \/ Propose(s2, c2)
  \/ \E r \in {s1, s3}, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ Learning({s1, s3})
  \/ \E r \in {s1, s3} : Archive(r) \/ Apply(r) \/ Snapshot(r) \/ Trim(r)
  \/ Prepare(s2, 2) \/ Promise(s3, 2) \/ (\E Q \in SUBSET Replica : Lead(s2, Q))
  \/ \E r \in Replica, s \in Slots, v \in Values : Accept(r, 2, s, v)
  \/ Fetch(s2) \/ Note(s2) \/ (\E a \in Replica : InstallSnapshot(s2, a))
  \/ \E r \in Replica : Flush(r)
SpecTrimming == InitLed /\ [][Trimming]_vars

\* Where nobody crashes a write can as well be flushed at once: until then nobody
\* but the writer sees it, so that it commutes with whatever comes between.
FlushAtOnce ==
  (\E r \in Replica : pending[r] # << >>) => \E r \in Replica : Len(pending'[r]) < Len(pending[r])

\* What is noted can as well be noted at once.
NoteAtOnce ==
  (\E r \in Replica : Up(r) /\ noted[r] < KnownUpTo(r)) => noted' # noted
AtOnce == FlushAtOnce /\ ((\A r \in Replica : pending[r] = << >>) => NoteAtOnce)
=============================================================================
