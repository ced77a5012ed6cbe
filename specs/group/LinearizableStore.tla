--------------------------- MODULE LinearizableStore ---------------------------
(***************************************************************************)
(* What clients see: one store, which takes each operation at one instant  *)
(* between its call and its answer (Herlihy and Wing, Linearizability: A   *)
(* Correctness Condition for Concurrent Objects, section 2).               *)
(*                                                                         *)
(* What it adds to ReplicatedLog: clients. There are no slots any more and *)
(* no replicas: a write is asked for, takes effect and is answered; a read *)
(* is taken and answered.                                                  *)
(*                                                                         *)
(*   variable   meaning                                                    *)
(*   --------   --------------------------------------------------------   *)
(*   state      the writes that took effect, in their order: what a store  *)
(*              holds is a function of that                                *)
(*   writes     per write: new, asked, done (it took effect), answered     *)
(*   reads      per read: new, taken or answered, and its answer           *)
(*                                                                         *)
(* Left out: when a read is asked for. It is at the latest when it is      *)
(* taken; earlier would only allow it more. Reads that may be stale are    *)
(* outside the store.                                                      *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Write, Read   \* identities: each is asked for once

VARIABLES state, writes, reads

vars == <<state, writes, reads>>

Untaken == [status |-> "new", answer |-> << >>]

Init ==
  /\ state  = << >>
  /\ writes = [w \in Write |-> "new"]
  /\ reads  = [k \in Read |-> Untaken]

\* A client asks for w.
Ask(w) ==
  /\ writes[w] = "new"
  /\ writes' = [writes EXCEPT ![w] = "asked"]
  /\ UNCHANGED <<state, reads>>

\* The linearization point of the writes ws, in this order: now they take effect. (One
\* instant may be that of several, which nobody can tell from several instants.)
Linearize(ws) ==
  /\ \A i \in DOMAIN ws : writes[ws[i]] = "asked"
  /\ \A i, j \in DOMAIN ws : ws[i] = ws[j] => i = j
  /\ state'  = state \o ws
  /\ writes' = [w \in Write |-> IF \E i \in DOMAIN ws : ws[i] = w THEN "done" ELSE writes[w]]
  /\ UNCHANGED reads

\* The linearization point of the read k. Until it is answered it may be taken again.
LinearizeRead(k) ==
  /\ reads[k].status \in {"new", "taken"}
  /\ reads' = [reads EXCEPT ![k] = [status |-> "taken", answer |-> state]]
  /\ UNCHANGED <<state, writes>>

AnswerWrite(w) ==
  /\ writes[w] = "done"
  /\ writes' = [writes EXCEPT ![w] = "answered"]
  /\ UNCHANGED <<state, reads>>

AnswerRead(k) ==
  /\ reads[k].status = "taken"
  /\ reads' = [reads EXCEPT ![k].status = "answered"]
  /\ UNCHANGED <<state, writes>>

Next ==
  \/ \E w \in Write : Ask(w)
  \/ \E n \in 1..Cardinality(Write) : \E ws \in [1..n -> Write] : Linearize(ws)
  \/ \E k \in Read : LinearizeRead(k)
  \/ \E w \in Write : AnswerWrite(w)
  \/ \E k \in Read : AnswerRead(k)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* An answered write is in the store, and nothing is there twice or unasked.
AnsweredTookEffect ==
  /\ \A w \in Write : writes[w] \in {"done", "answered"} <=> \E i \in DOMAIN state : state[i] = w
  /\ \A i, j \in DOMAIN state : state[i] = state[j] => i = j

\* What took effect is not undone.
EffectsStay == [][Len(state) <= Len(state') /\ SubSeq(state', 1, Len(state)) = state]_vars

\* A read sees every write that was answered before it was taken.
ReadsSeeWhatWasAnswered ==
  [][\A k \in Read : reads[k].status = "new" /\ reads'[k].status = "taken" =>
       \A w \in Write : writes[w] = "answered" =>
         \E i \in DOMAIN reads'[k].answer : reads'[k].answer[i] = w]_vars
=============================================================================
