------------------------------ MODULE LeasedGroup ------------------------------
(***************************************************************************)
(* What clients see of a replication group: writes, consistent reads from  *)
(* a leader that holds a lease, and eventual reads from any tree (Amazon   *)
(* DynamoDB, USENIX ATC 2022, sections on architecture and on write and    *)
(* consistent read availability; Gray and Cheriton, Leases, 1989; Paxos    *)
(* Made Moderately Complex, the section on read-only commands).            *)
(*                                                                         *)
(* What it adds to ReplicationGroup: clocks, whose rates drift; leases;    *)
(* and clients. A replica that grants a lease to a ballot promises no      *)
(* other ballot for Term on its own clock. The leader counts the grant for *)
(* Span on its own clock, from before it asked. So while a majority's      *)
(* grants last no higher ballot has been led, and what the leader has      *)
(* applied is all there is to read.                                        *)
(*                                                                         *)
(* ReplicationGroup's variables are here under their names. Beside them:   *)
(*                                                                         *)
(*   variable      meaning                                     survives    *)
(*   ------------  -----------------------------------------   ----------  *)
(*   granted       per replica: the ballot that it is bound    no: after a *)
(*                 to, and for how long (0: it is free)        restart it  *)
(*                                                             is bound    *)
(*   rounds        per leader: how long ago it sent each of    no          *)
(*                 its heartbeats, up to Span                              *)
(*   lease         per leader and member: for how long the     no          *)
(*                 member's grant still counts                             *)
(*   reproposed    per leader: the last slot that it proposed  no          *)
(*                 again when it began                                     *)
(*   counted       per leader: the slots of its ballot whose   no          *)
(*                 votes it counted itself, so that they are               *)
(*                 chosen                                                  *)
(*   reads         per read: its state, the replica that has               *)
(*                 it, under which ballot, and the answer                  *)
(*   acknowledged  the commands whose clients have an answer               *)
(*   led           ghost: the ballots that were ever led                   *)
(*   store         ghost: the commands that took effect, as clients see it *)
(*   taken         ghost, per read: the answer at its linearization point  *)
(*                                                                         *)
(* All times are ages, on the clock of the replica where they stand, so    *)
(* that they need no bound. When a Tick passes each clock moves by Slow or *)
(* by Fast: for a rate error rho, Slow / Fast = (1 - rho) / (1 + rho). A   *)
(* lease expires in the Tick in which its age runs out.                    *)
(*                                                                         *)
(* Where a write takes effect: when the latest leader first applies it, or *)
(* an earlier one that chose it itself and does not know better. Where a   *)
(* consistent read does: when its answer is captured; if the lease is over *)
(* when it is looked at again, it may be captured again.                   *)
(*                                                                         *)
(* Left out: what makes a replica prepare (FailureDetection); an Accept    *)
(* that asks for a lease too, which is an Accept and a heartbeat in one    *)
(* message; the suspension of a machine, which its clock must count.       *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS Replica, Storage, Initial, Configurations, Command, NoOp, MaxBallot, MaxSlot,
          MaxCrashes, MaxLost, MaxPending, Archiving, Trees, Retransmission, Owner(_),
          Read,         \* identities of reads
          Term,         \* for how long a grantor is bound, on its clock
          Span,         \* for how long a leader counts a grant, on its clock
          Slow, Fast,   \* by how much a clock moves in a Tick
          MaxRounds     \* how many heartbeats a leader sends

VARIABLES phase, ballot, next, promised, accepted, chosen, pending, durable,
          messages, votes, crashes,
          acting, awaited, noted, trimmed, applied, snapshot, archive, retired, lost,
          granted, rounds, lease, reproposed, counted, reads, acknowledged, led, store, taken

G == INSTANCE ReplicationGroup

\* ReplicationGroup's variables, all but the messages.
quiet   == <<phase, ballot, next, promised, accepted, chosen, pending, durable, votes, crashes,
             acting, awaited, noted, trimmed, applied, snapshot, archive, retired, lost>>
base    == <<quiet, messages>>
leases  == <<granted, rounds, lease>>
term    == <<reproposed, counted>>
clients == <<reads, acknowledged>>
ghosts  == <<led, store, taken>>
beside  == <<leases, term, clients, ghosts>>
vars == <<base, beside>>

\* A grant is worth something no longer than it binds, however their clocks drift.
DriftIsCovered == Span * Fast <= Term * Slow
ASSUME DriftIsCovered

Free   == [ballot |-> 0, left |-> 0]
NoRead == [status |-> "new", by |-> << >>, ballot |-> 0, answer |-> << >>]
NoLease == [q \in Replica |-> 0]

Init ==
  /\ G!Init
  /\ granted = [r \in Replica |-> Free]
  /\ rounds  = [r \in Replica |-> << >>]
  /\ lease   = [r \in Replica |-> NoLease]
  /\ reproposed = [r \in Replica |-> 0]
  /\ counted = [r \in Replica |-> {}]
  /\ reads   = [k \in Read |-> NoRead]
  /\ acknowledged = {}
  /\ led     = {}
  /\ store   = << >>
  /\ taken   = [k \in Read |-> << >>]

-----------------------------------------------------------------------------
\* What a replica may do that has granted a lease.

MayJoin(r, b) == granted[r].left = 0 \/ granted[r].ballot = b

\* r counts no grant any more.
Forget(r) ==
  /\ lease'  = [lease EXCEPT ![r] = NoLease]
  /\ rounds' = [rounds EXCEPT ![r] = << >>]

Prepare(r, b) ==
  /\ MayJoin(r, b)
  /\ G!Prepare(r, b)
  /\ Forget(r)
  /\ counted' = [counted EXCEPT ![r] = {}]
  /\ UNCHANGED <<granted, clients, ghosts, reproposed>>

Promise(r, b) ==
  /\ MayJoin(r, b)
  /\ G!Promise(r, b)
  /\ UNCHANGED beside

Longer(s, t) == IF Len(t) > Len(s) THEN t ELSE s

\* r leads, and nobody ever led a higher ballot.
Latest(r) == phase[r] = "leading" /\ \A b \in led : b <= ballot[r]

\* With a quorum's promises every earlier lease is over: what r has applied is seen.
Lead(r, Q) ==
  /\ G!Lead(r, Q)
  /\ reproposed' = [reproposed EXCEPT ![r] = next'[r] - 1]
  /\ led'   = led \cup {ballot[r]}
  /\ store' = IF \A b \in led : b <= ballot[r] THEN Longer(store, applied[r].effects) ELSE store
  /\ UNCHANGED <<leases, clients, taken, counted>>

\* The new members have granted nothing.
PrepareNew(r) ==
  /\ G!PrepareNew(r)
  /\ Forget(r)
  /\ UNCHANGED <<granted, clients, term, ghosts>>

-----------------------------------------------------------------------------
\* Leases.

HeartbeatMessage(b, n, c) == [type |-> "heartbeat", ballot |-> b, round |-> n, configuration |-> c]
GrantMessage(r, b, n, c) ==
  [type |-> "granted", ballot |-> b, round |-> n, from |-> r, configuration |-> c]

\* The number of r's next heartbeat, and the ages of all with that one.
NextRound(r) == Len(rounds[r]) + 1
Begun(ages, n) == Append(ages, 0)

\* A leader asks its members for a lease.
Heartbeat(r) ==
  /\ phase[r] = "leading"
  /\ NextRound(r) <= MaxRounds
  /\ rounds'   = [rounds EXCEPT ![r] = Begun(@, NextRound(r))]
  /\ messages' = messages \cup {HeartbeatMessage(ballot[r], NextRound(r), acting[r])}
  /\ UNCHANGED <<quiet, granted, lease, clients, term, ghosts>>

\* r, which has promised b, binds itself to it: from now on, on its own clock.
GrantLease(r, b, n) ==
  /\ promised[r] = b
  /\ MayJoin(r, b)
  /\ \E m \in messages :
       LET answer == GrantMessage(r, b, n, m.configuration) IN
       /\ m.type = "heartbeat" /\ m.ballot = b /\ m.round = n
       /\ G!TakesPart(r, m.configuration)
       /\ answer \notin messages
       /\ messages' = messages \cup {answer}
  /\ granted' = [granted EXCEPT ![r] = [ballot |-> b, left |-> Term]]
  /\ UNCHANGED <<quiet, rounds, lease, clients, term, ghosts>>

\* For how long the answer to a heartbeat that is so old counts.
Worth(age) == Span - age

\* The leader r counts q's grant, from when it asked for it.
RenewLease(r, q, n) ==
  /\ phase[r] = "leading"
  /\ n \in DOMAIN rounds[r]
  /\ GrantMessage(q, ballot[r], n, acting[r]) \in messages
  /\ Worth(rounds[r][n]) > lease[r][q]
  /\ lease' = [lease EXCEPT ![r][q] = Worth(rounds[r][n])]
  /\ UNCHANGED <<base, granted, rounds, clients, term, ghosts>>

Stop(r) ==
  /\ phase' = [phase EXCEPT ![r] = "follower"]
  /\ Forget(r)

\* The leader r stops, and then lets its grantors go.
Relinquish(r) ==
  /\ phase[r] = "leading"
  /\ Stop(r)
  /\ messages' = messages \cup {[type |-> "release", ballot |-> ballot[r]]}
  /\ UNCHANGED <<ballot, next, promised, accepted, chosen, pending, durable, votes, crashes,
                 acting, awaited, noted, trimmed, applied, snapshot, archive, retired, lost,
                 granted, clients, term, ghosts>>

Release(r) ==
  /\ granted[r].left > 0
  /\ [type |-> "release", ballot |-> granted[r].ballot] \in messages
  /\ granted' = [granted EXCEPT ![r] = Free]
  /\ UNCHANGED <<base, rounds, lease, clients, term, ghosts>>

Less(t, d) == IF t > d THEN t - d ELSE 0
More(t, d) == IF t + d < Span THEN t + d ELSE Span

Timed(r) == granted[r].left > 0 \/ \E n \in DOMAIN rounds[r] : rounds[r][n] < Span

\* Time passes; the clocks of F are fast, the others slow. (A grant counts for no longer
\* than its heartbeat is young, so that rounds say whether any is left.)
Tick(F) ==
  LET by(r) == IF r \in F THEN Fast ELSE Slow IN
  /\ \E r \in Replica : Timed(r)
  /\ granted' = [r \in Replica |->
       IF granted[r].left > by(r) THEN [granted[r] EXCEPT !.left = @ - by(r)] ELSE Free]
  /\ rounds'  = [r \in Replica |-> [n \in DOMAIN rounds[r] |-> More(rounds[r][n], by(r))]]
  /\ lease'   = [r \in Replica |-> [q \in Replica |-> Less(lease[r][q], by(r))]]
  /\ UNCHANGED <<base, clients, term, ghosts>>

-----------------------------------------------------------------------------
\* Reads and answers.

\* The leader r holds a lease: a majority's grants count, and it changes no members.
Granted(r) == G!IsMajority({q \in acting[r].members : lease[r][q] > 0}, acting[r].members)
Leased(r) == phase[r] = "leading" /\ ~ G!Changing(r) /\ Granted(r)

\* What may have been chosen before r led is in its tree.
CaughtUp(r) == applied[r].upTo >= reproposed[r]

\* The leader r captures the answer of the read k. Whether it may give it is another step.
ReadConsistent(r, k) ==
  /\ phase[r] = "leading"
  /\ r \in Storage
  /\ CaughtUp(r)
  /\ reads[k].status \in {"new", "captured"}
  /\ reads' = [reads EXCEPT ![k] = [status |-> "captured", by |-> r, ballot |-> ballot[r],
                                    answer |-> applied[r].effects]]
  /\ taken' = IF applied[r].effects = store THEN [taken EXCEPT ![k] = <<store>>] ELSE taken
  /\ UNCHANGED <<base, leases, acknowledged, term, led, store>>

\* r still holds its lease, so that it held it, or could have, when it captured the answer.
Answer(r, k) ==
  /\ reads[k].status = "captured"
  /\ reads[k].by = r /\ reads[k].ballot = ballot[r]
  /\ Leased(r)
  /\ reads' = [reads EXCEPT ![k].status = "answered"]
  /\ UNCHANGED <<base, leases, acknowledged, term, ghosts>>

\* Who may answer from its tree.
HasTree(r) == r \in Storage

\* What is read at r.
Seen(r) == applied[r].effects

\* Any tree answers a read that need not be up to date.
ReadEventual(r, k) ==
  /\ G!Up(r)
  /\ HasTree(r)
  /\ reads[k].status = "new"
  /\ reads' = [reads EXCEPT ![k] = [status |-> "eventual", by |-> r, ballot |-> 0,
                                    answer |-> Seen(r)]]
  /\ UNCHANGED <<base, leases, acknowledged, term, ghosts>>

Choose(r, s, v) ==
  /\ G!Choose(r, s, v)
  /\ counted' = [counted EXCEPT ![r] = @ \cup {s}]
  /\ UNCHANGED <<leases, clients, ghosts, reproposed>>

\* The leader r knows that its own ballot chose what it proposed in s. That s was chosen
\* is not enough: a later leader may have proposed the same, and serve reads from before.
ChoseItself(r, s) == phase[r] = "leading" /\ s \in counted[r]

Apply(r) ==
  /\ G!Apply(r)
  /\ store' = IF Latest(r) \/ ChoseItself(r, applied'[r].upTo)
              THEN Longer(store, applied'[r].effects) ELSE store
  /\ UNCHANGED <<leases, clients, term, led, taken>>

MayAcknowledge(r, s) == ChoseItself(r, s)

\* The leader r answers the client of v: the command is chosen, and in its tree.
Acknowledge(r, v) ==
  /\ v \notin acknowledged
  /\ \E s \in 1..applied[r].upTo : G!Known(r, s) = v /\ MayAcknowledge(r, s)
  /\ acknowledged' = acknowledged \cup {v}
  /\ UNCHANGED <<base, leases, reads, term, ghosts>>

-----------------------------------------------------------------------------
\* Faults.

Crash(r, n, k) ==
  /\ G!Crash(r, n, k)
  /\ granted' = [granted EXCEPT ![r] = Free]
  /\ Forget(r)
  /\ reproposed' = [reproposed EXCEPT ![r] = 0]
  /\ counted' = [counted EXCEPT ![r] = {}]
  /\ UNCHANGED <<clients, ghosts>>

\* r does not know what it had granted: it joins nobody until that must be over.
AfterRestart == [ballot |-> 0, left |-> Term]

Restart(r) ==
  /\ G!Restart(r)
  /\ granted' = [granted EXCEPT ![r] = AfterRestart]
  /\ UNCHANGED <<rounds, lease, clients, term, ghosts>>

\* What r granted, and what it was granted, is over.
Vanishes(r) ==
  /\ granted' = [granted EXCEPT ![r] = Free]
  /\ Forget(r)
  /\ UNCHANGED <<clients, term, ghosts>>

LoseDisk(r) == G!LoseDisk(r) /\ Vanishes(r)
Leave(r)    == G!Leave(r) /\ Vanishes(r)

-----------------------------------------------------------------------------
\* The steps of ReplicationGroup that leases have no part in.

StepDown(r)           == G!StepDown(r) /\ UNCHANGED beside
Propose(r, v)         == G!Propose(r, v) /\ UNCHANGED beside
Accept(r, b, s, v)    == G!Accept(r, b, s, v) /\ UNCHANGED beside
Learn(r, s, v)        == G!Learn(r, s, v) /\ UNCHANGED beside
Note(r)               == G!Note(r) /\ UNCHANGED beside
Reconfigure(r, C)     == G!Reconfigure(r, C) /\ UNCHANGED beside
ProposeAwaited(r)     == G!ProposeAwaited(r) /\ UNCHANGED beside
Retire(r)             == G!Retire(r) /\ UNCHANGED beside
Snapshot(r)           == G!Snapshot(r) /\ UNCHANGED beside
InstallSnapshot(r, a) == G!InstallSnapshot(r, a) /\ UNCHANGED beside
Archive(r)            == G!Archive(r) /\ UNCHANGED beside
Trim(r)               == G!Trim(r) /\ UNCHANGED beside
Fetch(r)              == G!Fetch(r) /\ UNCHANGED beside
Flush(r)              == G!Flush(r) /\ UNCHANGED beside

Next ==
  \/ \E r \in Replica, b \in G!Ballots : Prepare(r, b)
  \/ \E r \in Replica, b \in G!Ballots : Promise(r, b)
  \/ \E r \in Replica, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in Replica : StepDown(r)
  \/ \E r \in Replica, v \in Command : Propose(r, v)
  \/ \E r \in Replica, b \in G!Ballots, s \in G!Slots, v \in G!Values : Accept(r, b, s, v)
  \/ \E r \in Replica, s \in G!Slots, v \in G!Values : Choose(r, s, v)
  \/ \E r \in Replica, s \in G!Slots, v \in G!Values : Learn(r, s, v)
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
  \/ \E r \in Replica : Heartbeat(r)
  \/ \E r \in Replica, b \in G!Ballots, n \in 1..MaxRounds : GrantLease(r, b, n)
  \/ \E r, q \in Replica, n \in 1..MaxRounds : RenewLease(r, q, n)
  \/ \E r \in Replica : Relinquish(r)
  \/ \E r \in Replica : Release(r)
  \/ \E F \in SUBSET Replica : Tick(F)
  \/ \E r \in Replica, k \in Read : ReadConsistent(r, k)
  \/ \E r \in Replica, k \in Read : Answer(r, k)
  \/ \E r \in Replica, k \in Read : ReadEventual(r, k)
  \/ \E r \in Replica, v \in Command : Acknowledge(r, v)
  \/ \E r \in Replica, n \in 0..MaxPending, k \in 0..MaxSlot : Crash(r, n, k)
  \/ \E r \in Replica : Restart(r)
  \/ \E r \in Replica : LoseDisk(r)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* What must hold.

\* No two leaders hold a lease.
OneServingLeader == \A r, a \in Replica : Leased(r) /\ Leased(a) => r = a

\* Who holds a lease is the latest leader: what another would choose, it knows of.
LeasedIsLatest == \A r \in Replica : Leased(r) => Latest(r)

\* Only who leads, or has led, binds others to its ballot.
OnlyLeadersAreGranted == \A r \in Replica : granted[r].ballot # 0 => granted[r].ballot \in led

\* A read is answered by who has a tree.
LogReplicaServesNoRead ==
  \A k \in Read : reads[k].status \in {"answered", "eventual"} => reads[k].by \in Storage

\* What an eventual read answers is what some prefix of the chosen log makes.
EventualReadsArePrefixes ==
  \A k \in Read : reads[k].status = "eventual" =>
    \E n \in 0..MaxSlot : /\ \A s \in 1..n : G!Decisions(s) # {}
                          /\ reads[k].answer = G!TreeAt(n).effects

-----------------------------------------------------------------------------
\* Leases take behaviours away from ReplicationGroup, and add none.
WithoutLeases == {m \in messages : m.type \notin {"heartbeat", "granted", "release"}}

R == INSTANCE ReplicationGroup WITH messages <- WithoutLeases

\* Every step is one of ReplicationGroup, or none: from wherever a behaviour begins.
StepsOfReplicationGroup == [][R!Next]_(R!vars)

-----------------------------------------------------------------------------
\* The store that clients see.

Asked(v)    == \E m \in messages : m.type = "accept" /\ m.command = v
InEffect(v) == \E i \in DOMAIN store : store[i] = v

WriteStatus(v) ==
  IF v \in acknowledged THEN "answered"
  ELSE IF InEffect(v) THEN "done" ELSE IF Asked(v) THEN "asked" ELSE "new"

ReadStatus(k) ==
  IF reads[k].status = "answered" THEN [status |-> "answered", answer |-> reads[k].answer]
  ELSE IF taken[k] # << >> THEN [status |-> "taken", answer |-> taken[k][1]]
  ELSE [status |-> "new", answer |-> << >>]

Store == INSTANCE LinearizableStore WITH
       Write  <- Command,
       state  <- store,
       writes <- [v \in Command |-> WriteStatus(v)],
       reads  <- [k \in Read |-> ReadStatus(k)]

\* Writes and consistent reads happen each at one instant between call and answer.
ConsistentReadsAreLinearizable == Store!Spec
=============================================================================
