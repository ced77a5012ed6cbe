--------------------------- MODULE FailureDetection ---------------------------
(***************************************************************************)
(* When to elect: a replica that does not hear its leader asks the others  *)
(* first whether they hear it (Amazon DynamoDB, USENIX ATC 2022, the       *)
(* section on failure detection).                                          *)
(*                                                                         *)
(* What it adds to MultiPaxos: the reason for a Prepare. MultiPaxos is     *)
(* safe whenever anyone prepares; but an election that nobody needed stops *)
(* the writes of a leader that was well. This is what a gray failure       *)
(* provokes: one link from the leader is down, all others work.            *)
(*                                                                         *)
(* A replica that has not heard the leader for more than Timeout ticks     *)
(* begins a round: it asks everyone, and prepares when a quorum, itself    *)
(* included, answered that it does not hear the leader either. One answer  *)
(* to the contrary forbids it for the rest of the round, and Wait ticks    *)
(* end the round.                                                          *)
(*                                                                         *)
(*   variable    meaning                                                   *)
(*   ---------   -------------------------------------------------------   *)
(*   phase       per replica: follower, asking, preparing, leading, down   *)
(*   promised    per replica: it takes part in no lower ballot             *)
(*   silent      per replica: ticks since it heard the leader, counted up  *)
(*               to Timeout + 1                                            *)
(*   waited      per replica: ticks since it asked, in a round             *)
(*   answers     per replica: what it was answered, in a round             *)
(*   messages    asks and answers on their way                             *)
(*   broken      links that are down, as pairs <<from, to>>                *)
(*   stable      the trouble is over: links work, and ticks are long       *)
(*   missed      ghost, per replica: ticks since it last did not hear the  *)
(*               leader (silent > Timeout), counted up to Wait + 1         *)
(*                                                                         *)
(* Time is in ages, not in dates, so that it needs no bound. A round has a *)
(* number, and its messages carry it; all that anyone does with it is to   *)
(* compare it with its own. So here an answer is of the current round of   *)
(* the replica that asked, or of a past one.                               *)
(*                                                                         *)
(* Left out: votes and the log (Lead takes phase 1 in one step), restarts  *)
(* (MultiPaxos), clocks that drift and leases (LeasedGroup). A heartbeat   *)
(* is heard when it is sent: one that is late only puts an election off.   *)
(* An ask that comes after its round is lost; what it would have brought   *)
(* is an answer of a past round.                                           *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Replica,
          First,      \* leads ballot 1 at first
          MaxBallot,
          Owner(_),   \* the one replica that may lead a ballot
          Timeout,    \* ticks without a heartbeat after which the leader is suspected
          Wait,       \* ticks that a round may last
          Mortal,     \* the replicas that may crash
          Fragile,    \* the links that may break
          Late        \* TRUE: answers may come after their round

VARIABLES phase, promised, silent, waited, answers, messages, broken, stable, missed

vars == <<phase, promised, silent, waited, answers, messages, broken, stable, missed>>

Ballots == 1..MaxBallot
Quorums == {q \in SUBSET Replica : 2 * Cardinality(q) > Cardinality(Replica)}

Init ==
  /\ phase    = [r \in Replica |-> IF r = First THEN "leading" ELSE "follower"]
  /\ promised = [r \in Replica |-> 1]
  /\ silent   = [r \in Replica |-> 0]
  /\ waited   = [r \in Replica |-> 0]
  /\ answers  = [r \in Replica |-> {}]
  /\ messages = {}
  /\ broken   = {}
  /\ stable   = FALSE
  /\ missed   = [r \in Replica |-> Wait + 1]

Up(r) == phase[r] # "down"
Reaches(a, b) == <<a, b>> \notin broken

AskMessage(r, p) == [type |-> "ask", from |-> r, to |-> p]
AnswerMessage(p, r, hears) ==
  [type |-> "answer", from |-> p, to |-> r, hears |-> hears, current |-> TRUE]

-----------------------------------------------------------------------------
\* Rounds.

\* The rounds of the replicas in R are over: of their messages, answers may come late.
MessagesAfter(R) ==
  LET ended == {m \in messages : IF m.type = "ask" THEN m.from \in R ELSE m.to \in R}
      late  == {[m EXCEPT !.current = FALSE] : m \in {x \in ended : x.type = "answer"}}
  IN  (messages \ ended) \cup (IF Late THEN late ELSE {})

EndRounds(R) ==
  /\ waited'   = [r \in Replica |-> IF r \in R THEN 0 ELSE waited[r]]
  /\ answers'  = [r \in Replica |-> IF r \in R THEN {} ELSE answers[r]]
  /\ messages' = MessagesAfter(R)

\* What r says of itself when it is asked: whether it hears the leader. Only what it
\* heard itself counts, not what others told it. (A leader is never silent to itself.)
Hears(r) == silent[r] <= Timeout

\* r suspects the leader, and asks all others. Who can lead no ballot need not ask.
Ask(r) ==
  /\ phase[r] = "follower"
  /\ ~ Hears(r)
  /\ \E b \in Ballots : Owner(b) = r /\ b > promised[r]
  /\ phase'    = [phase EXCEPT ![r] = "asking"]
  /\ messages' = messages \cup {AskMessage(r, p) : p \in Replica \ {r}}
  /\ UNCHANGED <<promised, silent, waited, answers, broken, stable, missed>>

\* p is asked by r, and answers.
Answer(p, r) ==
  /\ Up(p)
  /\ AskMessage(r, p) \in messages
  /\ Reaches(r, p)
  /\ messages' = (messages \ {AskMessage(r, p)}) \cup {AnswerMessage(p, r, Hears(p))}
  /\ UNCHANGED <<phase, promised, silent, waited, answers, broken, stable, missed>>

\* An answer is heard in the round that asked for it, and in no other.
Counts(m) == m.current

\* r receives an answer of p.
Receive(r, p) ==
  /\ Up(r)
  /\ Reaches(p, r)
  /\ \E m \in messages :
       /\ m.type = "answer" /\ m.from = p /\ m.to = r
       /\ messages' = messages \ {m}
       /\ answers'  = [answers EXCEPT ![r] =
            IF phase[r] = "asking" /\ Counts(m)
            THEN @ \cup {[from |-> p, hears |-> m.hears]} ELSE @]
  /\ UNCHANGED <<phase, promised, silent, waited, broken, stable, missed>>

-----------------------------------------------------------------------------
\* Elections.

Answered(r) == {r} \cup {m.from : m \in answers[r]}

\* A quorum does not hear the leader, and nobody said that it does.
MayPrepare(r) ==
  /\ phase[r] = "asking"
  /\ Answered(r) \in Quorums
  /\ \A m \in answers[r] : ~ m.hears

\* r starts phase 1 of its own ballot b.
Prepare(r, b) ==
  /\ Owner(b) = r
  /\ b > promised[r]
  /\ MayPrepare(r)
  /\ phase'    = [phase EXCEPT ![r] = "preparing"]
  /\ promised' = [promised EXCEPT ![r] = b]
  /\ EndRounds({r})
  /\ UNCHANGED <<silent, broken, stable, missed>>

\* The quorum Q promises what r prepares, and r leads. (Phase 1 of MultiPaxos.)
Lead(r, Q) ==
  /\ phase[r] = "preparing"
  /\ r \in Q
  /\ \A q \in Q : Up(q) /\ Reaches(r, q) /\ Reaches(q, r) /\ promised[q] <= promised[r]
  /\ phase'    = [q \in Replica |-> IF q = r THEN "leading"
                                    ELSE IF q \in Q THEN "follower" ELSE phase[q]]
  /\ promised' = [q \in Replica |-> IF q \in Q THEN promised[r] ELSE promised[q]]
  /\ silent'   = [silent EXCEPT ![r] = 0]
  /\ EndRounds(Q)
  /\ UNCHANGED <<broken, stable, missed>>

MayHear(r, l) ==
  /\ l # r
  /\ phase[l] = "leading" /\ Up(r)
  /\ Reaches(l, r)
  /\ promised[l] >= promised[r]

\* r hears a heartbeat of the leader l, and follows it.
Hear(r, l) ==
  /\ MayHear(r, l)
  /\ phase'    = [phase EXCEPT ![r] = "follower"]
  /\ promised' = [promised EXCEPT ![r] = promised[l]]
  /\ silent'   = [silent EXCEPT ![r] = 0]
  /\ EndRounds({r})
  /\ UNCHANGED <<broken, stable, missed>>

-----------------------------------------------------------------------------
\* Time and trouble.

\* Once the trouble is over a tick is long enough for what is on its way: asks, answers
\* and the leader's next heartbeat.
TickIsLong ==
  /\ \A m \in messages :
       IF m.type = "ask" THEN ~ Up(m.to) ELSE ~ m.current
  /\ \A r, l \in Replica : MayHear(r, l) => silent[r] = 0 /\ promised[r] = promised[l]

\* An answer is worth something for Wait ticks, and so is a round.
RoundIsOver(r) == waited[r] = Wait

\* Everyone is one tick older.
Tick ==
  LET asking == {r \in Replica : phase[r] = "asking"}
      over   == {r \in asking : RoundIsOver(r)}
      ages   == {r \in Replica : phase[r] \notin {"leading", "down"}}
      next   == [r \in Replica |-> IF r \in ages /\ silent[r] <= Timeout
                                   THEN silent[r] + 1 ELSE silent[r]]
  IN
  /\ stable => TickIsLong
  /\ silent' = next
  /\ missed' = [r \in Replica |-> IF next[r] > Timeout THEN 0
                                  ELSE IF missed[r] <= Wait THEN missed[r] + 1 ELSE missed[r]]
  /\ phase'  = [r \in Replica |-> IF r \in over THEN "follower" ELSE phase[r]]
  /\ waited' = [r \in Replica |-> IF r \in over THEN 0
                                  ELSE IF r \in asking /\ waited[r] < Wait
                                  THEN waited[r] + 1 ELSE waited[r]]
  /\ answers'  = [r \in Replica |-> IF r \in over THEN {} ELSE answers[r]]
  /\ messages' = MessagesAfter(over)
  /\ UNCHANGED <<promised, broken, stable>>

\* r crashes, for good.
Crash(r) ==
  /\ ~ stable
  /\ r \in Mortal
  /\ Up(r)
  /\ phase' = [phase EXCEPT ![r] = "down"]
  /\ EndRounds({r})
  /\ UNCHANGED <<promised, silent, broken, stable, missed>>

\* A link breaks, in one direction: a gray failure, if it comes from the leader.
Break(a, b) ==
  /\ ~ stable
  /\ <<a, b>> \in Fragile \ broken
  /\ broken' = broken \cup {<<a, b>>}
  /\ UNCHANGED <<phase, promised, silent, waited, answers, messages, stable, missed>>

\* A link works again; what was on its way arrives late.
Mend(a, b) ==
  /\ ~ stable
  /\ <<a, b>> \in broken
  /\ broken' = broken \ {<<a, b>>}
  /\ UNCHANGED <<phase, promised, silent, waited, answers, messages, stable, missed>>

\* From now on all links work, nobody crashes, and ticks are long.
Stabilize ==
  /\ ~ stable
  /\ stable' = TRUE
  /\ broken' = {}
  /\ UNCHANGED <<phase, promised, silent, waited, answers, messages, missed>>

-----------------------------------------------------------------------------
Next ==
  \/ \E r \in Replica : Ask(r)
  \/ \E p, r \in Replica : Answer(p, r)
  \/ \E r, p \in Replica : Receive(r, p)
  \/ \E r \in Replica, b \in Ballots : Prepare(r, b)
  \/ \E r \in Replica, Q \in Quorums : Lead(r, Q)
  \/ \E r, l \in Replica : Hear(r, l)
  \/ Tick
  \/ \E r \in Replica : Crash(r)
  \/ \E a, b \in Replica : Break(a, b)
  \/ \E a, b \in Replica : Mend(a, b)
  \/ Stabilize

Spec == Init /\ [][Next]_vars

\* The last ballot belongs to the eventual leader, which does not crash, and which
\* nobody overtakes. A Prepare of it may be interrupted by the end of each round, so
\* that it is not enough that it happens if it stays possible.
Eventual == Owner(MaxBallot)

Fairness ==
  /\ WF_vars(Tick)
  /\ WF_vars(Stabilize)
  /\ WF_vars(Ask(Eventual))
  /\ SF_vars(Prepare(Eventual, MaxBallot))
  /\ WF_vars(\E Q \in Quorums : Lead(Eventual, Q))
  /\ \A r, p \in Replica :
       /\ WF_vars(Answer(p, r))
       /\ WF_vars(Receive(r, p))
       /\ WF_vars(Hear(r, p))

FairSpec == Spec /\ Fairness

-----------------------------------------------------------------------------
\* What must hold.

Starts(r) == phase[r] # "preparing" /\ phase'[r] = "preparing"

\* No Prepare starts on answers of which one reports hearing the leader, within Timeout.
NoElectionWhileLeaderReachable ==
  [][\A r \in Replica : Starts(r) => \A m \in answers[r] : ~ m.hears]_vars

\* No Prepare starts unless, within Wait, each member of a quorum did not hear the leader.
\* (What was really so, whatever was asked and answered.)
ElectsOnlyWhenMissed ==
  [][\A r \in Replica : Starts(r) => \E Q \in Quorums : \A q \in Q : missed[q] <= Wait]_vars

\* A replica that leads does not suspect itself; one that is in a round suspects.
PhaseAgreesWithSilence ==
  \A r \in Replica :
    /\ phase[r] = "leading" => silent[r] = 0
    /\ phase[r] \in {"asking", "preparing"} => ~ Hears(r)

\* Each ballot has one leader, its owner.
OneLeaderPerBallot ==
  \A r \in Replica : phase[r] \in {"preparing", "leading"} => Owner(promised[r]) = r

\* A quorum hears the leader l.
Led(l) ==
  /\ phase[l] = "leading"
  /\ {r \in Replica : Up(r) /\ promised[r] = promised[l] /\ Hears(r)} \in Quorums

\* In the end there is a leader, whoever crashed before.
EventuallyLed == <>[](\E l \in Replica : Led(l))
=============================================================================
