---------------------------- MODULE ReplicatedLog ----------------------------
(***************************************************************************)
(* What a replicated log is: a function from slots to commands that only   *)
(* grows (Paxos Made Moderately Complex, section 1; Implementing           *)
(* Fault-Tolerant Services Using the State Machine Approach, section 3).   *)
(*                                                                         *)
(* What it adds to Consensus: one decision for each slot. Slots are        *)
(* decided in any order, for a leader does not wait for one before it      *)
(* proposes the next; a state machine applies the longest prefix without a *)
(* hole, and that prefix only ever grows at its end.                       *)
(*                                                                         *)
(*   variable   meaning                                                    *)
(*   --------   --------------------------------------------------------   *)
(*   log        slot -> command, for the slots that were decided           *)
(*                                                                         *)
(* Left out: who knows of a decision, and what a command does. One step    *)
(* decides one slot.                                                       *)
(***************************************************************************)
EXTENDS Integers, TLC

CONSTANTS Slot,    \* 1..n, or all positive numbers
          Value    \* the commands, and the no-op

VARIABLE log

Init == log = << >>

Decide(s, v) ==
  /\ s \notin DOMAIN log
  /\ log' = (s :> v) @@ log

Next == \E s \in Slot, v \in Value : Decide(s, v)

Spec == Init /\ [][Next]_log

-----------------------------------------------------------------------------
\* The log is a function from some slots to values.
TypeOK == DOMAIN log \subseteq Slot /\ \A s \in DOMAIN log : log[s] \in Value

\* What was decided stays: the reason why an applied command need never be undone.
DecidedIsStable ==
  [][\A s \in DOMAIN log : s \in DOMAIN log' /\ log'[s] = log[s]]_log
=============================================================================
