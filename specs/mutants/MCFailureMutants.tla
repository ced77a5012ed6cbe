--------------------------- MODULE MCFailureMutants ---------------------------
(***************************************************************************)
(* FailureDetection with one mistake at a time. A model puts one of these  *)
(* definitions in the place of the right one (`Counts <- AnyRound` in its  *)
(* .cfg), and the property that the model names must break.                *)
(***************************************************************************)
EXTENDS MCFailureDetection

\* MayPrepare: silence is reason enough to elect, and nobody is asked.
WithoutAsking(r) == phase[r] \in {"follower", "asking"} /\ ~ Hears(r)

\* MayPrepare: a quorum answered, whatever it said.
WhateverTheySay(r) == phase[r] = "asking" /\ Answered(r) \in Quorums

\* MayPrepare: a quorum that does not hear the leader outvotes one that does.
Outvoting(r) ==
  /\ phase[r] = "asking"
  /\ {r} \cup {m.from : m \in {x \in answers[r] : ~ x.hears}} \in Quorums

\* MayPrepare: everyone must answer, the dead leader too.
EveryoneAnswered(r) ==
  /\ phase[r] = "asking"
  /\ Answered(r) = Replica
  /\ \A m \in answers[r] : ~ m.hears

\* Counts: an answer of a past round counts as well.
AnyRound(m) == TRUE

\* RoundIsOver: a round lasts until it succeeds, and its answers grow old.
Never(r) == FALSE

\* Receive: who is told that the leader is heard takes it for having heard it itself,
\* and tells others.
ReceiveHearsay(r, p) ==
  /\ Up(r)
  /\ Reaches(p, r)
  /\ \E m \in messages :
       /\ m.type = "answer" /\ m.from = p /\ m.to = r
       /\ IF phase[r] = "asking" /\ m.hears
          THEN /\ phase'  = [phase EXCEPT ![r] = "follower"]
               /\ silent' = [silent EXCEPT ![r] = 0]
               /\ EndRounds({r})
          ELSE /\ messages' = messages \ {m}
               /\ answers'  = [answers EXCEPT ![r] =
                    IF phase[r] = "asking" THEN @ \cup {[from |-> p, hears |-> FALSE]} ELSE @]
               /\ UNCHANGED <<phase, silent, waited>>
  /\ UNCHANGED <<promised, broken, stable, missed>>

-----------------------------------------------------------------------------
\* The first leader is dead from the start; r3 did not hear its last heartbeat.
InitDead ==
  /\ phase    = [r \in Replica |-> IF r = First THEN "down" ELSE "follower"]
  /\ promised = [r \in Replica |-> 1]
  /\ silent   = [r \in Replica |-> IF r = r3 THEN 1 ELSE 0]
  /\ waited   = [r \in Replica |-> 0]
  /\ answers  = [r \in Replica |-> {}]
  /\ messages = {}
  /\ broken   = {}
  /\ stable   = FALSE
  /\ missed   = [r \in Replica |-> Wait + 1]
SpecDead == InitDead /\ [][Next]_vars /\ Fairness
=============================================================================
