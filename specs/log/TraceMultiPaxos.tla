--------------------------- MODULE TraceMultiPaxos ---------------------------
(***************************************************************************)
(* MultiPaxos led by a trace: each step is the action that the next event  *)
(* names, with the event's own parameters, and what the event observed     *)
(* must agree with the state. Whoever checks a trace (org.synod.           *)
(* conformance.trace) binds `event` before it asks for the next states.    *)
(*                                                                         *)
(* The cost of an event must not grow with the trace, so what can no       *)
(* longer matter is dropped by Forget:                                     *)
(*   - everything of a slot that every replica will still know chosen      *)
(*     after a crash: no action needs it again, since Prepare and Restart  *)
(*     start behind it, and an event that does touch it is not judged;     *)
(*   - votes told to a leader that knows their slot chosen or leads no     *)
(*     longer, promises to a candidate that is done, questions that every  *)
(*     replica has promised not to answer: Choose, Lead and Promise of     *)
(*     them are disabled for ever.                                         *)
(* MCForget shows that whatever a replica can do, it can do either way.    *)
(*                                                                         *)
(*   event       the event to follow                                       *)
(*   forgotten   every slot up to this one is forgotten                    *)
(*   floor       what each replica said it knows chosen whatever happens   *)
(*   touched     the slot that the last step was about, 0 for none: the    *)
(*               properties below look at that one only, since only there  *)
(*               can they have become false                                *)
(***************************************************************************)
EXTENDS MultiPaxos

VARIABLES event, forgotten, floor, touched

traceVars == <<vars, event, forgotten, floor, touched>>

TraceInit ==
  /\ Init
  /\ event = [action |-> "Init"]
  /\ forgotten = 0
  /\ floor = [r \in Replica |-> 0]
  /\ touched = 0

\* Stands for Prefix: what is forgotten was a prefix.
TracePrefix(f) == PrefixFrom(f, forgotten)

Touch(s) == touched' = s /\ UNCHANGED <<event, forgotten, floor>>

TracePrepare(e) ==
  /\ e.slot = TracePrefix(chosen[e.replica]) + 1
  /\ Prepare(e.replica, e.ballot)
  /\ Touch(0)

TracePromise(e) == Promise(e.replica, e.ballot) /\ Touch(0)

TraceLead(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.proposals = [s \in DOMAIN e.proposals |-> Adopt(PromisesOf(e.ballot, e.quorum), s)]
  /\ Lead(e.replica, e.quorum)
  /\ next'[e.replica] = next[e.replica] + Cardinality(DOMAIN e.proposals)
  /\ Touch(0)

TraceStepDown(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ StepDown(e.replica)
  /\ Touch(0)

TracePropose(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ e.slot = next[e.replica]
  /\ Propose(e.replica, e.command)
  /\ Touch(e.slot)

TraceAccept(e) == Accept(e.replica, e.ballot, e.slot, e.command) /\ Touch(e.slot)

TraceChoose(e) ==
  /\ e.ballot = ballot[e.replica]
  /\ Choose(e.replica, e.slot, e.command)
  /\ Touch(e.slot)

TraceLearn(e) == Learn(e.replica, e.slot, e.command) /\ Touch(e.slot)

\* An event of a group commit is several of these; the last has what was observed.
TraceFlush(e) ==
  /\ Flush(e.replica)
  /\ IF e.chosenUpTo <= forgotten THEN TRUE ELSE e.chosenUpTo \in DOMAIN chosen[e.replica]
  /\ floor' = [floor EXCEPT ![e.replica] = IF e.chosenUpTo > @ THEN e.chosenUpTo ELSE @]
  /\ touched' = Head(pending[e.replica]).slot
  /\ UNCHANGED <<event, forgotten>>

TraceCrash(e) ==
  /\ e.chosenUpTo >= floor[e.replica]
  /\ e.chosenUpTo <= TracePrefix(chosen[e.replica])
  /\ Crash(e.replica, e.survived, e.chosenUpTo)
  /\ Touch(0)

TraceRestart(e) ==
  /\ Restart(e.replica)
  /\ promised'[e.replica] = e.promised
  /\ TracePrefix(chosen[e.replica]) = e.chosenUpTo
  /\ floor' = [floor EXCEPT ![e.replica] = e.chosenUpTo]
  /\ touched' = 0
  /\ UNCHANGED <<event, forgotten>>

-----------------------------------------------------------------------------
From(f, s) == TLCEval([x \in {y \in DOMAIN f : y > s} |-> f[x]])

\* Whether some action of a trace may still need the message.
Matters(m, s) ==
  CASE m.type = "prepare"  -> \E r \in Replica : promised[r] <= m.ballot
    [] m.type = "promise"  -> phase[Owner(m.ballot)] = "preparing" /\ ballot[Owner(m.ballot)] = m.ballot
    [] m.type = "accept"   -> m.slot > s
    [] m.type = "accepted" -> /\ m.slot > s
                              /\ m.slot \notin DOMAIN chosen[Owner(m.ballot)]
                              /\ phase[Owner(m.ballot)] = "leading"
                              /\ ballot[Owner(m.ballot)] = m.ballot
    [] m.type = "chosen"   -> m.slot > s

Forget(s) ==
  /\ s >= forgotten
  /\ \A r \in Replica : floor[r] >= s
  /\ \A r \in Replica : phase[r] # "down" => TracePrefix(chosen[r]) >= s
  /\ \A r \in Replica : phase[r] \in {"preparing", "leading"} => next[r] > s
  /\ forgotten' = s
  /\ messages'  = {m \in messages : Matters(m, s)}
  /\ chosen'    = [r \in Replica |-> From(chosen[r], s)]
  /\ accepted'  = [r \in Replica |-> From(accepted[r], s)]
  /\ votes'     = [r \in Replica |-> From(votes[r], s)]
  /\ durable'   = [r \in Replica |-> [durable[r] EXCEPT !.accepted = From(@, s)]]
  /\ touched' = 0
  /\ UNCHANGED <<phase, ballot, next, promised, pending, crashes, event, floor>>

-----------------------------------------------------------------------------
TraceNext ==
  CASE event.action = "Prepare"  -> TracePrepare(event)
    [] event.action = "Promise"  -> TracePromise(event)
    [] event.action = "Lead"     -> TraceLead(event)
    [] event.action = "StepDown" -> TraceStepDown(event)
    [] event.action = "Propose"  -> TracePropose(event)
    [] event.action = "Accept"   -> TraceAccept(event)
    [] event.action = "Choose"   -> TraceChoose(event)
    [] event.action = "Learn"    -> TraceLearn(event)
    [] event.action = "Flush"    -> TraceFlush(event)
    [] event.action = "Crash"    -> TraceCrash(event)
    [] event.action = "Restart"  -> TraceRestart(event)
    [] event.action = "Forget"   -> Forget(event.slot)

-----------------------------------------------------------------------------
\* The properties of MultiPaxos, at the slot that the last step was about.

VotesAt(s) == UNION {Votes(r, s) : r \in Replica}
ChosenAt(s) == {x[2] : x \in {y \in VotesAt(s) : {r \in Replica : y \in Votes(r, s)} \in Quorums}}

\* Agreement.
TraceAgreement == touched > forgotten => Cardinality(ChosenAt(touched)) <= 1

\* LearnedIsChosen.
TraceLearnedIsChosen ==
  touched > forgotten =>
    \A r \in Replica : touched \in DOMAIN chosen[r] => chosen[r][touched] \in ChosenAt(touched)

\* OneValuePerBallot.
TraceOneValuePerBallot ==
  touched > forgotten => \A x, y \in VotesAt(touched) : x[1] = y[1] => x[2] = y[2]

\* NoPromiseForgotten.
TraceNoPromiseForgotten ==
  \A r \in Replica :
    /\ phase[r] # "down" => promised[r] >= durable[r].promised
    /\ touched > forgotten => \A x \in Votes(r, touched) : durable[r].promised >= x[1]

\* OneLeaderPerBallot, as it stands.
=============================================================================
