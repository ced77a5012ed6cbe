------------------------------ MODULE MultiPaxos ------------------------------
(***************************************************************************)
(* A log of decisions: one leader runs phase 1 once for the whole suffix   *)
(* of the log, and phase 2 once for each slot (Paxos Made Simple, section  *)
(* 3; Paxos Made Moderately Complex).                                      *)
(*                                                                         *)
(* What it adds to Paxos: slots; a leader that adopts what its quorum      *)
(* reports and fills holes with no-ops; a write-ahead log, so that writing *)
(* (Promise, Accept), flushing (Flush) and telling (the messages that a    *)
(* flush releases) are separate steps with a Crash possible between any    *)
(* two of them.                                                            *)
(*                                                                         *)
(*   variable      per replica                                  survives   *)
(*   ---------     ------------------------------------------   ---------  *)
(*   phase         follower, preparing, leading or down         no         *)
(*   ballot        the ballot that it prepares or leads         no         *)
(*   next          the leader's next free slot                  no         *)
(*   promised      promises to take part in no lower ballot     as durable *)
(*   accepted      slot -> its last vote [ballot, command]      as durable *)
(*   chosen        slot -> command, what it has learned         a prefix   *)
(*   pending       written, not yet flushed: each record with   a prefix   *)
(*                 the messages that wait for it                           *)
(*   durable       promised and accepted as a crash leaves them yes        *)
(*                                                                         *)
(*   messages      all messages ever sent: one that is lost is never       *)
(*                 received, one that is duplicated is received twice      *)
(*   votes         ghost: slot -> the votes that were ever durable, so     *)
(*                 that forgetting messages does not break refinement      *)
(*   crashes       how many crashes there were, to bound them              *)
(*                                                                         *)
(* Left out: reconfiguration, archive, trimming, leases, reads and clients *)
(* (ReplicationGroup, LeasedGroup). Liveness of elections is the model's:  *)
(* see MCMultiPaxosLive.                                                   *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS Replica,        \* the members, all of them voters
          Command,        \* what clients ask for
          NoOp,           \* fills a hole; not a Command
          MaxBallot, MaxSlot,
          MaxCrashes,     \* how often replicas may crash, all together
          MaxPending,     \* how many records may wait for a flush at one replica
          Retransmission, \* TRUE: a replica may answer again what it answered before
          Owner(_)        \* the one replica that may lead a ballot

VARIABLES phase, ballot, next, promised, accepted, chosen, pending, durable,
          messages, votes, crashes

vars == <<phase, ballot, next, promised, accepted, chosen, pending, durable,
          messages, votes, crashes>>

Ballots == 1..MaxBallot
Slots   == 1..MaxSlot
Values  == Command \cup {NoOp}
Quorums == {q \in SUBSET Replica : 2 * Cardinality(q) > Cardinality(Replica)}

Empty == << >>
Max(S) == CHOOSE x \in S : \A y \in S : y <= x

\* The last slot of the prefix of the log that the map f covers without a hole.
RECURSIVE PrefixFrom(_, _)
PrefixFrom(f, s) == IF (s + 1) \in DOMAIN f THEN PrefixFrom(f, s + 1) ELSE s
Prefix(f) == PrefixFrom(f, 0)

\* f with s mapped to x.
Put(f, s, x) == (s :> x) @@ f

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

-----------------------------------------------------------------------------
\* Records of the write-ahead log, and what waits for them.

\* Writes a promise of b; ms may leave once it is durable.
WritePromise(r, b, ms) ==
  /\ Len(pending[r]) < MaxPending
  /\ promised' = [promised EXCEPT ![r] = b]
  /\ pending'  = [pending EXCEPT ![r] =
                    Append(@, [ballot |-> b, slot |-> 0, command |-> NoOp, messages |-> ms])]

\* Writes a vote, which is a promise too; m may leave once it is durable.
WriteVote(r, b, s, v, m) ==
  /\ Len(pending[r]) < MaxPending
  /\ promised' = [promised EXCEPT ![r] = b]
  /\ accepted' = [accepted EXCEPT ![r] = Put(@, s, [ballot |-> b, command |-> v])]
  /\ pending'  = [pending EXCEPT ![r] =
                    Append(@, [ballot |-> b, slot |-> s, command |-> v, messages |-> {m}])]

\* A replica that takes part in b neither prepares nor leads a lower ballot.
FollowIfLower(r, b) ==
  phase' = [phase EXCEPT ![r] = IF ballot[r] < b THEN "follower" ELSE @]

\* Model checking ends sooner if nobody repeats itself.
MayAnswer(r, ms) ==
  IF Retransmission THEN TRUE
  ELSE ~ \E m \in ms : \/ m \in messages
                      \/ \E i \in DOMAIN pending[r] : m \in pending[r][i].messages

-----------------------------------------------------------------------------
\* Phase 1.

EntriesFrom(f, from) == [s \in {x \in DOMAIN f : x >= from} |-> f[s]]

PromiseMessage(r, b, from) ==
  [type |-> "promise", ballot |-> b, from |-> r, slot |-> from,
   entries |-> EntriesFrom(accepted[r], from)]

\* r starts phase 1 of its own ballot b, from its first slot not known chosen.
\* Its own promise is durable before anyone hears of b: a candidate that forgot
\* b in a crash could otherwise lead b twice.
Prepare(r, b) ==
  LET from == Prefix(chosen[r]) + 1 IN
  /\ phase[r] # "down"
  /\ Owner(b) = r
  /\ b > promised[r]
  /\ phase'  = [phase EXCEPT ![r] = "preparing"]
  /\ ballot' = [ballot EXCEPT ![r] = b]
  /\ next'   = [next EXCEPT ![r] = from]
  /\ WritePromise(r, b, {[type |-> "prepare", ballot |-> b, slot |-> from],
                         PromiseMessage(r, b, from)})
  /\ UNCHANGED <<accepted, chosen, durable, messages, votes, crashes>>

\* The two guards that Paxos stands on: nothing below a promise.
MayPromise(r, b) == b >= promised[r]
MayVote(r, b)    == b >= promised[r]

\* r promises to take part in no ballot below b, and reports its votes.
Promise(r, b) ==
  /\ phase[r] # "down"
  /\ Owner(b) # r
  /\ MayPromise(r, b)
  /\ \E m \in messages :
       /\ m.type = "prepare"
       /\ m.ballot = b
       /\ MayAnswer(r, {PromiseMessage(r, b, m.slot)})
       /\ WritePromise(r, b, {PromiseMessage(r, b, m.slot)})
  /\ FollowIfLower(r, b)
  /\ UNCHANGED <<ballot, next, accepted, chosen, durable, messages, votes, crashes>>

\* The promises of b that have left the replicas in Q.
PromisesOf(b, Q) == {m \in messages : m.type = "promise" /\ m.ballot = b /\ m.from \in Q}

\* The command that a leader must propose in s: the one of the highest ballot
\* that its quorum reports, or nothing where no one reports a vote.
Highest(reports) ==
  (CHOOSE e \in reports : \A f \in reports : f.ballot <= e.ballot).command

Adopt(ps, s) ==
  LET reports == {m.entries[s] : m \in {p \in ps : s \in DOMAIN p.entries}}
  IN  IF reports = {} THEN NoOp ELSE Highest(reports)

\* With a quorum of promises r leads its ballot: it proposes again, from its
\* first slot not known chosen to the last one that was reported, what may have
\* been chosen there, and fills holes with no-ops.
Lead(r, Q) ==
  LET b    == ballot[r]
      from == next[r]
      ps   == PromisesOf(b, Q)
      top  == Max({from - 1} \cup UNION {DOMAIN m.entries : m \in ps})
  IN
  /\ phase[r] = "preparing"
  /\ {m.from : m \in ps} = Q
  /\ phase' = [phase EXCEPT ![r] = "leading"]
  /\ next'  = [next EXCEPT ![r] = top + 1]
  /\ messages' = messages \cup
       {[type |-> "accept", ballot |-> b, slot |-> s, command |-> Adopt(ps, s)] : s \in from..top}
  /\ UNCHANGED <<ballot, promised, accepted, chosen, pending, durable, votes, crashes>>

\* r gives up its ballot: it heard of a higher one, or nobody answers it.
StepDown(r) ==
  /\ phase[r] \in {"preparing", "leading"}
  /\ phase' = [phase EXCEPT ![r] = "follower"]
  /\ UNCHANGED <<ballot, next, promised, accepted, chosen, pending, durable,
                 messages, votes, crashes>>

-----------------------------------------------------------------------------
\* Phase 2.

\* A leader proposes a client's command in its next slot.
Propose(r, v) ==
  /\ phase[r] = "leading"
  /\ next[r] <= MaxSlot
  /\ messages' = messages \cup
       {[type |-> "accept", ballot |-> ballot[r], slot |-> next[r], command |-> v]}
  /\ next' = [next EXCEPT ![r] = @ + 1]
  /\ UNCHANGED <<phase, ballot, promised, accepted, chosen, pending, durable, votes, crashes>>

\* r votes for v in slot s of ballot b. The leader is an acceptor like the others.
Accept(r, b, s, v) ==
  LET answer == [type |-> "accepted", ballot |-> b, slot |-> s, from |-> r] IN
  /\ phase[r] # "down"
  /\ MayVote(r, b)
  /\ [type |-> "accept", ballot |-> b, slot |-> s, command |-> v] \in messages
  /\ MayAnswer(r, {answer})
  /\ WriteVote(r, b, s, v, answer)
  /\ FollowIfLower(r, b)
  /\ UNCHANGED <<ballot, next, chosen, durable, messages, votes, crashes>>

\* Who told of a vote in slot s of ballot b, and whether they are enough.
Voters(b, s) ==
  {a \in Replica : [type |-> "accepted", ballot |-> b, slot |-> s, from |-> a] \in messages}

Enough(S) == S \in Quorums

\* The leader learns that a quorum holds, durably, its proposal for s.
Choose(r, s, v) ==
  LET b == ballot[r] IN
  /\ phase[r] = "leading"
  /\ s \notin DOMAIN chosen[r]
  /\ [type |-> "accept", ballot |-> b, slot |-> s, command |-> v] \in messages
  /\ Enough(Voters(b, s))
  /\ chosen'   = [chosen EXCEPT ![r] = Put(@, s, v)]
  /\ messages' = messages \cup {[type |-> "chosen", slot |-> s, command |-> v]}
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, pending, durable, votes, crashes>>

\* r hears that v was chosen in s.
Learn(r, s, v) ==
  /\ phase[r] # "down"
  /\ s \notin DOMAIN chosen[r]
  /\ [type |-> "chosen", slot |-> s, command |-> v] \in messages
  /\ chosen' = [chosen EXCEPT ![r] = Put(@, s, v)]
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, pending, durable,
                 messages, votes, crashes>>

-----------------------------------------------------------------------------
\* The write-ahead log, and what a crash leaves of it.

\* The oldest pending record of r is durable: what waited for it may leave.
\* A group commit is several of these in a row. A replica that is down flushes
\* what survived its crash before it restarts.
Flush(r) ==
  LET e == Head(pending[r]) IN
  /\ pending[r] # << >>
  /\ pending' = [pending EXCEPT ![r] = Tail(@)]
  /\ durable' = [durable EXCEPT ![r] =
       [promised |-> e.ballot,
        accepted |-> IF e.slot = 0 THEN @.accepted
                     ELSE Put(@.accepted, e.slot, [ballot |-> e.ballot, command |-> e.command])]]
  /\ messages' = messages \cup e.messages
  /\ votes' = IF e.slot = 0 THEN votes
              ELSE [votes EXCEPT ![r] =
                      Put(@, e.slot,
                          (IF e.slot \in DOMAIN @ THEN @[e.slot] ELSE {})
                            \cup {<<e.ballot, e.command>>})]
  /\ UNCHANGED <<phase, ballot, next, promised, accepted, chosen, crashes>>

\* r crashes. Of the records that were not flushed any prefix of n survives, but
\* nothing that waited for them is ever sent; of what r had learned, a prefix of
\* k slots is remembered (the log notes it now and then, and no one waits for that).
Crash(r, n, k) ==
  /\ phase[r] # "down"
  /\ crashes < MaxCrashes
  /\ n \in 0..Len(pending[r])
  /\ k \in 0..Prefix(chosen[r])
  /\ crashes' = crashes + 1
  /\ phase'   = [phase EXCEPT ![r] = "down"]
  /\ ballot'  = [ballot EXCEPT ![r] = 0]
  /\ next'    = [next EXCEPT ![r] = 1]
  /\ pending' = [pending EXCEPT ![r] = TLCEval([i \in 1..n |-> [@[i] EXCEPT !.messages = {}]])]
  /\ chosen'  = [chosen EXCEPT ![r] = TLCEval([s \in {x \in DOMAIN @ : x <= k} |-> @[s]])]
  /\ promised' = [promised EXCEPT ![r] = 0]
  /\ accepted' = [accepted EXCEPT ![r] = Empty]
  /\ UNCHANGED <<durable, messages, votes>>

\* r comes back with what its log holds, all of it flushed.
Restart(r) ==
  /\ phase[r] = "down"
  /\ pending[r] = << >>
  /\ phase'    = [phase EXCEPT ![r] = "follower"]
  /\ promised' = [promised EXCEPT ![r] = durable[r].promised]
  /\ accepted' = [accepted EXCEPT ![r] = durable[r].accepted]
  /\ UNCHANGED <<ballot, next, chosen, pending, durable, messages, votes, crashes>>

-----------------------------------------------------------------------------
Next ==
  \/ \E r \in Replica, b \in Ballots : Prepare(r, b)
  \/ \E r \in Replica, b \in Ballots : Promise(r, b)
  \/ \E r \in Replica, Q \in Quorums : Lead(r, Q)
  \/ \E r \in Replica : StepDown(r)
  \/ \E r \in Replica, v \in Command : Propose(r, v)
  \/ \E r \in Replica, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Choose(r, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Learn(r, s, v)
  \/ \E r \in Replica : Flush(r)
  \/ \E r \in Replica, n \in 0..MaxPending, k \in 0..MaxSlot : Crash(r, n, k)
  \/ \E r \in Replica : Restart(r)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* What must hold.

Votes(r, s) == IF s \in DOMAIN votes[r] THEN votes[r][s] ELSE {}

\* v was chosen in s: a quorum voted for it, durably, in one ballot.
Decided(s, v) ==
  \E b \in Ballots : {r \in Replica : <<b, v>> \in Votes(r, s)} \in Quorums

\* No two commands are chosen in one slot.
Agreement == \A s \in Slots, v, w \in Values : Decided(s, v) /\ Decided(s, w) => v = w

\* What a replica has learned was chosen.
LearnedIsChosen == \A r \in Replica : \A s \in DOMAIN chosen[r] : Decided(s, chosen[r][s])

\* Within one ballot a slot has one command.
OneValuePerBallot ==
  \A r, a \in Replica : \A s \in DOMAIN votes[r] \cap DOMAIN votes[a] :
    \A x \in votes[r][s], y \in votes[a][s] : x[1] = y[1] => x[2] = y[2]

\* What was chosen in a lower ballot is all that a higher one proposes. (Agreement
\* follows by induction; this one breaks sooner.)
ProposalsAreSafe ==
  \A m \in messages : m.type = "accept" =>
    \A b \in 1..(m.ballot - 1), v \in Values :
      {r \in Replica : <<b, v>> \in Votes(r, m.slot)} \in Quorums => v = m.command

\* Only what a client asked for, or a no-op, is ever voted for.
Validity == \A r \in Replica : \A s \in DOMAIN votes[r] : \A x \in votes[r][s] : x[2] \in Values

\* A replica that is up knows every promise and every vote that its log holds.
NoPromiseForgotten ==
  \A r \in Replica : /\ phase[r] # "down" => promised[r] >= durable[r].promised
                     /\ \A s \in DOMAIN votes[r] : \A x \in votes[r][s] : durable[r].promised >= x[1]

\* A replica that is up knows each of its votes, or one of a higher ballot in the same slot.
NoVoteForgotten ==
  \A r \in Replica : phase[r] # "down" =>
    \A s \in DOMAIN votes[r] : \A x \in votes[r][s] :
      s \in DOMAIN accepted[r] /\ accepted[r][s].ballot >= x[1]

\* Nobody tells what its log does not hold yet.
ToldIsDurable ==
  \A m \in messages :
    CASE m.type = "prepare"  -> durable[Owner(m.ballot)].promised >= m.ballot
      [] m.type = "promise"  -> durable[m.from].promised >= m.ballot
      [] m.type = "accepted" -> \E x \in Votes(m.from, m.slot) : x[1] = m.ballot
      [] OTHER -> TRUE

\* At most one replica leads a ballot, and only its owner.
OneLeaderPerBallot == \A r \in Replica : phase[r] \in {"preparing", "leading"} => Owner(ballot[r]) = r

\* Below its next free slot a leader knows or proposes something everywhere, so
\* that every slot that it opens can be chosen, and the log has no lasting hole.
NoHoleLeft ==
  \A r \in Replica : phase[r] = "leading" =>
    \A s \in 1..(next[r] - 1) :
      \/ s \in DOMAIN chosen[r]
      \/ \E v \in Values :
           [type |-> "accept", ballot |-> ballot[r], slot |-> s, command |-> v] \in messages
=============================================================================
