-------------------------------- MODULE Paxos --------------------------------
(***************************************************************************)
(* One decision, reached by messages (Paxos Made Simple, section 2.2;      *)
(* Paxos Made Live, section 3).                                            *)
(*                                                                         *)
(* What it adds to Voting: nobody sees another's state. In phase 1 a       *)
(* leader asks a quorum to leave the lower ballots and to report its last  *)
(* votes; in phase 2 it asks everyone to vote for a value that these       *)
(* reports show to be safe.                                                *)
(*                                                                         *)
(*   variable   meaning                                                    *)
(*   --------   --------------------------------------------------------   *)
(*   promised   per acceptor: it takes part in no lower ballot             *)
(*   last       per acceptor: its last vote [ballot, value], ballot 0 for  *)
(*              none                                                       *)
(*   messages   all messages ever sent: receiving one does not remove it,  *)
(*              so that it may come late, twice or never                   *)
(*                                                                         *)
(* A ballot belongs to one leader, which Propose expresses by proposing    *)
(* once in each ballot. The state of the leader is the messages it sent.   *)
(*                                                                         *)
(* Left out: learners (whoever counts a quorum of votes), the log and the  *)
(* disk (MultiPaxos), liveness (there too).                                *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Value, Acceptor, Quorum, Ballot

VARIABLES promised, last, messages

vars == <<promised, last, messages>>

NoVote == [ballot |-> 0]

Init ==
  /\ promised = [a \in Acceptor |-> 0]
  /\ last     = [a \in Acceptor |-> NoVote]
  /\ messages = {}

Send(m) == messages' = messages \cup {m}

-----------------------------------------------------------------------------
\* Phase 1: the leader of b asks; an acceptor promises and reports.

Prepare(b) ==
  /\ Send([type |-> "prepare", ballot |-> b])
  /\ UNCHANGED <<promised, last>>

Promise(a, b) ==
  /\ b > promised[a]
  /\ [type |-> "prepare", ballot |-> b] \in messages
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ Send([type |-> "promise", ballot |-> b, from |-> a, last |-> last[a]])
  /\ UNCHANGED last

-----------------------------------------------------------------------------
\* Phase 2: the leader of b proposes; an acceptor votes.

\* The promises of b from the members of Q allow v: all have promised, and v is
\* the value of the highest vote that they report, if they report one.
Allows(Q, b, v) ==
  LET ps      == {m \in messages : m.type = "promise" /\ m.ballot = b /\ m.from \in Q}
      reports == {m.last : m \in ps} \ {NoVote}
  IN  /\ {m.from : m \in ps} = Q
      /\ \/ reports = {}
         \/ \E e \in reports : e.value = v /\ \A f \in reports : f.ballot <= e.ballot

Propose(b, v) ==
  /\ ~ \E m \in messages : m.type = "accept" /\ m.ballot = b
  /\ \E Q \in Quorum : Allows(Q, b, v)
  /\ Send([type |-> "accept", ballot |-> b, value |-> v])
  /\ UNCHANGED <<promised, last>>

Accept(a, b, v) ==
  /\ b >= promised[a]
  /\ [type |-> "accept", ballot |-> b, value |-> v] \in messages
  /\ promised' = [promised EXCEPT ![a] = b]
  /\ last'     = [last EXCEPT ![a] = [ballot |-> b, value |-> v]]
  /\ Send([type |-> "accepted", ballot |-> b, from |-> a, value |-> v])

Next ==
  \E b \in Ballot :
    \/ Prepare(b)
    \/ \E a \in Acceptor : Promise(a, b)
    \/ \E v \in Value : Propose(b, v)
    \/ \E a \in Acceptor, v \in Value : Accept(a, b, v)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* What must hold.

\* The votes of a are the answers that it gave in phase 2.
VotesOf(a) ==
  {<<m.ballot, m.value>> : m \in {x \in messages : x.type = "accepted" /\ x.from = a}}

\* Paxos implements Voting.
V == INSTANCE Voting WITH votes <- [a \in Acceptor |-> VotesOf(a)], maxBal <- promised
RefinesVoting == V!Spec

\* No two values are chosen.
Agreement == V!Agreement

\* What an acceptor reports is its highest vote.
LastIsHighest ==
  \A a \in Acceptor : \A w \in VotesOf(a) :
    \/ w[1] < last[a].ballot
    \/ w = <<last[a].ballot, last[a].value>>
=============================================================================
