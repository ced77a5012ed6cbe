-------------------------- MODULE MCGroupLiveMutants --------------------------
(***************************************************************************)
(* Mistakes that are safe: ReplicationGroup with one at a time that makes  *)
(* something never happen. A model puts one of these definitions in the    *)
(* place of the right one, and the property that the model names must      *)
(* break. Each mutant makes a step rarer, so that fairness still speaks of *)
(* steps that can be taken.                                                *)
(***************************************************************************)
EXTENDS MCGroupLive

\* PrepareNew: a leader goes on under its old configuration, for ever.
NeverPrepareNew(r) == FALSE

\* NothingOpen: a leader goes on only from what it proposed last itself.
NothingElseKnown(r, from) == next[r] = from /\ awaited[r] = << >>

\* ProposeAwaited: a leader never proposes the configuration that it awaits.
NeverProposeAwaited(r) == FALSE

\* Reconfigure: a leader waits for the lost member before it goes on without it.
ReconfigureWhenAllAreUp(r, C) ==
  /\ \A a \in acting[r].members : Up(a)
  /\ phase[r] = "leading"
  /\ ~ Changing(r)
  /\ Established(r)
  /\ KnownUpTo(r) = next[r] - 1
  /\ ProposeNext(r, [members |-> C])
  /\ UNCHANGED <<phase, ballot, acting, awaited, log, trees, group, chosen, noted, trimmed>>

\* Enough: nothing is chosen before every member voted for it.
EnoughIsEveryone(S, c) == S = c.members

\* Archive: a leader archives only what it proposed itself.
ArchiveOwn(r) ==
  LET s == Len(archive) + 1 IN
  /\ Archiving /\ phase[r] = "leading"
  /\ s <= noted[r]
  /\ AcceptMessage(ballot[r], s, Known(r, s), acting[r]) \in messages
  /\ archive' = Append(archive, Known(r, s))
  /\ UNCHANGED <<leading, log, trees, chosen, noted, trimmed, messages, retired, lost, crashes>>

-----------------------------------------------------------------------------
\* The shortest way to a mistake, of which every step is taken in the end.

\* s1 has voted for other members behind a command; s2, which heard of neither, takes over.
TakesOverChange == 2 \in DOMAIN accepted[s1] /\ TakesOver(s2)

ChangeLeft ==
  \/ Loses(s3)
  \/ Proposes(s1, c1) \/ Chooses(s1, 1) \/ (KnownUpTo(s1) = 1 /\ Replaces(s1))
  \/ (\E r \in {s1, s2} : Accepts(r, 1, 1)) \/ Accepts(s1, 1, 2)
  \/ TakesOverChange \/ Promises(s1, 2)
  \/ Leads(s2) \/ ProposesAwaited(s2)
  \/ \E r \in {s1, s2}, s \in Slots : Accepts(r, 2, s)
  \/ \E s \in Slots : Chooses(s2, s)
  \/ Learns(s1)
  \/ \E r \in Replica : Notes(r)
  \/ \E r \in Replica : Flush(r)
SpecChangeLeft == InitLed /\ [][ChangeLeft]_vars /\ WF_vars(ChangeLeft)

\* s1 has changed the members behind a command; s2 takes over, and hears of it only then.
TakesOverLate == 2 \in DOMAIN chosen[s1] /\ TakesOver(s2)

NewsLate ==
  \/ Loses(s3)
  \/ Proposes(s1, c1) \/ (KnownUpTo(s1) = 1 /\ Replaces(s1))
  \/ \E s \in Slots : Chooses(s1, s)
  \/ \E r \in {s1, s2}, s \in Slots : Accepts(r, 1, s)
  \/ TakesOverLate \/ Promises(s1, 2)
  \/ \E s \in Slots : phase[s2] = "preparing" /\ Hears(s2, s)
  \/ (KnownUpTo(s2) = 2 /\ Leads(s2)) \/ PreparesNew(s2)
  \/ \E r \in Replica : Notes(r)
  \/ \E r \in Replica : Flush(r)
SpecNewsLate == InitLed /\ [][NewsLate]_vars /\ WF_vars(NewsLate)

\* s2 takes over when it knows what s1 proposed.
TakesOverKnown == KnownUpTo(s2) = 1 /\ TakesOver(s2)

EntryLeft ==
  \/ Proposes(s1, c1) \/ Chooses(s1, 1)
  \/ \E r \in {s1, s2} : Accepts(r, 1, 1)
  \/ Learns(s2)
  \/ TakesOverKnown \/ Promises(s1, 2)
  \/ Leads(s2)
  \/ Archives(s2)
  \/ \E r \in Replica : Notes(r)
  \/ \E r \in Replica : Flush(r)
SpecEntryLeft == InitLed /\ [][EntryLeft]_vars /\ WF_vars(EntryLeft)
=============================================================================
