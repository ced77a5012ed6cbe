------------------------------- MODULE MCForget -------------------------------
(***************************************************************************)
(* Whether Forget of TraceMultiPaxos changes anything that a trace can see.*)
(* Two specifications run side by side: one that forgets at any time that  *)
(* Forget allows, and Full, which never does. Both take the same events.   *)
(* In every state that they reach so, each event about a slot that is not  *)
(* forgotten is a step of both or of neither: no false pass, no false      *)
(* refusal. An event about a forgotten slot may be a step of Full alone,   *)
(* and is not judged then; it is never a step of the other one alone.      *)
(***************************************************************************)
EXTENDS TraceMultiPaxos

CONSTANTS r1, r2, c1

VARIABLES fphase, fballot, fnext, fpromised, faccepted, fchosen, fpending, fdurable,
          fmessages, fvotes, fcrashes

full == <<fphase, fballot, fnext, fpromised, faccepted, fchosen, fpending, fdurable,
          fmessages, fvotes, fcrashes>>

Full == INSTANCE TraceMultiPaxos WITH
  phase <- fphase, ballot <- fballot, next <- fnext, promised <- fpromised,
  accepted <- faccepted, chosen <- fchosen, pending <- fpending, durable <- fdurable,
  messages <- fmessages, votes <- fvotes, crashes <- fcrashes, forgotten <- 0

\* r1 owns the first ballot, r2 the second.
TwoOwners(b) == IF b = 2 THEN r2 ELSE r1
OneOwner(b) == r1

-----------------------------------------------------------------------------
\* Every event that a trace could have here.

\* With one slot there is no hole that a no-op could fill.
Commands == IF MaxSlot = 1 THEN Command ELSE Values

Proposals == UNION {[i..j -> Commands] : i \in Slots, j \in 0..MaxSlot}

\* Who owns no ballot prepares none, and so neither leads nor proposes nor chooses.
Owned(S) == {e \in S : Owner(e.ballot) = e.replica}

Events ==
  Owned([action : {"Prepare"}, replica : Replica, ballot : Ballots, slot : 1..(MaxSlot + 1)])
    \cup [action : {"Promise"}, replica : Replica, ballot : Ballots]
    \cup Owned([action : {"Lead"}, replica : Replica, ballot : Ballots, quorum : Quorums,
                proposals : Proposals])
    \cup Owned([action : {"StepDown"}, replica : Replica, ballot : Ballots])
    \cup Owned([action : {"Propose"}, replica : Replica, ballot : Ballots, slot : Slots, command : Command])
    \cup [action : {"Accept"}, replica : Replica, ballot : Ballots, slot : Slots, command : Commands]
    \cup Owned([action : {"Choose"}, replica : Replica, ballot : Ballots, slot : Slots, command : Commands])
    \cup [action : {"Learn"}, replica : Replica, slot : Slots, command : Commands]
    \cup [action : {"Flush"}, replica : Replica, chosenUpTo : 0..MaxSlot]
    \cup IF MaxCrashes = 0 THEN {} ELSE
         [action : {"Crash"}, replica : Replica, survived : 0..MaxPending, chosenUpTo : 0..MaxSlot]
           \cup [action : {"Restart"}, replica : Replica, promised : 0..MaxBallot, chosenUpTo : 0..MaxSlot]

Follow(e) ==
  CASE e.action = "Prepare"  -> TracePrepare(e)
    [] e.action = "Promise"  -> TracePromise(e)
    [] e.action = "Lead"     -> TraceLead(e)
    [] e.action = "StepDown" -> TraceStepDown(e)
    [] e.action = "Propose"  -> TracePropose(e)
    [] e.action = "Accept"   -> TraceAccept(e)
    [] e.action = "Choose"   -> TraceChoose(e)
    [] e.action = "Learn"    -> TraceLearn(e)
    [] e.action = "Flush"    -> TraceFlush(e)
    [] e.action = "Crash"    -> TraceCrash(e)
    [] e.action = "Restart"  -> TraceRestart(e)

FullFollows(e) ==
  CASE e.action = "Prepare"  -> Full!TracePrepare(e)
    [] e.action = "Promise"  -> Full!TracePromise(e)
    [] e.action = "Lead"     -> Full!TraceLead(e)
    [] e.action = "StepDown" -> Full!TraceStepDown(e)
    [] e.action = "Propose"  -> Full!TracePropose(e)
    [] e.action = "Accept"   -> Full!TraceAccept(e)
    [] e.action = "Choose"   -> Full!TraceChoose(e)
    [] e.action = "Learn"    -> Full!TraceLearn(e)
    [] e.action = "Flush"    -> Full!TraceFlush(e)
    [] e.action = "Crash"    -> Full!TraceCrash(e)
    [] e.action = "Restart"  -> Full!TraceRestart(e)

ForgetInit == TraceInit /\ Full!Init

\* To end sooner: nobody promises again what it has promised, though whether it may is looked at.
Taken(e) == e.action = "Promise" => promised[e.replica] < e.ballot

ForgetNext ==
  \/ \E e \in Events : Taken(e) /\ Follow(e) /\ FullFollows(e) /\ UNCHANGED forgotten
  \/ \E s \in Slots : s > forgotten /\ Forget(s) /\ UNCHANGED full
  \/ Forget(forgotten) /\ UNCHANGED full

\* What the last step was about is of no consequence here.
View == <<vars, full, forgotten, floor>>

-----------------------------------------------------------------------------
About(e) == IF e.action \in {"Propose", "Accept", "Choose", "Learn"} THEN e.slot ELSE MaxSlot + 1

\* An event about a slot that was not forgotten is allowed after forgetting if it was before,
\* and one about a forgotten slot is never allowed where it was not.
NothingIsSeen ==
  \A e \in Events :
    IF About(e) > forgotten THEN ENABLED Follow(e) <=> ENABLED FullFollows(e)
    ELSE ENABLED Follow(e) => ENABLED FullFollows(e)

Behind(f) == [s \in {x \in DOMAIN f : x > forgotten} |-> f[s]]
Same(f, g) == Behind(f) = Behind(g)

\* What is left of the log is what Full has of it behind the forgotten slots.
RestIsTheSame ==
  /\ <<phase, ballot, next, promised, crashes>> = <<fphase, fballot, fnext, fpromised, fcrashes>>
  /\ \A r \in Replica :
       /\ Same(chosen[r], fchosen[r])
       /\ phase[r] # "down" => Same(accepted[r], faccepted[r])
       /\ Same(durable[r].accepted, fdurable[r].accepted)
       /\ Same(votes[r], fvotes[r])
       /\ Len(pending[r]) = Len(fpending[r])

\* Every replica will always know what is forgotten.
ForgottenIsKnown == \A r \in Replica : 1..forgotten \subseteq DOMAIN fchosen[r]

\* To be violated: that there is anything to see here.
NeverForgets == forgotten = 0
=============================================================================
