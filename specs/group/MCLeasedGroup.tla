---------------------------- MODULE MCLeasedGroup ----------------------------
(***************************************************************************)
(* What the models of LeasedGroup choose from: next-state relations that   *)
(* leave actions out. s1 leads ballot 1 at first, and s2 takes over.       *)
(***************************************************************************)
EXTENDS LeasedGroup

CONSTANTS s1, s2, s3,  \* storage replicas
          l4,          \* a log replica
          c1, c2       \* commands

TwoOwners(b) == IF b = 2 THEN s2 ELSE s1

\* s1 leads ballot 1 with everyone's promise. The members in S have just granted a lease,
\* in round 1.
InitGranted(S) ==
  LET Some(x, y) == [r \in Replica |-> IF r = s1 THEN x ELSE y]
      All(x)     == [r \in Replica |-> x]
      One        == [r \in Replica |-> IF r \in Initial THEN 1 ELSE 0]
  IN
  /\ phase    = Some("leading", "follower")
  /\ ballot   = Some(1, 0)
  /\ next     = All(1)
  /\ promised = One
  /\ accepted = All(G!Empty)
  /\ chosen   = All(G!Empty)
  /\ pending  = All(<< >>)
  /\ durable  = [r \in Replica |-> [promised |-> One[r], accepted |-> G!Empty]]
  /\ messages = {G!PrepareMessage(1, 1, G!First)}
                \cup {[type |-> "promise", ballot |-> 1, from |-> r, slot |-> 1,
                       configuration |-> G!First, trimmed |-> 0, entries |-> G!Empty] : r \in Initial}
                \cup (IF S = {} THEN {} ELSE {HeartbeatMessage(1, 1, G!First)})
                \cup {GrantMessage(r, 1, 1, G!First) : r \in S}
  /\ votes    = All(G!Empty)
  /\ crashes  = 0
  /\ acting   = All(G!First)
  /\ awaited  = All(<< >>)
  /\ noted    = All(0)
  /\ trimmed  = All(0)
  /\ applied  = All(G!NoTree)
  /\ snapshot = All(G!NoTree)
  /\ archive  = << >>
  /\ retired  = 0
  /\ lost     = 0
  /\ granted  = [r \in Replica |-> IF r \in S THEN [ballot |-> 1, left |-> Term] ELSE Free]
  /\ rounds   = Some(IF S = {} THEN << >> ELSE <<0>>, << >>)
  /\ lease    = Some([q \in Replica |-> IF q \in S THEN Span ELSE 0], NoLease)
  /\ reproposed = All(0)
  /\ counted  = All({})
  /\ reads    = [k \in Read |-> NoRead]
  /\ acknowledged = {}
  /\ led      = {1}
  /\ store    = << >>
  /\ taken    = [k \in Read |-> << >>]

InitLed == InitGranted({})

\* The leases of ballot b with its leader r and its grantors S.
Leasing(r, b, S) ==
  \/ Heartbeat(r)
  \/ \E q \in S, n \in 1..MaxRounds : GrantLease(q, b, n)
  \/ \E q \in S, n \in 1..MaxRounds : RenewLease(r, q, n)

\* What r does with what S votes for in ballot b.
Writing(r, b, S) ==
  \/ \E q \in S, s \in G!Slots, v \in G!Values : Accept(q, b, s, v)
  \/ \E s \in G!Slots, v \in G!Values : Choose(r, s, v)
  \/ Apply(r)
  \/ \E v \in Command : Acknowledge(r, v)

Reading(r) == \E k \in Read : ReadConsistent(r, k) \/ Answer(r, k)

\* Whether it makes a difference how fast the clock of r is.
Matters(r) == granted[r].left > Slow \/ \E n \in DOMAIN rounds[r] : rounds[r][n] + Slow < Span

Ticking == \E F \in SUBSET {r \in Replica : Matters(r)} : Tick(F)

TakingOver(S) ==
  \/ Prepare(s2, 2)
  \/ \E r \in S : Promise(r, 2)
  \/ \E Q \in SUBSET Replica : Lead(s2, Q)

Flushing == \E r \in Replica : Flush(r)

\* s1 reads under its lease, s3's and its own; s2 takes over with s3, and writes.
Takeover ==
  \/ Leasing(s1, 1, {s1, s3}) \/ Reading(s1)
  \/ TakingOver({s3})
  \/ Propose(s2, c2) \/ Writing(s2, 2, {s2, s3})
  \/ Flushing \/ Ticking
SpecTakeover == InitLed /\ [][Takeover]_vars

\* The same, but s1 may let its grantors go at any time.
Giving == Takeover \/ Relinquish(s1) \/ Release(s1) \/ Release(s3)
SpecGiving == InitLed /\ [][Giving]_vars

\* Both hold leases, one after the other.
Leases ==
  \/ Leasing(s1, 1, {s1, s3}) \/ Leasing(s2, 2, {s2, s3})
  \/ TakingOver({s3})
  \/ Flushing \/ Ticking
SpecLeases == InitLed /\ [][Leases]_vars

\* s1 writes, with s3's vote or alone; s2 takes over with s3, holds a lease, and is read.
Succession ==
  \/ Propose(s1, c1) \/ Writing(s1, 1, {s1, s3})
  \/ TakingOver({s3})
  \/ Propose(s2, c1) \/ Writing(s2, 2, {s2, s3})
  \/ Leasing(s2, 2, {s2, s3}) \/ Reading(s2)
  \/ (\E v \in G!Values : Learn(s1, 1, v))
  \/ Flushing
SpecSuccession == InitLed /\ [][Succession]_vars

\* s1 writes; trees and logs are read as they are.
Lagging ==
  \/ Propose(s1, c1) \/ Propose(s1, c2) \/ Writing(s1, 1, {s1, l4})
  \/ (\E s \in G!Slots, v \in G!Values : Learn(s3, s, v)) \/ Apply(s3)
  \/ (\E r \in Replica, k \in Read : ReadEventual(r, k))
  \/ Flushing
SpecLagging == InitLed /\ [][Lagging]_vars

\* s1 holds a lease, and both are read.
BothRead ==
  \/ Leasing(s1, 1, {s1, s3}) \/ Reading(s1)
  \/ TakingOver({s3}) \/ Leasing(s2, 2, {s2, s3}) \/ Reading(s2)
  \/ Flushing \/ Ticking
SpecBothRead == InitLed /\ [][BothRead]_vars

\* s3, which granted s1 a lease, crashes, and is back when s2 takes over.
Returning ==
  \/ Leasing(s1, 1, {s1, s3}) \/ Reading(s1)
  \/ (\E n \in 0..MaxPending, k \in 0..MaxSlot : Crash(s3, n, k)) \/ Restart(s3)
  \/ TakingOver({s3})
  \/ Propose(s2, c2) \/ Writing(s2, 2, {s2, s3})
  \/ Flushing \/ Ticking
SpecReturning == InitLed /\ [][Returning]_vars

\* s1, which holds a lease of s3 and itself, replaces s3 by l4. s2 hears that this was
\* chosen, and takes over with l4, which has granted nothing.
Replaced ==
  \/ Reading(s1)
  \/ \E C \in Configurations : Reconfigure(s1, C)
  \/ \E r \in {s1, s2}, v \in G!Values : Accept(r, 1, 1, v)
  \/ \E v \in G!Values : Choose(s1, 1, v)
  \/ \E r \in {s2, l4}, v \in G!Values : Learn(r, 1, v)
  \/ \E r \in {s1, s2, l4} : Note(r)
  \/ TakingOver({l4})
  \/ Propose(s2, c2) \/ Writing(s2, 2, {s2, l4})
  \/ Flushing \/ Ticking
SpecReplaced == InitGranted({s1, s3}) /\ [][Replaced]_vars

\* The same, and s1 goes on in the new configuration, and is granted a lease there.
Replacing ==
  \/ Replaced
  \/ Leasing(s1, 1, {s1, s2, l4})
  \/ PrepareNew(s1) \/ Promise(l4, 1) \/ (\E Q \in SUBSET Replica : Lead(s1, Q))
SpecReplacing == InitGranted({s1, s3}) /\ [][Replacing]_vars

\* Where what is written and not flushed makes no difference it is flushed at once: until
\* then nobody but the writer sees it, so that it commutes with whatever comes between.
FlushAtOnce ==
  (\E r \in Replica : pending[r] # << >>) => \E r \in Replica : Len(pending'[r]) < Len(pending[r])

\* What is noted can as well be noted at once.
NoteAtOnce ==
  (\E r \in Replica : G!Up(r) /\ noted[r] < G!KnownUpTo(r)) => noted' # noted
AtOnce == FlushAtOnce /\ ((\A r \in Replica : pending[r] = << >>) => NoteAtOnce)
-----------------------------------------------------------------------------
\* A consistent read is never served by a second leader: to be refuted.
NeverReadAtSecond == ~ \E k \in Read : reads[k].status = "answered" /\ reads[k].by = s2

\* A read is never captured by one leader and then answered by another: to be refuted.
NeverCapturedAgain ==
  [][~ \E k \in Read : reads[k].status = "captured" /\ reads'[k].by \notin {reads[k].by, << >>}]_vars
=============================================================================
