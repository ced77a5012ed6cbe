---------------------------- MODULE MCReachability ----------------------------
(***************************************************************************)
(* What must be possible. Each property says that something never happens, *)
(* and TLC must refute it: if it cannot, the properties of MultiPaxos may  *)
(* hold for nothing.                                                       *)
(***************************************************************************)
EXTENDS MCMultiPaxos

Proposed(b, s, v) == [type |-> "accept", ballot |-> b, slot |-> s, command |-> v] \in messages
DecidedIn(b, s, v) == {r \in Replica : <<b, v>> \in Votes(r, s)} \in Quorums

\* One slot is proposed again, with its command, under a second ballot.
NeverProposedAgain ==
  ~ \E s \in Slots, v \in Command : Proposed(1, s, v) /\ Proposed(2, s, v)

\* A vote of an older ballot that chose nothing there is adopted, and chosen.
NeverAdoptedAndChosen ==
  ~ \E s \in Slots : DecidedIn(2, s, CommandOf(1)) /\ ~ DecidedIn(1, s, CommandOf(1))

\* A new leader fills a hole with a no-op below a command that it adopts.
NeverFilled ==
  ~ \E s \in Slots, v \in Command : Decided(s, NoOp) /\ (s + 1) \in Slots /\ Decided(s + 1, v)

\* A slot is decided before the one below it.
NeverOutOfOrder ==
  ~ \E s \in Slots, v \in Command :
      Decided(s, v) /\ s > 1 /\ ~ \E w \in Values : Decided(s - 1, w)

\* A command is decided while a replica is down.
NeverDecidedWhileDown ==
  [][~ \E r \in Replica, s \in Slots, v \in Command :
       phase[r] = "down" /\ phase'[r] = "down" /\ ~ Decided(s, v) /\ Decided(s, v)']_vars

\* A vote that was not flushed before a crash survives it, and is told later.
NeverSurvives ==
  ~ \E r \in Replica, s \in Slots :
      /\ phase[r] # "down" /\ crashes > 0 /\ pending[r] = << >>
      /\ s \in DOMAIN accepted[r]
      /\ r \notin Voters(accepted[r][s].ballot, s)

\* A vote that was not flushed before a crash is lost.
NeverLost ==
  [][~ \E r \in Replica : /\ phase[r] # "down" /\ phase'[r] = "down"
                           /\ pending[r] # << >> /\ Head(pending[r]).slot # 0
                           /\ pending'[r] = << >>]_vars

\* The one leader there is has learned, crashes, and learns again from its own word.
NeverRelearned ==
  [][~ \E s \in Slots : /\ crashes > 0 /\ phase[r1] # "down" /\ ballot[r1] = 0
                         /\ s \notin DOMAIN chosen[r1] /\ s \in DOMAIN chosen'[r1]]_vars

\* A second leader starts behind a slot that it knows to be chosen.
NeverStartsLater ==
  ~ \E m \in messages : m.type = "prepare" /\ m.slot > 1
=============================================================================
