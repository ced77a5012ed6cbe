----------------------------- MODULE MCForgetGroup -----------------------------
(***************************************************************************)
(* Whether Forget of TraceLeasedGroup changes anything that a trace can    *)
(* see, of a group that lets a member go which lags behind.                *)
(*                                                                         *)
(* Two specifications run side by side: one that forgets at any time that  *)
(* Forget allows, and Full, which never does. Both take the same events.   *)
(* In every state that they reach so, each event that is judged is a step  *)
(* of both or of neither: no false pass, no false refusal. Not judged are  *)
(* events about a forgotten slot, and the end of a phase 1 that begins at  *)
(* one: they may be steps of Full alone, and are never steps of the other  *)
(* one alone.                                                              *)
(***************************************************************************)
EXTENDS TraceLeasedGroup

CONSTANTS r1, r2

VARIABLES fphase, fballot, fnext, fpromised, faccepted, fchosen, fpending, fdurable, fmessages,
          fvotes, fcrashes, facting, fawaited, fnoted, ftrimmed, fapplied, fsnapshot, farchive,
          fretired, flost, fgranted, frounds, flease, freproposed, fcounted, freads,
          facknowledged, fled, fstore, ftaken,
          ftouched, fknown, fdecided, freached, fchanges, fproposed, fheld, farchived, fcopies, fanswered

full == <<fphase, fballot, fnext, fpromised, faccepted, fchosen, fpending, fdurable, fmessages,
          fvotes, fcrashes, facting, fawaited, fnoted, ftrimmed, fapplied, fsnapshot, farchive,
          fretired, flost, fgranted, frounds, flease, freproposed, fcounted, freads,
          facknowledged, fled, fstore, ftaken,
          ftouched, fknown, fdecided, freached, fchanges, fproposed, fheld, farchived, fcopies, fanswered>>

Full == INSTANCE TraceLeasedGroup WITH
  phase <- fphase, ballot <- fballot, next <- fnext, promised <- fpromised,
  accepted <- faccepted, chosen <- fchosen, pending <- fpending, durable <- fdurable,
  messages <- fmessages, votes <- fvotes, crashes <- fcrashes, acting <- facting,
  awaited <- fawaited, noted <- fnoted, trimmed <- ftrimmed, applied <- fapplied,
  snapshot <- fsnapshot, archive <- farchive, retired <- fretired, lost <- flost,
  granted <- fgranted, rounds <- frounds, lease <- flease, reproposed <- freproposed,
  counted <- fcounted, reads <- freads, acknowledged <- facknowledged, led <- fled,
  store <- fstore, taken <- ftaken, touched <- ftouched, forgotten <- 0, known <- fknown,
  decided <- fdecided, reached <- freached, changes <- fchanges, proposed <- fproposed, held <- fheld,
  archived <- farchived, copies <- fcopies, answered <- fanswered

\* r1 owns the first ballot, r2 the second.
TwoOwners(b) == IF b = 2 THEN r2 ELSE r1

Written == [label |-> "written"]
Nothing == [label |-> "no-op"]
Commands == {Written}
Alone == [members |-> {r1}]

-----------------------------------------------------------------------------
\* Every event that a trace could have here.

Possible == {Written, Alone}
Proposals == UNION {[i..j -> Possible \cup {Nothing}] : i \in G!Slots, j \in 0..MaxSlot}
Places == {0} \cup G!Slots

\* Who owns no ballot prepares none, and so neither leads nor proposes nor chooses.
Owned(S) == {e \in S : Owner(e.ballot) = e.replica}

\* Of a forgotten slot the checker compares what is learned.
Compared(e) == e.slot <= forgotten => e.command = fdecided[e.slot]

Events ==
  {e \in Owned([action : {"Prepare", "PrepareNew"}, replica : Replica, ballot : G!Ballots,
                slot : 1..(MaxSlot + 1), configuration : DOMAIN fchanges]) : e.slot = fknown[e.replica] + 1}
    \cup [action : {"Promise"}, replica : Replica, ballot : G!Ballots,
          slot : 1..(MaxSlot + 1), configuration : DOMAIN fchanges]
    \cup Owned([action : {"Lead"}, replica : Replica, ballot : G!Ballots,
                quorum : {Initial, {r1}}, proposals : Proposals])
    \cup Owned([action : {"StepDown"}, replica : Replica, ballot : G!Ballots])
    \cup Owned([action : {"Propose"}, replica : Replica, ballot : G!Ballots, slot : G!Slots,
                command : {Written}])
    \cup Owned([action : {"Reconfigure", "ProposeAwaited"}, replica : Replica, ballot : G!Ballots,
                slot : G!Slots, command : {Alone}])
    \cup [action : {"Accept"}, replica : Replica, ballot : G!Ballots, slot : G!Slots, command : Possible]
    \cup Owned([action : {"Choose"}, replica : Replica, ballot : G!Ballots, slot : G!Slots,
                command : Possible])
    \cup {e \in [action : {"Learn"}, replica : Replica, slot : G!Slots, command : Possible] : Compared(e)}
    \cup [action : {"Note"}, replica : Replica, upTo : G!Slots]
    \cup [action : {"Retire"}, replica : Replica, configuration : DOMAIN fchanges]
    \cup [action : {"Leave", "Flush"}, replica : Replica]

Follow(e) ==
  CASE e.action = "Prepare"        -> TracePrepare(e)
    [] e.action = "Promise"        -> TracePromise(e)
    [] e.action = "Lead"           -> TraceLead(e)
    [] e.action = "StepDown"       -> TraceStepDown(e)
    [] e.action = "Propose"        -> TracePropose(e)
    [] e.action = "Reconfigure"    -> TraceReconfigure(e)
    [] e.action = "ProposeAwaited" -> TraceProposeAwaited(e)
    [] e.action = "PrepareNew"     -> TracePrepareNew(e)
    [] e.action = "Accept"         -> TraceAccept(e)
    [] e.action = "Choose"         -> TraceChoose(e)
    [] e.action = "Learn"          -> TraceLearn(e)
    [] e.action = "Note"           -> TraceNote(e)
    [] e.action = "Retire"         -> TraceRetire(e)
    [] e.action = "Leave"          -> TraceLeave(e)
    [] e.action = "Flush"          -> TraceFlush(e)

FullFollows(e) ==
  CASE e.action = "Prepare"        -> Full!TracePrepare(e)
    [] e.action = "Promise"        -> Full!TracePromise(e)
    [] e.action = "Lead"           -> Full!TraceLead(e)
    [] e.action = "StepDown"       -> Full!TraceStepDown(e)
    [] e.action = "Propose"        -> Full!TracePropose(e)
    [] e.action = "Reconfigure"    -> Full!TraceReconfigure(e)
    [] e.action = "ProposeAwaited" -> Full!TraceProposeAwaited(e)
    [] e.action = "PrepareNew"     -> Full!TracePrepareNew(e)
    [] e.action = "Accept"         -> Full!TraceAccept(e)
    [] e.action = "Choose"         -> Full!TraceChoose(e)
    [] e.action = "Learn"          -> Full!TraceLearn(e)
    [] e.action = "Note"           -> Full!TraceNote(e)
    [] e.action = "Retire"         -> Full!TraceRetire(e)
    [] e.action = "Leave"          -> Full!TraceLeave(e)
    [] e.action = "Flush"          -> Full!TraceFlush(e)

\* Who is a member since the last configuration that let others go.
Active == UNION {changes[t] : t \in {x \in DOMAIN changes : x >= retired}}

ForgetInit == TraceInit /\ Full!TraceInit

\* r has voted in slot s of ballot b, whatever of that is forgotten here.
Voted(r, b, s) == s \in DOMAIN faccepted[r] /\ faccepted[r][s].ballot = b

\* To end sooner: nobody promises or votes again what it has, and r2 tries to lead only when
\* something was forgotten, though whether they may is looked at.
Taken(e) ==
  /\ e.action = "Promise" => promised[e.replica] < e.ballot
  /\ e.action = "Accept" => ~ Voted(e.replica, e.ballot, e.slot)
  /\ e.action = "Prepare" /\ e.replica = r2 => forgotten > 0

ForgetNext ==
  \/ \E e \in Events : Taken(e) /\ Follow(e) /\ FullFollows(e)
  \/ \E s \in Places : s >= forgotten /\ TraceForget([slot |-> s, active |-> Active]) /\ UNCHANGED full

\* What the last step was about is of no consequence here.
View == <<vars, forgotten, known, window, full>>

-----------------------------------------------------------------------------
\* Whether the checker judges the event.
Judged(e) ==
  CASE e.action = "Lead" -> next[e.replica] > forgotten
    [] e.action \in {"Propose", "Reconfigure", "ProposeAwaited", "Accept", "Choose", "Learn"} -> e.slot > forgotten
    [] OTHER -> TRUE

\* What is judged is allowed after forgetting if and only if it was before, and what is not
\* judged is never allowed where it was not.
NothingIsSeen ==
  \A e \in Events :
    IF Judged(e) THEN ENABLED Follow(e) <=> ENABLED FullFollows(e)
    ELSE ENABLED Follow(e) => ENABLED FullFollows(e)

Behind(f) == [s \in {x \in DOMAIN f : x > forgotten} |-> f[s]]
Same(f, g) == Behind(f) = Behind(g)

\* What is left of the log is what Full has of it behind the forgotten slots.
RestIsTheSame ==
  /\ <<phase, ballot, next, promised, acting, awaited, noted, retired, known, changes, proposed, held>>
       = <<fphase, fballot, fnext, fpromised, facting, fawaited, fnoted, fretired, fknown, fchanges,
           fproposed, fheld>>
  /\ \A r \in Replica :
       /\ Same(chosen[r], fchosen[r])
       /\ Same(accepted[r], faccepted[r])
       /\ Same(durable[r].accepted, fdurable[r].accepted)
       /\ Same(votes[r], fvotes[r])
       /\ Len(pending[r]) = Len(fpending[r])

\* Every member will always know what is forgotten.
ForgottenIsKnown == \A r \in Active : forgotten <= fknown[r]

-----------------------------------------------------------------------------
\* To be violated: that there is anything to see here.
NeverLags == ~ \E r \in Replica : phase[r] = "preparing" /\ next[r] <= forgotten
=============================================================================
