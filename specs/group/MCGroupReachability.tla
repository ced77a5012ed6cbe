------------------------- MODULE MCGroupReachability -------------------------
(***************************************************************************)
(* What must be possible in a group whose members change. Each property    *)
(* says that something never happens, and TLC must refute it: if it        *)
(* cannot, the properties of ReplicationGroup may hold for nothing.        *)
(***************************************************************************)
EXTENDS MCReplicationGroup

\* The vote of a log replica decides a write: without it there is no majority.
NeverDecidedByLogReplica ==
  ~ \E s \in Slots : \E v \in Decisions(s) \cap Command :
      ~ \E b \in Ballots :
          IsMajority({r \in Members(s) \cap Storage : <<b, v>> \in Votes(r, s)}, Members(s))

\* A write is chosen in the new configuration while the member that failed is not back.
NeverChosenWithoutFailed ==
  ~ /\ phase[s3] = "gone"
    /\ \E s \in Slots : Members(s) # Initial /\ Decisions(s) \cap Command # {}

\* A storage replica that lags leads, and learns what it lacks from a log replica alone.
NeverLearnsFromLogReplica ==
  ~ \E s \in Slots : /\ phase[s2] = "leading" /\ s \notin DOMAIN chosen[s2]
                     /\ AcceptMessage(2, s, c1, acting[s2]) \in messages
                     /\ \A m \in messages : m.type = "promise" /\ m.ballot = 2 /\ s \in DOMAIN m.entries
                                              => m.from \notin Storage

\* A vote of an older ballot is adopted by phase 1 in a new configuration.
NeverAdoptedInNew ==
  ~ \E m \in messages : /\ m.type = "accept" /\ m.ballot = 2 /\ m.command = c1
                        /\ m.configuration.slot > 0

\* A healed storage replica takes the place of the log replica.
NeverHealed == ~ \E s \in Slots : l4 \in Members(s) /\ [members |-> {s1, s2, s5}] \in Decisions(s)

\* A replica that was removed, whose disk is as it was, hears that it is let go, and goes.
NeverLeaves == ~ \E r \in Replica : phase[r] = "gone"

\* A slot is proposed with one command under three ballots.
NeverThreeBallots ==
  ~ \E s \in Slots, v \in Command : \A b \in 1..3 : AcceptMessage(b, s, v, First) \in messages

\* A candidate leads by what a member told it first, though that member trimmed it and promised
\* the same ballot again.
NeverLeadsByTheFirst ==
  [][phase[s2] = "preparing" /\ phase'[s2] = "leading" =>
       \A m \in messages : m.type = "promise" /\ m.ballot = 2 => m.trimmed < next[s2]]_vars

-----------------------------------------------------------------------------
\* s3 is lost, l4 takes its place, and a write goes on.
NextFailed ==
  \/ LoseDisk(s3)
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ Propose(s1, c1)
  \/ Promise(l4, 1) \/ Promise(s2, 1) \/ PrepareNew(s1)
  \/ \E Q \in SUBSET Replica : Lead(s1, Q)
  \/ \E r \in {s1, s2, l4}, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ Learning({l4}) \/ Note(s1)
SpecFailed == InitLed /\ [][NextFailed]_vars

\* l4 for s3, and then s5 for l4; s2 is slow, and hears only of the first change.
NextHealing ==
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ Promise(l4, 1) \/ Promise(s5, 1) \/ PrepareNew(s1)
  \/ \E Q \in SUBSET Replica : Lead(s1, Q)
  \/ \E v \in Values : Accept(s2, 1, 1, v)
  \/ \E r \in {s1, l4}, s \in Slots, v \in Values : Accept(r, 1, s, v)
  \/ \E s \in Slots, v \in Values : Choose(s1, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ Learning({l4}) \/ Note(s1)
SpecHealing == InitLed /\ [][NextHealing]_vars

\* s1, s2 and s1 again lead, and none of them gets the slot chosen.
NextThree ==
  \/ Propose(s1, c1)
  \/ Prepare(s2, 2) \/ Promise(s1, 2) \/ Prepare(s1, 3) \/ Promise(s2, 3)
  \/ \E r \in {s1, s2}, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in {s1, s2}, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica : Flush(r)
SpecThree == InitLed /\ [][NextThree]_vars
=============================================================================
