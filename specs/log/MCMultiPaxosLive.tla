--------------------------- MODULE MCMultiPaxosLive ---------------------------
(***************************************************************************)
(* Liveness of MultiPaxos, once the trouble is over.                       *)
(*                                                                         *)
(* No consensus is live without assumptions. These are: the last ballot    *)
(* belongs to the eventual leader, which does not crash and is overtaken   *)
(* by nobody, for there is no higher ballot (in the implementation:        *)
(* randomized election timeouts see to it for long enough); a message that *)
(* waits for an answer gets one from a replica that is up; a disk flushes; *)
(* a replica that is down restarts; crashes end (MaxCrashes).              *)
(***************************************************************************)
EXTENDS MCMultiPaxos

CONSTANT Leader   \* the owner of the last ballot

Last == MaxBallot

\* Each of these actions must be part of the next-state relations below: fairness
\* of a step that cannot be taken has no behaviours, of which everything is true.
Fairness ==
  /\ WF_vars(Prepare(Leader, Last))
  /\ WF_vars(\E Q \in Quorums : Lead(Leader, Q))
  /\ WF_vars(\E v \in Command : Propose(Leader, v))
  /\ WF_vars(\E s \in Slots, v \in Values : Choose(Leader, s, v))
  /\ \A r \in Replica :
       /\ WF_vars(Flush(r))
       /\ WF_vars(Restart(r))
       /\ WF_vars(Promise(r, Last))
       /\ WF_vars(\E s \in Slots, v \in Values : Accept(r, Last, s, v))
       /\ WF_vars(\E s \in Slots, v \in Values : Learn(r, s, v))

\* One ballot; a follower may crash at any time, with what it wrote or without.
NextFollowerCrash == Phase1 \/ Phase2 \/ Learning \/ FaultsOf(r3)
SpecFollowerCrash == Init /\ [][NextFollowerCrash]_vars /\ Fairness

\* A second leader takes over from a first one that may stop at any time.
NextSecond ==
  \/ Prepare(r2, 2)
  \/ \E r \in Replica : Promise(r, 2)
  \/ \E Q \in Quorums : Lead(r2, Q)
  \/ Phase2
  \/ \E s \in Slots, v \in Values : Choose(r2, s, v)
  \/ \E r \in Replica, s \in Slots, v \in Values : Learn(r, s, v)
SpecSecond == InitLed /\ [][NextSecond]_vars /\ Fairness

-----------------------------------------------------------------------------
\* In the end the eventual leader leads its ballot.
EventuallyLed == <>[](phase[Leader] = "leading" /\ ballot[Leader] = Last)

\* What the eventual leader proposes is chosen, and everyone learns it.
ProposedIsEventuallyChosen ==
  \A s \in Slots :
    (\E v \in Values : [type |-> "accept", ballot |-> Last, slot |-> s, command |-> v] \in messages)
      ~> (\A r \in Replica : s \in DOMAIN chosen[r])

\* In the end every slot is chosen, and everyone knows it.
LogFills == <>(\A r \in Replica : DOMAIN chosen[r] = Slots)
=============================================================================
