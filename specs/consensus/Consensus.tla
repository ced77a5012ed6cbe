------------------------------ MODULE Consensus ------------------------------
(***************************************************************************)
(* The problem itself: one value is chosen, once and for all.              *)
(* (Paxos Made Simple, section 2.1: only a proposed value may be chosen,   *)
(* only one is chosen, and nobody learns of a choice that was not made.)   *)
(*                                                                         *)
(* There is nothing below this module: it says what, and not how. That a   *)
(* process learns only what was chosen is said where there are processes.  *)
(*                                                                         *)
(*   variable   meaning                                                    *)
(*   --------   --------------------------------------------------------   *)
(*   chosen     the set of values that were chosen: empty, or one of them  *)
(*                                                                         *)
(* Left out: who proposes, who learns, time, failures; and liveness, for   *)
(* no algorithm can promise it without assumptions (Fischer, Lynch and     *)
(* Paterson).                                                              *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANT Value

VARIABLE chosen

Init == chosen = {}

\* One value is chosen, if none was before.
Choose(v) == chosen = {} /\ chosen' = {v}

Next == \E v \in Value : Choose(v)

Spec == Init /\ [][Next]_chosen

-----------------------------------------------------------------------------
\* At most one value is chosen.
AtMostOne == chosen \subseteq Value /\ Cardinality(chosen) <= 1
=============================================================================
