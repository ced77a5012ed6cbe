---------------------------- MODULE MCLeaseMutants ----------------------------
(***************************************************************************)
(* LeasedGroup with one mistake at a time. A model puts one of these       *)
(* definitions in the place of the right one, and the property that the    *)
(* model names must break.                                                 *)
(***************************************************************************)
EXTENDS MCLeasedGroup

\* Promise: it binds like a lease, so that a candidate that fails locks the group.
PromiseGrants(r, b) ==
  /\ MayJoin(r, b)
  /\ G!Promise(r, b)
  /\ granted' = [granted EXCEPT ![r] = [ballot |-> b, left |-> Term]]
  /\ UNCHANGED <<rounds, lease, term, clients, ghosts>>

\* Lead: the promises count as a lease, from now on.
LeadLeased(r, Q) ==
  /\ G!Lead(r, Q)
  /\ reproposed' = [reproposed EXCEPT ![r] = next'[r] - 1]
  /\ led'   = led \cup {ballot[r]}
  /\ lease' = [lease EXCEPT ![r] = [q \in Replica |-> IF q \in Q THEN Span ELSE 0]]
  /\ UNCHANGED <<granted, rounds, clients, counted, store, taken>>

\* Leased: a change of the members does not end it.
LeasedWhileChanging(r) == phase[r] = "leading" /\ Granted(r)

\* Leased: who leads answers.
LeasedAlways(r) == phase[r] = "leading" /\ ~ G!Changing(r)

\* Worth: from when the answer comes.
WorthFromReply(age) == Span

\* DriftIsCovered: all clocks run alike.
DriftIsIgnored == TRUE

\* CaughtUp: at once.
AlwaysCaughtUp(r) == TRUE

\* MayAcknowledge: it is chosen, and r proposed it there.
Proposed(r, s) ==
  /\ phase[r] = "leading"
  /\ G!AcceptMessage(ballot[r], s, G!Known(r, s), acting[r]) \in messages

\* Stop: not at all.
GoOn(r) == UNCHANGED <<phase, lease, rounds>>

\* HasTree: whoever has a log.
Anyone(r) == TRUE

\* Seen: what the log has, chosen or not.
SeenInVotes(r) == IF 1 \in DOMAIN accepted[r] THEN <<accepted[r][1].command>> ELSE << >>

-----------------------------------------------------------------------------
\* Once s2 led, s1 leads again.
ThirdLeads ==
  \/ TakingOver({s3})
  \/ Prepare(s1, 3) \/ Promise(s3, 3) \/ (\E Q \in SUBSET Replica : Lead(s1, Q))
  \/ Flushing \/ Ticking
SpecThirdLeads == InitLed /\ [][ThirdLeads]_vars
=============================================================================
