--------------------------- MODULE TraceLeasedGroup ---------------------------
(***************************************************************************)
(* LeasedGroup led by a trace: each step is the action that the next event *)
(* names, with the event's own parameters, and what the event observed     *)
(* must agree with the state. Whoever checks a trace (org.synod.           *)
(* conformance.trace) binds `event` before it asks for the next states.    *)
(*                                                                         *)
(* An event that speaks of slots `upTo` one of them is as many steps of    *)
(* LeasedGroup. Time passes where the checker says so: the clock of one    *)
(* replica moves by what its own times tell, before it does something that *)
(* depends on the time.                                                    *)
(*                                                                         *)
(* The cost of an event must not grow with the trace, so what can no       *)
(* longer matter is dropped by Forget, and what would have to be searched  *)
(* for in the messages or counted up from slot 1 is kept beside:           *)
(*                                                                         *)
(*   event       the event to follow                                       *)
(*   touched     the slot that the last step was about, 0 for none: the    *)
(*               properties below look at that one only, since only there  *)
(*               can they have become false                                *)
(*   forgotten   every slot up to this one is forgotten                    *)
(*   known       KnownUpTo                                                 *)
(*   decided     what was chosen in the slots that are not forgotten       *)
(*   reached     something was chosen in every slot up to this one         *)
(*   changes     the configurations that were chosen, by their slots       *)
(*   proposed    per leader, the slot of the configuration that it         *)
(*               proposed last in its ballot                               *)
(*   held        how far each replica said that it holds what is chosen    *)
(*   archived    ArchivedUpTo; the archive itself is empty                 *)
(*   copies      how far a tree of each replica was ever durable           *)
(*   answered    per replica, the last heartbeat that it answered          *)
(*                                                                         *)
(* A tree is known by the slot that it is up to, and so is the store that  *)
(* clients see: a tree's effects are <<n>>, for all up to slot n. Reads    *)
(* are known by the replica that answers them. Whether their answers are   *)
(* right, byte by byte, is judged from the clients' histories; here, that  *)
(* they are of the slot that they must be of.                              *)
(*                                                                         *)
(* Traces of several processes are in an order that agrees with what       *)
(* caused what. Whether a lease was over before another leader began is no *)
(* matter of cause, but of time. So what depends on that is judged only    *)
(* where the event says that it stands inOrder: where one clock saw all.   *)
(***************************************************************************)
EXTENDS LeasedGroup

VARIABLES event, touched, forgotten, known, decided, reached, changes, proposed, held, archived, copies,
          answered

window == <<decided, reached, changes, proposed, held, archived, copies, answered>>
traceVars == <<vars, event, touched, forgotten, known, window>>

TraceInit ==
  /\ Init
  /\ event = [action |-> "Init"]
  /\ touched = 0
  /\ forgotten = 0
  /\ known = [r \in Replica |-> 0]
  /\ decided = G!Empty
  /\ reached = 0
  /\ changes = (0 :> Initial)
  /\ proposed = [r \in Replica |-> 0]
  /\ held = [r \in Replica |-> 0]
  /\ archived = 0
  /\ copies = [r \in Replica |-> 0]
  /\ answered = [r \in Replica |-> [ballot |-> 0, round |-> 0]]

-----------------------------------------------------------------------------
\* What stands for the operators of the same names.

TraceKnownUpTo(r) == known[r]
TraceArchivedUpTo == archived

Largest(S) == CHOOSE x \in S : \A y \in S : y <= x

\* Everyone that knows all before s knows the same of who governs it.
Configured(s) ==
  LET t == Largest({x \in DOMAIN changes : x < s}) IN [slot |-> t, members |-> changes[t]]

TraceGoverning(r, s) == Configured(s)
\* A command of a client, and the no-op, is a record with a label.
TraceIsConfiguration(v) == "members" \in DOMAIN v
TraceChanging(r) == awaited[r] # << >> \/ proposed[r] > acting[r].slot

TraceEstablished(r) ==
  G!IsMajority({a \in acting[r].members : acting[r].slot <= archived \/ held[a] >= acting[r].slot},
               acting[r].members)

EverMembers(s) == UNION {changes[t] : t \in {x \in DOMAIN changes : x < s}}

TraceRemovedUpTo(r, s) == EverMembers(s) \ changes[s]
TraceFresh(r, C) == (EverMembers(known[r] + 1) \ Configured(known[r] + 1).members) \cap C = {}

TraceNextRound(r) == event.round
TraceBegun(ages, n) == (n :> 0) @@ ages

-----------------------------------------------------------------------------
Touch(s) == touched' = s /\ UNCHANGED <<event, forgotten>>
Beside   == UNCHANGED <<known, window>>

\* r knows what chosen' says, from the slot on that it knew all up to.
Knows(r, from) == known' = [known EXCEPT ![r] = G!PrefixFrom(chosen'[r], from)]

TracePrepare(e) ==
  /\ e.slot = known[e.replica] + 1
  /\ e.configuration = Configured(e.slot).slot
  /\ Prepare(e.replica, e.ballot)
  /\ proposed' = [proposed EXCEPT ![e.replica] = 0]
  /\ Touch(0)
  /\ UNCHANGED <<known, decided, reached, changes, held, archived, copies, answered>>

\* The messages that wait for the record that r just wrote.
JustWritten(r) == pending'[r][Len(pending'[r])].messages

TracePromise(e) ==
  /\ Promise(e.replica, e.ballot)
  /\ \A m \in JustWritten(e.replica) : m.slot = e.slot /\ m.configuration.slot = e.configuration
  /\ Touch(0) /\ Beside

\* The highest slot of a configuration among what is proposed again.
Configures(proposals, before) ==
  Largest({before} \cup {s \in DOMAIN proposals : TraceIsConfiguration(proposals[s])})

\* What its promises report of forgotten slots is not there any more.
TraceLead(e) ==
  LET r  == e.replica
      ps == G!Sufficient(G!PromisesOf(e.ballot, acting[r], e.quorum), next[r])
  IN
  /\ e.ballot = ballot[r]
  /\ next[r] > forgotten
  /\ e.proposals = [s \in DOMAIN e.proposals |-> G!Adopt(ps, s)]
  /\ Lead(r, e.quorum)
  /\ next'[r] = next[r] + Cardinality(DOMAIN e.proposals)
  /\ proposed' = [proposed EXCEPT ![r] = Configures(e.proposals, @)]
  /\ Touch(0)
  /\ UNCHANGED <<known, decided, reached, changes, held, archived, copies, answered>>

TraceStepDown(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ StepDown(e.replica)
  /\ Touch(0) /\ Beside

TracePropose(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.slot = next[e.replica]
  /\ Propose(e.replica, e.command)
  /\ Touch(e.slot) /\ Beside

TraceReconfigure(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.slot = next[e.replica]
  /\ Reconfigure(e.replica, e.command.members)
  /\ proposed' = [proposed EXCEPT ![e.replica] = e.slot]
  /\ Touch(e.slot)
  /\ UNCHANGED <<known, decided, reached, changes, held, archived, copies, answered>>

TraceProposeAwaited(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.slot = next[e.replica]
  /\ awaited[e.replica] = <<e.command>>
  /\ ProposeAwaited(e.replica)
  /\ proposed' = [proposed EXCEPT ![e.replica] = e.slot]
  /\ Touch(e.slot)
  /\ UNCHANGED <<known, decided, reached, changes, held, archived, copies, answered>>

TracePrepareNew(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.slot = known[e.replica] + 1
  /\ e.configuration = Configured(e.slot).slot
  /\ PrepareNew(e.replica)
  /\ Touch(0) /\ Beside

TraceAccept(e) ==
  /\ Accept(e.replica, e.ballot, e.slot, e.command)
  /\ Touch(e.slot) /\ Beside

TraceChoose(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ Choose(e.replica, e.slot, e.command)
  /\ Knows(e.replica, known[e.replica])
  /\ decided' = G!Put(decided, e.slot, e.command)
  /\ reached' = G!PrefixFrom(decided', reached)
  /\ changes' = IF TraceIsConfiguration(e.command)
                THEN G!Put(changes, e.slot, e.command.members) ELSE changes
  /\ Touch(e.slot)
  /\ UNCHANGED <<proposed, held, archived, copies, answered>>

\* Of what is forgotten the checker has compared the command with the one that was chosen.
\* The next slot is only counted; one behind that is kept until what is before it is known.
LearnForgotten(e) ==
  LET r == e.replica IN
  /\ G!Up(r)
  /\ e.slot > known[r]
  /\ e.slot \notin DOMAIN chosen[r]
  /\ IF e.slot = known[r] + 1
     THEN known' = [known EXCEPT ![r] = G!PrefixFrom(chosen[r], e.slot)] /\ UNCHANGED chosen
     ELSE chosen' = [chosen EXCEPT ![r] = G!Put(@, e.slot, e.command)] /\ UNCHANGED known
  /\ Touch(0)
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, pending, durable, votes, crashes,
                 acting, awaited, noted, trimmed, applied, snapshot, archive, retired, lost,
                 messages, beside, window>>

TraceLearn(e) ==
  IF e.slot <= forgotten THEN LearnForgotten(e)
  ELSE /\ Learn(e.replica, e.slot, e.command)
       /\ Knows(e.replica, known[e.replica])
       /\ Touch(e.slot)
       /\ UNCHANGED window

TraceNote(e) ==
  /\ G!NoteUpTo(e.replica, e.upTo)
  /\ UNCHANGED beside
  /\ held' = [held EXCEPT ![e.replica] = IF e.upTo > @ THEN e.upTo ELSE @]
  /\ Touch(0)
  /\ UNCHANGED <<known, decided, reached, changes, proposed, archived, copies, answered>>

TraceRetire(e) ==
  /\ e.configuration = acting[e.replica].slot
  /\ Retire(e.replica)
  /\ Touch(0) /\ Beside

Vanished(r) == known' = [known EXCEPT ![r] = 0] /\ UNCHANGED window

TraceLeave(e) == Leave(e.replica) /\ Vanished(e.replica) /\ Touch(0)
TraceLoseDisk(e) == LoseDisk(e.replica) /\ Vanished(e.replica) /\ Touch(0)

-----------------------------------------------------------------------------
\* Trees, archive and trimming.

Tree(n) == [upTo |-> n, effects |-> <<n>>]
TraceLonger(s, t) == IF t # << >> /\ (s = << >> \/ t[1] > s[1]) THEN t ELSE s

\* Of the slots that r applies now, up to n, the last that takes effect with that.
InEffectUpTo(r, n) ==
  IF Latest(r) THEN n
  ELSE IF phase[r] # "leading" THEN 0
  ELSE Largest({0} \cup {s \in counted[r] : s > applied[r].upTo /\ s <= n})

TraceApply(e) ==
  LET n == InEffectUpTo(e.replica, e.upTo) IN
  /\ G!Up(e.replica) /\ e.replica \in Storage
  /\ applied[e.replica].upTo < e.upTo
  /\ e.upTo <= known[e.replica]
  /\ applied' = [applied EXCEPT ![e.replica] = Tree(e.upTo)]
  /\ store' = IF n = 0 THEN store ELSE TraceLonger(store, <<n>>)
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, chosen, pending, durable, votes, crashes,
                 acting, awaited, noted, trimmed, snapshot, archive, retired, lost, messages,
                 leases, term, clients, led, taken>>
  /\ Touch(0) /\ Beside

TraceSnapshot(e) ==
  /\ G!Up(e.replica)
  /\ snapshot[e.replica].upTo < e.upTo
  /\ e.upTo <= applied[e.replica].upTo
  /\ snapshot' = [snapshot EXCEPT ![e.replica] = Tree(e.upTo)]
  /\ copies' = [copies EXCEPT ![e.replica] = e.upTo]
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, chosen, pending, durable, votes, crashes,
                 acting, awaited, noted, trimmed, applied, archive, retired, lost, messages, beside>>
  /\ Touch(0)
  /\ UNCHANGED <<known, decided, reached, changes, proposed, held, archived, answered>>

\* The tree may be one that the other had a while ago.
TraceInstallSnapshot(e) ==
  /\ e.from \in Storage
  /\ e.upTo <= copies[e.from]
  /\ G!InstallTree(e.replica, Tree(e.upTo))
  /\ UNCHANGED beside
  /\ Knows(e.replica, e.upTo)
  /\ copies' = [copies EXCEPT ![e.replica] = e.upTo]
  /\ Touch(0)
  /\ UNCHANGED <<decided, reached, changes, proposed, held, archived, answered>>

\* Who finds there what it would put there compares, and nothing changes: a leader before it
\* may have archived the same and be gone before anybody heard.
TraceArchive(e) ==
  /\ G!Up(e.replica)
  /\ e.upTo <= noted[e.replica]
  /\ archived' = IF archived < e.upTo THEN e.upTo ELSE archived
  /\ Touch(0)
  /\ UNCHANGED <<vars, known, decided, reached, changes, proposed, held, copies, answered>>

TraceTrim(e) ==
  /\ G!TrimUpTo(e.replica, e.upTo)
  /\ UNCHANGED beside
  /\ Touch(0) /\ Beside

\* All that follows in the archive, of which what is forgotten is not looked at again.
TraceFetch(e) ==
  LET r == e.replica IN
  /\ G!Up(r)
  /\ known[r] < e.upTo
  /\ e.upTo <= archived
  /\ chosen' = [chosen EXCEPT ![r] = TLCEval(
       [s \in {x \in DOMAIN decided : x > known[r] /\ x <= e.upTo} |-> decided[s]] @@ @)]
  /\ Knows(r, e.upTo)
  /\ Touch(0)
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, pending, durable, votes, crashes,
                 acting, awaited, noted, trimmed, applied, snapshot, archive, retired, lost,
                 messages, beside, window>>

-----------------------------------------------------------------------------
\* Leases, reads and answers.

\* The clock of one replica moves.
TraceTick(e) ==
  LET r == e.replica IN
  /\ granted' = [granted EXCEPT ![r] =
       IF @.left > e.elapsed THEN [@ EXCEPT !.left = @ - e.elapsed] ELSE Free]
  /\ rounds'  = [rounds EXCEPT ![r] =
       TLCEval([n \in {x \in DOMAIN @ : @[x] + e.elapsed < Span} |-> @[n] + e.elapsed])]
  /\ lease'   = [lease EXCEPT ![r] = TLCEval([q \in Replica |-> Less(@[q], e.elapsed)])]
  /\ UNCHANGED <<base, clients, term, ghosts>>
  /\ Touch(0) /\ Beside

TraceHeartbeat(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.round \notin DOMAIN rounds[e.replica]
  /\ Heartbeat(e.replica)
  /\ Touch(0) /\ Beside

TraceGrantLease(e) ==
  /\ GrantLease(e.replica, e.ballot, e.round)
  /\ answered' = [answered EXCEPT ![e.replica] = [ballot |-> e.ballot, round |-> e.round]]
  /\ Touch(0)
  /\ UNCHANGED <<known, decided, reached, changes, proposed, held, archived, copies>>

TraceRenewLease(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ RenewLease(e.replica, e.grantor, e.round)
  /\ Touch(0) /\ Beside

TraceRelinquish(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ Relinquish(e.replica)
  /\ Touch(0) /\ Beside

TraceRelease(e) ==
  /\ e.ballot = granted[e.replica].ballot
  /\ Release(e.replica)
  /\ Touch(0) /\ Beside

TraceReadConsistent(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.upTo = applied[e.replica].upTo
  /\ ReadConsistent(e.replica, e.replica)
  /\ Touch(0) /\ Beside

TraceAnswer(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ Answer(e.replica, e.replica)
  /\ Touch(0) /\ Beside

TraceReadEventual(e) ==
  /\ e.upTo = applied[e.replica].upTo
  /\ ReadEventual(e.replica, "eventual")
  /\ Touch(0) /\ Beside

\* The read is over, and its name free for the next one.
TraceDone(e) ==
  /\ reads' = [k \in DOMAIN reads |->
       IF reads[k].status \in {"answered", "eventual"} THEN NoRead ELSE reads[k]]
  /\ taken' = [k \in DOMAIN reads |->
       IF reads[k].status \in {"answered", "eventual"} THEN << >> ELSE taken[k]]
  /\ UNCHANGED <<base, leases, acknowledged, term, led, store>>
  /\ Touch(0) /\ Beside

TraceAcknowledge(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.upTo <= applied[e.replica].upTo
  /\ \A s \in e.from..e.upTo : MayAcknowledge(e.replica, s)
  /\ Touch(0)
  /\ UNCHANGED <<vars, known, window>>

-----------------------------------------------------------------------------
\* Faults.

\* An event of a group commit is several of these.
TraceFlush(e) ==
  /\ Flush(e.replica)
  /\ touched' = Head(pending[e.replica]).slot
  /\ UNCHANGED <<event, forgotten, known, window>>

TraceCrash(e) ==
  /\ Crash(e.replica, e.survived, e.chosenUpTo)
  /\ known' = [known EXCEPT ![e.replica] = e.chosenUpTo]
  /\ Touch(0)
  /\ UNCHANGED window

TraceRestart(e) ==
  /\ Restart(e.replica)
  /\ promised'[e.replica] = e.promised
  /\ known[e.replica] = e.chosenUpTo
  /\ trimmed[e.replica] = e.trimmed
  /\ applied[e.replica].upTo = e.applied
  /\ Touch(0) /\ Beside

-----------------------------------------------------------------------------
From(f, s) == TLCEval([x \in {y \in DOMAIN f : y > s} |-> f[x]])

\* Whether r leads ballot b, and whether its heartbeat n may still be worth something.
Leads(b) == phase[Owner(b)] = "leading" /\ ballot[Owner(b)] = b
Counts(m) == Leads(m.ballot) /\ m.round \in DOMAIN rounds[Owner(m.ballot)]

\* The ballot below which r takes part in nothing, even after a restart.
Bound(r) == IF phase[r] = "down" THEN durable[r].promised ELSE promised[r]

\* Whether r may still take part in ballot b.
MayTakePart(r, b) == phase[r] # "gone" /\ Bound(r) <= b

\* Whether r may still answer the heartbeat m: each is answered once, and in their order.
MayAnswer(r, m) ==
  /\ MayTakePart(r, m.ballot)
  /\ answered[r].ballot # m.ballot \/ answered[r].round < m.round

\* Whether someone may still answer the heartbeat m.
AwaitsAnswer(m) == \E r \in m.configuration.members : MayAnswer(r, m)

\* Whether some action of a trace may still need the message.
Matters(m, s) ==
  CASE m.type = "prepare"   -> \E r \in m.configuration.members : MayTakePart(r, m.ballot)
    [] m.type = "promise"   -> phase[Owner(m.ballot)] = "preparing" /\ ballot[Owner(m.ballot)] = m.ballot
    [] m.type = "accept"    -> \/ m.slot > s
                               \/ \E r \in m.configuration.members : /\ MayTakePart(r, m.ballot)
                                                                     /\ known[r] < m.slot
    [] m.type = "accepted"  -> /\ m.slot > s
                               /\ m.slot \notin DOMAIN chosen[Owner(m.ballot)]
                               /\ Leads(m.ballot)
    [] m.type = "chosen"    -> m.slot > s
    [] m.type = "held"      -> FALSE
    [] m.type = "heartbeat" -> AwaitsAnswer(m)
    [] m.type = "granted"   -> Counts(m)
    [] m.type = "release"   -> \/ \E r \in Replica : granted[r].ballot = m.ballot
                               \/ \E h \in messages : /\ h.type = "heartbeat" /\ h.ballot = m.ballot
                                                      /\ AwaitsAnswer(h)
    [] m.type = "retire"    -> \E r \in m.members : phase[r] # "gone"

\* What r has to keep of what it knows chosen: who lags knows some slots behind others.
StillKnown(r, s) == From(chosen[r], IF known[r] < s THEN known[r] ELSE s)

\* The latest ballot that was led, and those whose leases may still be granted.
StillLed == {b \in led : \/ \A c \in led : c <= b
                         \/ \E r \in Replica : granted[r].ballot = b
                         \/ \E m \in messages : m.type = "heartbeat" /\ m.ballot = b}

\* Everything of the slots up to s is forgotten. The replicas in e.active will know them chosen
\* whatever happens. Who is no member yet, or any more, may lag behind: it may vote where it is
\* asked to, which decides nothing, and begin phase 1, whose end is not followed (TraceLead).
TraceForget(e) ==
  LET s == e.slot IN
  /\ s >= forgotten
  /\ \A r \in e.active : noted[r] >= s /\ known[r] >= s
  /\ \A r \in e.active : phase[r] \in {"preparing", "leading"} => next[r] > s
  /\ forgotten' = s
  /\ messages'  = {m \in messages : Matters(m, s)}
  /\ chosen'    = [r \in Replica |-> StillKnown(r, s)]
  /\ accepted'  = [r \in Replica |-> From(accepted[r], s)]
  /\ votes'     = [r \in Replica |-> From(votes[r], s)]
  /\ durable'   = [r \in Replica |-> [durable[r] EXCEPT !.accepted = From(@, s)]]
  /\ counted'   = [r \in Replica |-> TLCEval({x \in counted[r] : x > s})]
  /\ decided'   = From(decided, s)
  /\ led'       = StillLed
  /\ touched' = 0
  /\ UNCHANGED <<phase, ballot, next, promised, pending, crashes, acting, awaited, noted, trimmed,
                 applied, snapshot, archive, retired, lost, leases, reproposed, clients, store, taken,
                 event, known, reached, changes, proposed, held, archived, copies, answered>>

-----------------------------------------------------------------------------
TraceNext ==
  CASE event.action = "Prepare"           -> TracePrepare(event)
    [] event.action = "Promise"           -> TracePromise(event)
    [] event.action = "Lead"              -> TraceLead(event)
    [] event.action = "StepDown"          -> TraceStepDown(event)
    [] event.action = "Propose"           -> TracePropose(event)
    [] event.action = "Accept"            -> TraceAccept(event)
    [] event.action = "Choose"            -> TraceChoose(event)
    [] event.action = "Learn"             -> TraceLearn(event)
    [] event.action = "Note"              -> TraceNote(event)
    [] event.action = "Reconfigure"       -> TraceReconfigure(event)
    [] event.action = "ProposeAwaited"    -> TraceProposeAwaited(event)
    [] event.action = "PrepareNew"        -> TracePrepareNew(event)
    [] event.action = "Retire"            -> TraceRetire(event)
    [] event.action = "Leave"             -> TraceLeave(event)
    [] event.action = "Apply"             -> TraceApply(event)
    [] event.action = "Snapshot"          -> TraceSnapshot(event)
    [] event.action = "InstallSnapshot"   -> TraceInstallSnapshot(event)
    [] event.action = "Archive"           -> TraceArchive(event)
    [] event.action = "Trim"              -> TraceTrim(event)
    [] event.action = "Fetch"             -> TraceFetch(event)
    [] event.action = "Heartbeat"         -> TraceHeartbeat(event)
    [] event.action = "GrantLease"        -> TraceGrantLease(event)
    [] event.action = "RenewLease"        -> TraceRenewLease(event)
    [] event.action = "Relinquish"        -> TraceRelinquish(event)
    [] event.action = "Release"           -> TraceRelease(event)
    [] event.action = "ReadConsistent"    -> TraceReadConsistent(event)
    [] event.action = "Answer"            -> TraceAnswer(event)
    [] event.action = "ReadEventual"      -> TraceReadEventual(event)
    [] event.action = "Acknowledge"       -> TraceAcknowledge(event)
    [] event.action = "Flush"             -> TraceFlush(event)
    [] event.action = "Crash"             -> TraceCrash(event)
    [] event.action = "Restart"           -> TraceRestart(event)
    [] event.action = "LoseDisk"          -> TraceLoseDisk(event)
    [] event.action = "Tick"              -> TraceTick(event)
    [] event.action = "Done"              -> TraceDone(event)
    [] event.action = "Forget"          -> TraceForget(event)

-----------------------------------------------------------------------------
\* The properties of ReplicationGroup and LeasedGroup, each where a step can have broken it
\* that held before: by the action that was taken (Took stands first, so that whoever checks
\* need not evaluate the rest), of the slot that it was about, at the replica that took it.

Took(actions) == event.action \in actions

VotesAt(s) == UNION {G!Votes(r, s) : r \in Replica}

\* Decisions.
ChosenAt(s) ==
  LET C == Configured(s).members IN
  {x[2] : x \in {y \in VotesAt(s) : G!IsMajority({r \in C : y \in G!Votes(r, s)}, C)}}

\* Agreement: votes become durable.
TraceAgreement == Took({"Flush"}) => (touched > forgotten => Cardinality(ChosenAt(touched)) <= 1)

\* ChosenIsStable, and Agreement: the votes only grow, and the members of a slot are others
\* only when a configuration before it is chosen.
TraceChosenIsStable ==
  Took({"Choose"}) => (touched \in DOMAIN changes =>
    \A s \in DOMAIN decided : s > touched => ChosenAt(s) = {decided[s]})

\* LearnedIsChosen.
TraceLearnedIsChosen ==
  Took({"Choose", "Learn"}) => (touched > forgotten => chosen[event.replica][touched] \in ChosenAt(touched))

\* OnlyMembersCount.
TraceOnlyMembersCount ==
  Took({"Choose"}) => (touched > forgotten => decided[touched] \in ChosenAt(touched))

\* OneValuePerBallot.
TraceOneValuePerBallot ==
  Took({"Flush"}) => (touched > forgotten => LET V == VotesAt(touched) IN
    \A x, y \in V : x[1] = y[1] => x[2] = y[2])

\* LetGoForGood.
TraceLetGoForGood ==
  Took({"Choose", "Retire"}) => (retired \in DOMAIN changes =>
    LET gone == EverMembers(retired) \ changes[retired] IN
    \A s \in DOMAIN changes : s > retired => changes[s] \cap gone = {})

\* Validity: a client's command or a no-op, or members of which one has a tree.
TraceValidity ==
  Took({"Flush"}) => (touched > forgotten => \A x \in VotesAt(touched) :
    IF TraceIsConfiguration(x[2])
    THEN x[2].members \subseteq Replica /\ x[2].members \cap Storage # {}
    ELSE DOMAIN x[2] = {"label"})

\* LogReplicaNeverLeads.
TraceLogReplicaNeverLeads == Took({"Prepare", "PrepareNew", "Lead"}) => event.replica \in Storage

\* NoPromiseForgotten: who is up knows what its log holds, and the log holds what was ever
\* durable.
TraceNoPromiseForgotten ==
  Took({"Flush", "Restart"}) =>
    LET r == event.replica IN
    /\ phase[r] \notin {"down", "gone"} => promised[r] >= durable[r].promised
    /\ touched > forgotten => \A x \in G!Votes(r, touched) :
         /\ durable[r].promised >= x[1]
         /\ touched > trimmed[r] => /\ touched \in DOMAIN durable[r].accepted
                                    /\ durable[r].accepted[touched].ballot >= x[1]

\* AppliedIsChosenPrefix, of which slots a tree is made.
TraceAppliedIsChosenPrefix ==
  Took({"Apply", "Snapshot", "InstallSnapshot", "Restart"}) =>
    applied[event.replica].upTo <= reached /\ snapshot[event.replica].upTo <= reached

\* ArchiveIsChosenPrefix.
TraceArchiveIsChosenPrefix == Took({"Archive"}) => archived <= reached

\* TrimmedIsArchived.
TraceTrimmedIsArchived ==
  Took({"Trim", "InstallSnapshot", "Restart"}) => trimmed[event.replica] <= archived

Answerable(s) == Configured(IF s <= retired THEN retired + 1 ELSE s).members

\* A quorum of intact logs without the entry would leave it to nobody.
Recoverable(s, v) ==
  \/ s <= archived
  \/ LET A == Answerable(s) IN ~ G!IsMajority({r \in A : phase[r] # "gone" /\ ~ G!LogHolds(r, s, v)}, A)

\* ChosenIsRecoverable: of a forgotten slot nothing but the note is left.
TraceChosenIsRecoverable ==
  Took({"Choose", "Trim", "LoseDisk", "Leave", "Retire"}) =>
    IF Took({"Choose"}) THEN touched > forgotten => Recoverable(touched, decided[touched])
    ELSE /\ \A s \in DOMAIN decided : Recoverable(s, decided[s])
         /\ forgotten > 0 => Recoverable(forgotten, << >>)

\* OnlyLeadersAreGranted.
TraceOnlyLeadersAreGranted ==
  Took({"GrantLease", "Restart"}) => granted[event.replica].ballot \in led \cup {0}

\* LeasedIsLatest, and with it OneServingLeader, of who answers.
TraceLeasedIsLatest == Took({"Answer"}) => (event.inOrder => Latest(event.replica))

\* LogReplicaServesNoRead.
TraceLogReplicaServesNoRead == Took({"Answer", "ReadEventual"}) => event.replica \in Storage

\* EventualReadsArePrefixes.
TraceEventualReadsArePrefixes == Took({"ReadEventual"}) => applied[event.replica].upTo <= reached

\* ConsistentReadsAreLinearizable: a write took effect before it is acknowledged, and what a
\* read answers was the store when the answer was captured.
TraceConsistentReadsAreLinearizable ==
  Took({"Acknowledge", "Answer"}) => (event.inOrder =>
    IF Took({"Answer"}) THEN taken[event.replica] = <<reads[event.replica].answer>>
    ELSE store # << >> /\ store[1] >= event.upTo)
=============================================================================
