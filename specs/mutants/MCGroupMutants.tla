---------------------------- MODULE MCGroupMutants ----------------------------
(***************************************************************************)
(* ReplicationGroup with one mistake at a time. A model puts one of these  *)
(* definitions in the place of the right one, and the property that the    *)
(* model names must break.                                                 *)
(***************************************************************************)
EXTENDS MCReplicationGroup

\* PrepareNew: the leader only waits until the configuration is chosen, and goes on
\* under it without phase 1 there.
GoOnWithoutPhase1(r) ==
  LET from == KnownUpTo(r) + 1
      c    == Governing(r, from)
  IN
  /\ phase[r] = "leading"
  /\ c.slot > acting[r].slot
  /\ NothingOpen(r, from)
  /\ TakesPart(r, c)
  /\ acting'  = [acting EXCEPT ![r] = c]
  /\ next'    = [next EXCEPT ![r] = from]
  /\ awaited' = [awaited EXCEPT ![r] = << >>]
  /\ UNCHANGED <<phase, ballot, log, trees, group, chosen, noted, trimmed, messages>>

\* Overtaken: a vote for a configuration is adopted whatever was voted behind it.
NeverOvertaken(ps, s, e) == FALSE

\* Established: the old members may go as soon as the new ones are led.
AlwaysEstablished(r) == TRUE

\* Fresh: who was removed is taken in again under its name.
AnyoneIsFresh(r, C) == TRUE

\* Leave: who was removed starts again under its name, with an empty log.
LeavesAndReturns(r) ==
  /\ phase[r] # "gone"
  /\ \E m \in messages : m.type = "retire" /\ r \in m.members
  /\ promised' = [promised EXCEPT ![r] = 0]
  /\ accepted' = [accepted EXCEPT ![r] = Empty]
  /\ durable'  = [durable EXCEPT ![r] = [promised |-> 0, accepted |-> Empty]]
  /\ UNCHANGED <<leading, pending, votes, trees, group, chosen, noted, trimmed, messages>>

\* Enough: a majority of the first members, whoever they are now.
EnoughOfTheFirst(S, c) == IsMajority(S \cap Initial, Initial)

\* Electable: a log replica leads.
Anyone(r) == TRUE

\* MayTrim: before it is archived.
TrimBeforeArchive(r, s) == s <= noted[r]

\* Archive: what was voted for and not chosen is archived.
ArchiveVotes(r) ==
  LET s == Len(archive) + 1 IN
  /\ Archiving /\ Up(r)
  /\ s \in DOMAIN durable[r].accepted
  /\ archive' = Append(archive, durable[r].accepted[s].command)
  /\ UNCHANGED <<leading, log, trees, chosen, noted, trimmed, messages, retired, lost, crashes>>

\* Effect: a command that was chosen twice has its effect twice.
EffectTwice(t, v) ==
  [upTo |-> t.upTo + 1, effects |-> IF v \in Command THEN Append(t.effects, v) ELSE t.effects]

\* LoseDisk: a wiped replica comes back under its name, and votes again.
WipedReturns(r) ==
  /\ phase[r] # "gone"
  /\ lost < MaxLost
  /\ lost' = lost + 1
  /\ phase'    = [phase EXCEPT ![r] = "follower"]
  /\ ballot'   = [ballot EXCEPT ![r] = 0]
  /\ promised' = [promised EXCEPT ![r] = 0]
  /\ accepted' = [accepted EXCEPT ![r] = Empty]
  /\ chosen'   = [chosen EXCEPT ![r] = Empty]
  /\ pending'  = [pending EXCEPT ![r] = << >>]
  /\ durable'  = [durable EXCEPT ![r] = [promised |-> 0, accepted |-> Empty]]
  /\ noted'    = [noted EXCEPT ![r] = 0]
  /\ UNCHANGED <<next, acting, awaited, votes, trees, archive, retired, crashes, trimmed, messages>>

\* Sufficient: a promise of who has trimmed what the candidate lacks counts like any other.
AllSuffice(ps, from) == ps

\* Governing: the configuration that r voted for last governs at once, its own slot too,
\* whether or not it is chosen.
AtOnceGoverning(r, s) ==
  LET cs == {t \in DOMAIN accepted[r] : IsConfiguration(accepted[r][t].command)} IN
  IF cs = {} THEN First
  ELSE [slot |-> Max(cs), members |-> accepted[r][Max(cs)].command.members]
-----------------------------------------------------------------------------
\* Both leaders go on behind the change.
NextBothGoOn == Handover \/ Propose(s2, c2)
SpecBothGoOn == InitLed /\ [][NextBothGoOn]_vars

\* s1 changes the members, which nobody hears; s2 leads with s3; then s1 leads again, with
\* l4 if it can.
NextApart ==
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ \E v \in Values : Accept(s1, 1, 1, v)
  \/ Prepare(s2, 2) \/ Promise(s3, 2) \/ Propose(s2, c2)
  \/ \E r \in {s2, s3}, v \in Values : Accept(r, 2, 1, v)
  \/ Prepare(s1, 3) \/ (\E r \in {s3, l4} : Promise(r, 3))
  \/ \E r \in {s1, s2}, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in {s1, s2, l4}, v \in Values : Accept(r, 3, 1, v)
  \/ \E r \in Replica : Flush(r)
SpecApart == InitLed /\ [][NextApart]_vars
=============================================================================
