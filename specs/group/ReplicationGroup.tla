--------------------------- MODULE ReplicationGroup ---------------------------
(***************************************************************************)
(* The replication group: MultiPaxos whose members change, lose their      *)
(* disks, and keep less than the whole log (Reconfiguring a State Machine, *)
(* section 2; Cheap Paxos, section 3; the DynamoDB paper, ATC 2022,        *)
(* sections 3 and 5).                                                      *)
(*                                                                         *)
(* What it adds to MultiPaxos: storage replicas (log and tree) and log     *)
(* replicas (log only, which vote and never lead); configurations, which   *)
(* are commands of the log and govern the slots after their own; an        *)
(* archive, to which every chosen entry goes and from which it can be      *)
(* fetched; trimming; trees that apply, take snapshots and are copied;     *)
(* lost disks.                                                             *)
(*                                                                         *)
(* phase, ballot, next, promised, accepted, chosen, pending, durable,      *)
(* messages, votes and crashes are MultiPaxos's. A replica whose disk is   *)
(* lost, or that was removed, is "gone": it never comes back under its     *)
(* name. Beside them:                                                      *)
(*                                                                         *)
(*   variable      meaning                                      survives   *)
(*   ---------     ------------------------------------------   ---------  *)
(*   acting        the configuration that a candidate or        no         *)
(*                 leader acts under: its slot and its members             *)
(*   awaited       the configuration that a leader is to        no         *)
(*                 propose again when all before it is chosen              *)
(*   noted         how long a prefix of the chosen log is       yes        *)
(*                 durable here, as chosen                                 *)
(*   trimmed       how long a prefix was removed from the log   yes        *)
(*   applied       a tree: how far it is, and the commands that as snapshot*)
(*                 had an effect, in order                                 *)
(*   snapshot      the tree as it is durable                    yes        *)
(*                                                                         *)
(*   archive       the prefix of the log that is in the object store       *)
(*   retired       no replica that was removed before this slot is needed  *)
(*   lost          how many disks were lost, to bound them                 *)
(*                                                                         *)
(* The messages are a set that only grows: one that is dropped is never    *)
(* received, one that is duplicated is received twice, and all are         *)
(* reordered. So Drop, Duplicate and Reorder are no actions.               *)
(*                                                                         *)
(* Left out: clocks, leases, reads and clients (LeasedGroup); who decides  *)
(* that a member failed (FailureDetection); the bytes of the tree.         *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS Replica,        \* every identity that may ever be a member
          Storage,        \* those with a tree; the others are log replicas
          Initial,        \* the members at first
          Configurations, \* the sets of members that a leader may change to
          Command, NoOp,
          MaxBallot, MaxSlot,
          MaxCrashes, MaxLost, MaxPending,
          Archiving,      \* TRUE: there is an archive, and logs are trimmed
          Trees,          \* TRUE: storage replicas apply what is chosen
          Retransmission, \* TRUE: a replica may answer again what it answered before
          Owner(_)        \* the one replica that may lead a ballot

VARIABLES phase, ballot, next, promised, accepted, chosen, pending, durable,
          messages, votes, crashes,
          acting, awaited, noted, trimmed, applied, snapshot, archive, retired, lost

log     == <<promised, accepted, pending, durable, votes>>
trees   == <<applied, snapshot>>
leading == <<phase, ballot, next, acting, awaited>>
group   == <<archive, retired, lost, crashes>>
vars == <<log, trees, leading, group, chosen, noted, trimmed, messages>>

Ballots == 1..MaxBallot
Slots   == 1..MaxSlot
Values  == Command \cup {NoOp} \cup {[members |-> C] : C \in Configurations}

IsConfiguration(v) == v \in {[members |-> C] : C \in Configurations}
\* Whether the subset S of C is a majority of it.
IsMajority(S, C) == 2 * Cardinality(S) > Cardinality(C)
Majorities(C) == {q \in SUBSET C : IsMajority(q, C)}

Empty == << >>
Max(S) == CHOOSE x \in S : \A y \in S : y <= x
Min(S) == CHOOSE x \in S : \A y \in S : x <= y
Put(f, s, x) == (s :> x) @@ f
After(f, n) == TLCEval([s \in {x \in DOMAIN f : x > n} |-> f[s]])
UpTo(f, n)  == TLCEval([s \in {x \in DOMAIN f : x <= n} |-> f[s]])

RECURSIVE PrefixFrom(_, _)
PrefixFrom(f, s) == IF (s + 1) \in DOMAIN f THEN PrefixFrom(f, s + 1) ELSE s

NoTree == [upTo |-> 0, effects |-> << >>]
First  == [slot |-> 0, members |-> Initial]

Init ==
  /\ phase    = [r \in Replica |-> "follower"]
  /\ ballot   = [r \in Replica |-> 0]
  /\ next     = [r \in Replica |-> 1]
  /\ promised = [r \in Replica |-> 0]
  /\ accepted = [r \in Replica |-> Empty]
  /\ chosen   = [r \in Replica |-> Empty]
  /\ pending  = [r \in Replica |-> << >>]
  /\ durable  = [r \in Replica |-> [promised |-> 0, accepted |-> Empty]]
  /\ messages = {}
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

-----------------------------------------------------------------------------
\* What a replica knows of the chosen log.

Up(r) == phase[r] \notin {"down", "gone"}

\* The last slot up to which r knows everything chosen.
KnownUpTo(r) == PrefixFrom(chosen[r], trimmed[r])

\* The archive holds every slot up to this one.
ArchivedUpTo == Len(archive)

\* What r knows chosen in s. Of a trimmed prefix a replica keeps only what Governing
\* needs of it, and that is the same as in the archive.
Known(r, s) == IF s <= trimmed[r] THEN archive[s] ELSE chosen[r][s]

\* The configuration of slot s, for who knows all slots before s.
RECURSIVE Governing(_, _)
Governing(r, s) ==
  IF s = 1 THEN First
  ELSE IF IsConfiguration(Known(r, s - 1))
       THEN [slot |-> s - 1, members |-> Known(r, s - 1).members]
       ELSE Governing(r, s - 1)

-----------------------------------------------------------------------------
\* The write-ahead log, as in MultiPaxos; a vote notes its configuration too.

WritePromise(r, b, ms) ==
  /\ Len(pending[r]) < MaxPending
  /\ promised' = [promised EXCEPT ![r] = b]
  /\ pending'  = [pending EXCEPT ![r] =
       Append(@, [ballot |-> b, slot |-> 0, command |-> NoOp, under |-> 0, messages |-> ms])]

WriteVote(r, b, s, v, c, m) ==
  /\ Len(pending[r]) < MaxPending
  /\ promised' = [promised EXCEPT ![r] = b]
  /\ accepted' = [accepted EXCEPT ![r] =
       Put(@, s, [ballot |-> b, command |-> v, under |-> c])]
  /\ pending'  = [pending EXCEPT ![r] =
       Append(@, [ballot |-> b, slot |-> s, command |-> v, under |-> c, messages |-> {m}])]

FollowIfLower(r, b) ==
  phase' = [phase EXCEPT ![r] = IF ballot[r] < b THEN "follower" ELSE @]

MayAnswer(r, ms) ==
  IF Retransmission THEN TRUE
  ELSE ~ \E m \in ms : \/ m \in messages
                      \/ \E i \in DOMAIN pending[r] : m \in pending[r][i].messages

\* A replica takes part only in what its own configuration does.
TakesPart(r, c) == Up(r) /\ r \in c.members

-----------------------------------------------------------------------------
\* Phase 1, in the configuration of the first slot that is not known chosen.

PrepareMessage(b, from, c) ==
  [type |-> "prepare", ballot |-> b, slot |-> from, configuration |-> c]

PromiseMessage(r, b, from, c) ==
  [type |-> "promise", ballot |-> b, from |-> r, slot |-> from, configuration |-> c,
   trimmed |-> trimmed[r], entries |-> After(accepted[r], from - 1)]

\* Who may try to lead.
Electable(r) == r \in Storage

\* r starts phase 1 of its own ballot b.
Prepare(r, b) ==
  LET from == KnownUpTo(r) + 1
      c    == Governing(r, from)
  IN
  /\ Electable(r)
  /\ TakesPart(r, c)
  /\ Owner(b) = r
  /\ b > promised[r]
  /\ phase'   = [phase EXCEPT ![r] = "preparing"]
  /\ ballot'  = [ballot EXCEPT ![r] = b]
  /\ next'    = [next EXCEPT ![r] = from]
  /\ acting'  = [acting EXCEPT ![r] = c]
  /\ awaited' = [awaited EXCEPT ![r] = << >>]
  /\ WritePromise(r, b, {PrepareMessage(b, from, c), PromiseMessage(r, b, from, c)})
  /\ UNCHANGED <<accepted, durable, votes, trees, group, chosen, noted, trimmed, messages>>

MayPromise(r, b) == b >= promised[r]
MayVote(r, b)    == b >= promised[r]

\* r promises to take part in no ballot below b, and reports its votes.
Promise(r, b) ==
  /\ Owner(b) # r
  /\ MayPromise(r, b)
  /\ \E m \in messages :
       /\ m.type = "prepare"
       /\ m.ballot = b
       /\ TakesPart(r, m.configuration)
       /\ MayAnswer(r, {PromiseMessage(r, b, m.slot, m.configuration)})
       /\ WritePromise(r, b, {PromiseMessage(r, b, m.slot, m.configuration)})
  /\ FollowIfLower(r, b)
  /\ UNCHANGED <<ballot, next, acting, awaited, accepted, durable, votes, trees, group,
                 chosen, noted, trimmed, messages>>

PromisesOf(b, c, Q) ==
  {m \in messages : m.type = "promise" /\ m.ballot = b /\ m.configuration = c /\ m.from \in Q}

\* Those that tell all votes from a slot on: who promised had trimmed nothing there. One that
\* its member sends later, having trimmed more, takes nothing back of what an earlier one told.
Sufficient(ps, from) == {m \in ps : m.trimmed < from}

Reports(ps, s) == {m.entries[s] : m \in {p \in ps : s \in DOMAIN p.entries}}

Highest(reports) == CHOOSE e \in reports : \A f \in reports : f.ballot <= e.ballot

\* A vote for a configuration in s was overtaken if a later leader went on behind s
\* under an older configuration: that leader knew, or proposed, something else in s,
\* so that the configuration was not chosen, and behind s something may have been.
Overtaken(ps, s, e) ==
  \E t \in {x \in UNION {DOMAIN m.entries : m \in ps} : x > s} :
    \E f \in Reports(ps, t) : f.ballot > e.ballot /\ f.under < s

\* The command that a leader must propose in s.
Adopt(ps, s) ==
  IF Reports(ps, s) = {} THEN NoOp
  ELSE LET e == Highest(Reports(ps, s)) IN
       IF IsConfiguration(e.command) /\ Overtaken(ps, s, e) THEN NoOp ELSE e.command

\* The slots that a leader proposes again at once end with the first configuration:
\* it must be known chosen before anything behind it is proposed, and everything
\* before it must be known chosen before it is.
AdoptUpTo(ps, from, top) ==
  LET cs == {s \in from..top : IsConfiguration(Adopt(ps, s))} IN
  IF cs = {} THEN top ELSE IF Min(cs) = from THEN from ELSE Min(cs) - 1

AcceptMessage(b, s, v, c) ==
  [type |-> "accept", ballot |-> b, slot |-> s, command |-> v, configuration |-> c]

\* With a promise of each member of a quorum that tells all that r has to be told, r
\* leads its ballot: it proposes again what may have been chosen, and fills holes.
Lead(r, Q) ==
  LET b    == ballot[r]
      from == next[r]
      ps   == Sufficient(PromisesOf(b, acting[r], Q), from)
      top  == Max({from - 1} \cup UNION {DOMAIN m.entries : m \in ps})
      last == AdoptUpTo(ps, from, top)
  IN
  /\ phase[r] = "preparing"
  /\ Q \subseteq acting[r].members /\ IsMajority(Q, acting[r].members)
  /\ {m.from : m \in ps} = Q
  /\ phase' = [phase EXCEPT ![r] = "leading"]
  /\ next'  = [next EXCEPT ![r] = last + 1]
  /\ awaited' = [awaited EXCEPT ![r] =
       IF last < top /\ ~ IsConfiguration(Adopt(ps, last)) THEN <<Adopt(ps, last + 1)>> ELSE << >>]
  /\ messages' = messages \cup
       {AcceptMessage(b, s, Adopt(ps, s), acting[r]) : s \in from..last}
  /\ UNCHANGED <<ballot, acting, log, trees, group, chosen, noted, trimmed>>

StepDown(r) ==
  /\ phase[r] \in {"preparing", "leading"}
  /\ phase' = [phase EXCEPT ![r] = "follower"]
  /\ UNCHANGED <<ballot, next, acting, awaited, log, trees, group, chosen, noted, trimmed, messages>>

-----------------------------------------------------------------------------
\* Phase 2.

\* A configuration that r has proposed and does not act under yet.
Changing(r) ==
  \/ awaited[r] # << >>
  \/ \E m \in messages : /\ m.type = "accept"
                         /\ m.ballot = ballot[r]
                         /\ IsConfiguration(m.command)
                         /\ m.slot > acting[r].slot

\* a holds slot s durably, as chosen, or the archive does.
Holds(a, s) ==
  \/ s <= ArchivedUpTo
  \/ \E m \in messages : m.type = "held" /\ m.from = a /\ m.slot >= s

\* A write quorum of r's configuration has all that was chosen before it.
Established(r) ==
  \E Q \in Majorities(acting[r].members) : \A a \in Q, s \in 1..acting[r].slot : Holds(a, s)

ProposeNext(r, v) ==
  /\ next[r] <= MaxSlot
  /\ messages' = messages \cup {AcceptMessage(ballot[r], next[r], v, acting[r])}
  /\ next' = [next EXCEPT ![r] = @ + 1]

\* A leader proposes a client's command in its next slot.
Propose(r, v) ==
  /\ phase[r] = "leading"
  /\ ~ Changing(r)
  /\ Established(r)
  /\ ProposeNext(r, v)
  /\ UNCHANGED <<phase, ballot, acting, awaited, log, trees, group, chosen, noted, trimmed>>

\* r votes for v in slot s of ballot b.
Accept(r, b, s, v) ==
  /\ MayVote(r, b)
  /\ s > trimmed[r]
  /\ \E m \in messages :
       LET answer == [type |-> "accepted", ballot |-> b, slot |-> s, from |-> r] IN
       /\ m.type = "accept" /\ m.ballot = b /\ m.slot = s /\ m.command = v
       /\ TakesPart(r, m.configuration)
       /\ MayAnswer(r, {answer})
       /\ WriteVote(r, b, s, v, m.configuration.slot, answer)
  /\ FollowIfLower(r, b)
  /\ UNCHANGED <<ballot, next, acting, awaited, durable, votes, trees, group,
                 chosen, noted, trimmed, messages>>

\* The members of c that told of a vote in slot s of ballot b, and whether they are enough.
Voters(b, s, c) ==
  {a \in c.members : [type |-> "accepted", ballot |-> b, slot |-> s, from |-> a] \in messages}

Enough(S, c) == IsMajority(S, c.members)

\* The leader learns that a quorum of the slot's configuration holds its proposal.
Choose(r, s, v) ==
  /\ phase[r] = "leading"
  /\ s > trimmed[r]
  /\ s \notin DOMAIN chosen[r]
  /\ AcceptMessage(ballot[r], s, v, acting[r]) \in messages
  /\ Enough(Voters(ballot[r], s, acting[r]), acting[r])
  /\ chosen'   = [chosen EXCEPT ![r] = Put(@, s, v)]
  /\ messages' = messages \cup {[type |-> "chosen", slot |-> s, command |-> v]}
  /\ UNCHANGED <<leading, log, trees, group, noted, trimmed>>

\* r, which may have to become a member first, hears that v was chosen in s.
Learn(r, s, v) ==
  /\ Up(r)
  /\ s > trimmed[r]
  /\ s \notin DOMAIN chosen[r]
  /\ [type |-> "chosen", slot |-> s, command |-> v] \in messages
  /\ chosen' = [chosen EXCEPT ![r] = Put(@, s, v)]
  /\ UNCHANGED <<leading, log, trees, group, noted, trimmed, messages>>

\* What r knew chosen up to n is durable at r, as chosen.
NoteUpTo(r, n) ==
  /\ Up(r)
  /\ noted[r] < n /\ n <= KnownUpTo(r)
  /\ noted' = [noted EXCEPT ![r] = n]
  /\ messages' = messages \cup {[type |-> "held", from |-> r, slot |-> n]}
  /\ UNCHANGED <<leading, log, trees, group, chosen, trimmed>>

\* All that r knows is. (To note less is to have noted before more was learned, which
\* nobody can tell apart: so Next has only this.)
Note(r) == NoteUpTo(r, KnownUpTo(r))

-----------------------------------------------------------------------------
\* Reconfiguration.

\* Nobody of C was removed before: whoever was removed may have forgotten all it promised.
Fresh(r, C) ==
  \A s \in 1..KnownUpTo(r) : IsConfiguration(Known(r, s)) =>
    (Governing(r, s).members \ Known(r, s).members) \cap C = {}

\* A leader that knows everything chosen proposes to go on with the members C.
Reconfigure(r, C) ==
  /\ phase[r] = "leading"
  /\ ~ Changing(r)
  /\ Established(r)
  /\ KnownUpTo(r) = next[r] - 1
  /\ C # acting[r].members
  /\ r \in C
  /\ C \cap Storage # {}
  /\ Fresh(r, C)
  /\ ProposeNext(r, [members |-> C])
  /\ UNCHANGED <<phase, ballot, acting, awaited, log, trees, group, chosen, noted, trimmed>>

\* The same for a configuration that phase 1 reported.
ProposeAwaited(r) ==
  /\ phase[r] = "leading"
  /\ awaited[r] # << >>
  /\ KnownUpTo(r) = next[r] - 1
  /\ ProposeNext(r, awaited[r][1])
  /\ awaited' = [awaited EXCEPT ![r] = << >>]
  /\ UNCHANGED <<phase, ballot, acting, log, trees, group, chosen, noted, trimmed>>

\* All that r has proposed is before slot from. (There may be more before it: r may have
\* heard from others of what it awaits, and of what is behind.)
NothingOpen(r, from) == next[r] <= from

\* The configuration is known chosen, as is all that r has proposed: before anything behind
\* that is proposed, phase 1 of the same ballot with a quorum of the new members.
PrepareNew(r) ==
  LET from == KnownUpTo(r) + 1
      c    == Governing(r, from)
  IN
  /\ phase[r] = "leading"
  /\ c.slot > acting[r].slot
  /\ NothingOpen(r, from)
  /\ TakesPart(r, c)
  /\ ballot[r] = promised[r]
  /\ phase'   = [phase EXCEPT ![r] = "preparing"]
  /\ acting'  = [acting EXCEPT ![r] = c]
  /\ next'    = [next EXCEPT ![r] = from]
  /\ awaited' = [awaited EXCEPT ![r] = << >>]
  /\ WritePromise(r, ballot[r], {PrepareMessage(ballot[r], from, c),
                                 PromiseMessage(r, ballot[r], from, c)})
  /\ UNCHANGED <<ballot, accepted, durable, votes, trees, group,
                 chosen, noted, trimmed, messages>>

\* Nothing of a replica that is gone is left.
Vanish(S) ==
  /\ phase'    = [a \in Replica |-> IF a \in S THEN "gone" ELSE phase[a]]
  /\ ballot'   = [a \in Replica |-> IF a \in S THEN 0 ELSE ballot[a]]
  /\ next'     = [a \in Replica |-> IF a \in S THEN 1 ELSE next[a]]
  /\ acting'   = [a \in Replica |-> IF a \in S THEN First ELSE acting[a]]
  /\ awaited'  = [a \in Replica |-> IF a \in S THEN << >> ELSE awaited[a]]
  /\ promised' = [a \in Replica |-> IF a \in S THEN 0 ELSE promised[a]]
  /\ accepted' = [a \in Replica |-> IF a \in S THEN Empty ELSE accepted[a]]
  /\ chosen'   = [a \in Replica |-> IF a \in S THEN Empty ELSE chosen[a]]
  /\ pending'  = [a \in Replica |-> IF a \in S THEN << >> ELSE pending[a]]
  /\ durable'  = [a \in Replica |-> IF a \in S THEN [promised |-> 0, accepted |-> Empty] ELSE durable[a]]
  /\ noted'    = [a \in Replica |-> IF a \in S THEN 0 ELSE noted[a]]
  /\ trimmed'  = [a \in Replica |-> IF a \in S THEN 0 ELSE trimmed[a]]
  /\ applied'  = [a \in Replica |-> IF a \in S THEN NoTree ELSE applied[a]]
  /\ snapshot' = [a \in Replica |-> IF a \in S THEN NoTree ELSE snapshot[a]]

\* Who was removed up to slot s, where s is that of a configuration.
RemovedUpTo(r, s) ==
  UNION {Governing(r, t).members : t \in {x \in 1..s : IsConfiguration(Known(r, x))}}
    \ Known(r, s).members

\* A leader whose configuration is established lets those go that are no member any more.
\* (A later leader that does not know of that may say it again.)
Retire(r) ==
  LET s == acting[r].slot IN
  /\ phase[r] = "leading"
  /\ s > 0 /\ s >= retired
  /\ Established(r)
  /\ retired' = s
  /\ messages' = messages \cup {[type |-> "retire", slot |-> s, members |-> RemovedUpTo(r, s)]}
  /\ UNCHANGED <<leading, log, trees, archive, lost, crashes, chosen, noted, trimmed>>

\* r, which was let go, goes.
Leave(r) ==
  /\ phase[r] # "gone"
  /\ \E m \in messages : m.type = "retire" /\ r \in m.members
  /\ Vanish({r})
  /\ UNCHANGED <<votes, group, messages>>

-----------------------------------------------------------------------------
\* Trees, archive and trimming.

\* The tree after one more command. A command that a client sent twice, and that was
\* chosen twice, has its effect once.
Effect(t, v) ==
  [upTo    |-> t.upTo + 1,
   effects |-> IF v \in Command /\ v \notin {t.effects[i] : i \in DOMAIN t.effects}
               THEN Append(t.effects, v) ELSE t.effects]

\* A storage replica applies the next chosen command to its tree.
Apply(r) ==
  /\ Trees /\ Up(r) /\ r \in Storage
  /\ applied[r].upTo < KnownUpTo(r)
  /\ applied' = [applied EXCEPT ![r] = Effect(@, Known(r, @.upTo + 1))]
  /\ UNCHANGED <<leading, log, snapshot, group, chosen, noted, trimmed, messages>>

\* The tree as it is becomes durable.
Snapshot(r) ==
  /\ Up(r)
  /\ snapshot[r] # applied[r]
  /\ snapshot' = [snapshot EXCEPT ![r] = applied[r]]
  /\ UNCHANGED <<leading, log, applied, group, chosen, noted, trimmed, messages>>

\* Nothing of the slots up to s waits for r's disk.
NotPending(r, s) == \A i \in DOMAIN pending[r] : pending[r][i].slot = 0 \/ pending[r][i].slot > s

\* r takes the tree t for its own, and with it the log up to there.
InstallTree(r, t) ==
  /\ Up(r) /\ r \in Storage
  /\ t.upTo > KnownUpTo(r)
  /\ t.upTo <= ArchivedUpTo
  /\ NotPending(r, t.upTo)
  /\ applied'  = [applied EXCEPT ![r] = t]
  /\ snapshot' = [snapshot EXCEPT ![r] = t]
  /\ trimmed'  = [trimmed EXCEPT ![r] = t.upTo]
  /\ noted'    = [noted EXCEPT ![r] = t.upTo]
  /\ chosen'   = [chosen EXCEPT ![r] = After(@, t.upTo)]
  /\ accepted' = [accepted EXCEPT ![r] = After(@, t.upTo)]
  /\ durable'  = [durable EXCEPT ![r] = [@ EXCEPT !.accepted = After(@, t.upTo)]]
  /\ UNCHANGED <<leading, promised, pending, votes, group, messages>>

\* The slow copy: that of a.
InstallSnapshot(r, a) == Up(a) /\ a \in Storage /\ InstallTree(r, snapshot[a])

\* r puts the next chosen entry, which its log holds, into the archive.
Archive(r) ==
  /\ Archiving /\ Up(r)
  /\ ArchivedUpTo < noted[r]
  /\ archive' = Append(archive, Known(r, ArchivedUpTo + 1))
  /\ UNCHANGED <<leading, log, trees, chosen, noted, trimmed, messages, retired, lost, crashes>>

\* What r may remove from its log: what is archived, and in a tree if it has one.
MayTrim(r, s) ==
  /\ s <= ArchivedUpTo
  /\ s <= noted[r]
  /\ r \in Storage => s <= snapshot[r].upTo

\* r removes the entries up to s from its log.
TrimUpTo(r, s) ==
  /\ Archiving /\ Up(r)
  /\ s > trimmed[r]
  /\ MayTrim(r, s)
  /\ NotPending(r, s)
  /\ trimmed'  = [trimmed EXCEPT ![r] = s]
  /\ chosen'   = [chosen EXCEPT ![r] = After(@, s)]
  /\ accepted' = [accepted EXCEPT ![r] = After(@, s)]
  /\ durable'  = [durable EXCEPT ![r] = [@ EXCEPT !.accepted = After(@, s)]]
  /\ UNCHANGED <<leading, promised, pending, votes, trees, group, noted, messages>>

\* r removes the first one.
Trim(r) == TrimUpTo(r, trimmed[r] + 1)

\* r reads from the archive what others have trimmed.
Fetch(r) ==
  LET s == KnownUpTo(r) + 1 IN
  /\ Up(r)
  /\ s \in DOMAIN archive
  /\ chosen' = [chosen EXCEPT ![r] = Put(@, s, archive[s])]
  /\ UNCHANGED <<leading, log, trees, group, noted, trimmed, messages>>

-----------------------------------------------------------------------------
\* Faults.

\* The oldest pending record of r is durable: what waited for it may leave.
Flush(r) ==
  LET e == Head(pending[r]) IN
  /\ pending[r] # << >>
  /\ pending' = [pending EXCEPT ![r] = Tail(@)]
  /\ durable' = [durable EXCEPT ![r] =
       [promised |-> e.ballot,
        accepted |-> IF e.slot = 0 THEN @.accepted
                     ELSE Put(@.accepted, e.slot,
                              [ballot |-> e.ballot, command |-> e.command, under |-> e.under])]]
  /\ messages' = messages \cup e.messages
  /\ votes' = IF e.slot = 0 THEN votes
              ELSE [votes EXCEPT ![r] =
                      Put(@, e.slot,
                          (IF e.slot \in DOMAIN @ THEN @[e.slot] ELSE {})
                            \cup {<<e.ballot, e.command>>})]
  /\ UNCHANGED <<leading, promised, accepted, trees, group, chosen, noted, trimmed>>

\* r crashes: as in MultiPaxos, but what it noted it still knows, and its tree is
\* what it was when it was last durable.
Crash(r, n, k) ==
  /\ Up(r)
  /\ crashes < MaxCrashes
  /\ n \in 0..Len(pending[r])
  /\ k \in noted[r]..KnownUpTo(r)
  /\ crashes'  = crashes + 1
  /\ phase'    = [phase EXCEPT ![r] = "down"]
  /\ ballot'   = [ballot EXCEPT ![r] = 0]
  /\ next'     = [next EXCEPT ![r] = 1]
  /\ acting'   = [acting EXCEPT ![r] = First]
  /\ awaited'  = [awaited EXCEPT ![r] = << >>]
  /\ pending'  = [pending EXCEPT ![r] = TLCEval([i \in 1..n |-> [@[i] EXCEPT !.messages = {}]])]
  /\ chosen'   = [chosen EXCEPT ![r] = UpTo(@, k)]
  /\ promised' = [promised EXCEPT ![r] = 0]
  /\ accepted' = [accepted EXCEPT ![r] = Empty]
  /\ applied'  = [applied EXCEPT ![r] = snapshot[r]]
  /\ UNCHANGED <<durable, votes, snapshot, archive, retired, lost, noted, trimmed, messages>>

Restart(r) ==
  /\ phase[r] = "down"
  /\ pending[r] = << >>
  /\ phase'    = [phase EXCEPT ![r] = "follower"]
  /\ promised' = [promised EXCEPT ![r] = durable[r].promised]
  /\ accepted' = [accepted EXCEPT ![r] = durable[r].accepted]
  /\ UNCHANGED <<ballot, next, acting, awaited, pending, durable, votes, trees, group,
                 chosen, noted, trimmed, messages>>

\* r's disk is lost, and r with it: only another identity may take its place.
LoseDisk(r) ==
  /\ phase[r] # "gone"
  /\ lost < MaxLost
  /\ lost' = lost + 1
  /\ Vanish({r})
  /\ UNCHANGED <<votes, archive, retired, crashes, messages>>

-----------------------------------------------------------------------------
Next ==
  \/ \E r \in Replica, b \in Ballots : Prepare(r, b)
  \/ \E r \in Replica, b \in Ballots : Promise(r, b)
  \/ \E r \in Replica, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in Replica : StepDown(r)
  \/ \E r \in Replica, v \in Command : Propose(r, v)
  \/ \E r \in Replica, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Choose(r, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Learn(r, s, v)
  \/ \E r \in Replica : Note(r)
  \/ \E r \in Replica, C \in Configurations : Reconfigure(r, C)
  \/ \E r \in Replica : ProposeAwaited(r)
  \/ \E r \in Replica : PrepareNew(r)
  \/ \E r \in Replica : Retire(r)
  \/ \E r \in Replica : Leave(r)
  \/ \E r \in Replica : Apply(r)
  \/ \E r \in Replica : Snapshot(r)
  \/ \E r, a \in Replica : InstallSnapshot(r, a)
  \/ \E r \in Replica : Archive(r)
  \/ \E r \in Replica : Trim(r)
  \/ \E r \in Replica : Fetch(r)
  \/ \E r \in Replica : Flush(r)
  \/ \E r \in Replica, n \in 0..MaxPending, k \in 0..MaxSlot : Crash(r, n, k)
  \/ \E r \in Replica : Restart(r)
  \/ \E r \in Replica : LoseDisk(r)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* What must hold.

Votes(r, s) == IF s \in DOMAIN votes[r] THEN votes[r][s] ELSE {}

DecidedBy(C, s, v) ==
  \E b \in Ballots : IsMajority({r \in C : <<b, v>> \in Votes(r, s)}, C)

\* The members that govern slot s, as the votes have it: the configuration that was
\* decided last before s.
RECURSIVE Members(_)
Members(s) ==
  IF s = 1 THEN Initial
  ELSE LET C  == Members(s - 1)
           Ds == {D \in Configurations : DecidedBy(C, s - 1, [members |-> D])}
       IN  IF Ds = {} THEN C ELSE CHOOSE D \in Ds : TRUE

\* v was chosen in s: a quorum of the slot's members voted for it, durably, in one ballot.
Decided(s, v) == DecidedBy(Members(s), s, v)

VotedIn(s) == UNION {{x[2] : x \in Votes(r, s)} : r \in Replica}
Decisions(s) == {v \in VotedIn(s) : Decided(s, v)}

\* No two commands are chosen in one slot.
Agreement == \A s \in Slots : Cardinality(Decisions(s)) <= 1

\* What is chosen stays chosen, whoever becomes or ceases to be a member.
ChosenIsStable == [][votes' # votes => \A s \in Slots : Decisions(s) \subseteq Decisions(s)']_vars

\* What a replica has learned was chosen.
LearnedIsChosen == \A r \in Replica : \A s \in DOMAIN chosen[r] : Decided(s, chosen[r][s])

\* What a leader tells chosen was chosen by members of the slot's configuration.
OnlyMembersCount ==
  \A m \in messages : m.type = "chosen" => DecidedBy(Members(m.slot), m.slot, m.command)

\* Within one ballot a slot has one command.
OneValuePerBallot ==
  \A r, a \in Replica : \A s \in DOMAIN votes[r] \cap DOMAIN votes[a] :
    \A x \in votes[r][s], y \in votes[a][s] : x[1] = y[1] => x[2] = y[2]

\* Who was let go, and may have forgotten what it promised, is never a member again.
LetGoForGood ==
  \A m \in messages : m.type = "retire" =>
    \A s \in (m.slot + 1)..(MaxSlot + 1) : Members(s) \cap m.members = {}

\* Only what a client asked for, a configuration that is allowed, or a no-op is voted for.
Validity == \A r \in Replica : \A s \in DOMAIN votes[r] : \A x \in votes[r][s] : x[2] \in Values

\* Only who has a tree prepares or leads.
LogReplicaNeverLeads == \A r \in Replica : phase[r] \in {"preparing", "leading"} => r \in Storage

\* A replica that is up knows every promise and vote that its log holds, and no log
\* but a lost or trimmed one has less than was ever durable there.
NoPromiseForgotten ==
  \A r \in Replica : phase[r] # "gone" =>
    /\ phase[r] # "down" => promised[r] >= durable[r].promised
    /\ \A s \in DOMAIN votes[r] : \A x \in votes[r][s] :
         /\ durable[r].promised >= x[1]
         /\ s > trimmed[r] => s \in DOMAIN durable[r].accepted /\ durable[r].accepted[s].ballot >= x[1]

\* The tree that the chosen log has up to slot n.
RECURSIVE TreeAt(_)
TreeAt(n) ==
  IF n = 0 THEN NoTree ELSE Effect(TreeAt(n - 1), CHOOSE v \in Decisions(n) : TRUE)

\* A tree is what the chosen prefix makes of it.
AppliedIsChosenPrefix ==
  \A r \in Replica : \A t \in {applied[r], snapshot[r]} :
    /\ \A s \in 1..t.upTo : Decisions(s) # {}
    /\ t = TreeAt(t.upTo)

\* No command has its effect twice.
ExactlyOnce ==
  \A r \in Replica : \A i, j \in DOMAIN applied[r].effects :
    applied[r].effects[i] = applied[r].effects[j] => i = j

\* The archive is a prefix of the chosen log.
ArchiveIsChosenPrefix == \A s \in DOMAIN archive : Decided(s, archive[s])

\* What a log has lost by trimming is in the archive.
TrimmedIsArchived == \A r \in Replica : trimmed[r] <= ArchivedUpTo

\* r's log holds v in s, as a vote or as chosen.
LogHolds(r, s, v) ==
  \/ s \in DOMAIN durable[r].accepted /\ durable[r].accepted[s].command = v
  \/ s <= noted[r] /\ s > trimmed[r]

\* The members whose logs are answerable for slot s: those of its configuration or,
\* once that has retired, those of the last one that let others retire.
Answerable(s) == IF s <= retired THEN Members(retired + 1) ELSE Members(s)

\* A chosen entry is in the archive, or any quorum that is still there has a log with it.
ChosenIsRecoverable ==
  \A s \in Slots : \A v \in Decisions(s) :
    \/ s \in DOMAIN archive
    \/ \A Q \in Majorities(Answerable(s)) :
         (\A r \in Q : phase[r] # "gone") => \E r \in Q : LogHolds(r, s, v)
=============================================================================
