--------------------------- MODULE MCPaxosInductive ---------------------------
(***************************************************************************)
(* Why Paxos is right: an inductive invariant of it (Paxos Made Simple,    *)
(* section 2.2: what a promise and its report are worth).                  *)
(*                                                                         *)
(* What it adds to MCVotingInductive: messages. The invariant says of each *)
(* kind of message what its being sent says of the acceptors, then and     *)
(* ever after.                                                             *)
(*                                                                         *)
(* Among all states of the right type, those that satisfy the invariant    *)
(* are too rare to be met by chance, and too many to list by trial. They   *)
(* are built, and not found, from                                          *)
(*                                                                         *)
(*   part        what it is                                                *)
(*   ---------   -------------------------------------------------------   *)
(*   proposals   per ballot: the value of its accept message, or none      *)
(*   history     per acceptor: the ballot that it promised last, those in  *)
(*               which it voted, and those for which it sent a promise     *)
(*   asked       the ballots for which a prepare message was sent          *)
(*                                                                         *)
(* The rest follows: what a promise reports is the acceptor's last vote    *)
(* below it. That nothing was forgotten in this need not be believed. In   *)
(* two ballots all of these states are listed, the initial one among them, *)
(* and the search finds no others behind them (its depth is 1): whatever   *)
(* is true in all of them is true in every state that can be reached.      *)
(*                                                                         *)
(* In three ballots they are *sampled*: for each choice of proposals, TLC  *)
(* draws histories at random, as many as Sample says, and two sets of      *)
(* ballots that were asked for with each of them; of what was drawn the    *)
(* states remain in which the proposals are safe. TLC's seed is 0 always   *)
(* (see ModelChecker), so that the same states are drawn each time. What   *)
(* follows from the sampled states in one step must satisfy the invariant. *)
(*                                                                         *)
(* Left out: a proof for all numbers of acceptors, ballots and values.     *)
(***************************************************************************)
EXTENDS MCPaxos, Randomization

CONSTANTS None,    \* no value
          Sample   \* how many histories are drawn for each choice of proposals

NoneOrBallot == {0} \cup Ballot
Max(S) == CHOOSE x \in S : \A y \in S : y <= x

-----------------------------------------------------------------------------
\* The invariant.

Report == {NoVote} \cup [ballot : Ballot, value : Value]

Message ==
  [type : {"prepare"}, ballot : Ballot]
    \cup [type : {"promise"}, ballot : Ballot, from : Acceptor, last : Report]
    \cup [type : {"accept"}, ballot : Ballot, value : Value]
    \cup [type : {"accepted"}, ballot : Ballot, from : Acceptor, value : Value]

\* What the variables may be, apart from everything else.
TypeOK ==
  /\ promised \in [Acceptor -> NoneOrBallot]
  /\ last \in [Acceptor -> Report]
  /\ messages \subseteq Message

Voted(a, b, v) == [type |-> "accepted", ballot |-> b, from |-> a, value |-> v] \in messages
VotedIn(a, b)  == \E v \in Value : Voted(a, b, v)

\* e is the last vote of a below b.
Reports(a, b, e) ==
  /\ e = NoVote \/ (e.ballot < b /\ Voted(a, e.ballot, e.value))
  /\ \A c \in (e.ballot + 1)..(b - 1) : ~ VotedIn(a, c)

\* In no ballot below b can a value other than v still be chosen. This is Safe of
\* Voting, said of messages; it takes TLC less time so.
Safe(b, v) ==
  \A c \in 1..(b - 1) : \E Q \in Quorum : \A a \in Q :
     \/ Voted(a, c, v)
     \/ promised[a] > c /\ ~ VotedIn(a, c)

\* What is safe here is what is safe in Voting.
SafeIsSafe == \A b \in Ballot, v \in Value : Safe(b, v) <=> V!Safe(b, v)

\* An acceptor promised at least what it said it did, and what it reported is its
\* last vote below that still.
PromisesAreKept ==
  \A m \in messages : m.type = "promise" =>
    promised[m.from] >= m.ballot /\ Reports(m.from, m.ballot, m.last)

\* An acceptor remembers its last vote, and has none above its promise.
LastIsRemembered ==
  \A a \in Acceptor : promised[a] >= last[a].ballot /\ Reports(a, MaxBallot + 1, last[a])

\* A vote is for what was proposed.
VotesAreForProposals ==
  \A m \in messages : m.type = "accepted" =>
    [type |-> "accept", ballot |-> m.ballot, value |-> m.value] \in messages

\* A ballot has one proposal, and no other value can be chosen below it.
ProposalsAreSafe ==
  \A m \in messages : m.type = "accept" =>
    /\ Safe(m.ballot, m.value)
    /\ \A v \in Value \ {m.value} :
         [type |-> "accept", ballot |-> m.ballot, value |-> v] \notin messages

\* What every step of Paxos keeps true, and from which Agreement follows.
Inv ==
  /\ PromisesAreKept
  /\ LastIsRemembered
  /\ VotesAreForProposals
  /\ ProposalsAreSafe

-----------------------------------------------------------------------------
\* The states that satisfy it.

Proposals == [Ballot -> Value \cup {None}]

\* What an acceptor may have done where p was proposed.
Histories(p) ==
  UNION {[promised : {b},
          voted    : SUBSET {c \in 1..b : p[c] # None},
          answered : SUBSET (1..b)] : b \in NoneOrBallot}

\* Its last vote below b.
LastBelow(p, h, b) ==
  LET below == {c \in h.voted : c < b}
  IN  IF below = {} THEN NoVote ELSE [ballot |-> Max(below), value |-> p[Max(below)]]

\* What an acceptor sent.
Sent(p, a, h) ==
  {[type |-> "promise", ballot |-> b, from |-> a, last |-> LastBelow(p, h, b)] : b \in h.answered}
    \cup {[type |-> "accepted", ballot |-> b, from |-> a, value |-> p[b]] : b \in h.voted}

\* The state that p, the histories hs and the ballots asked for describe.
State(p, hs, asked) ==
  /\ promised = [a \in Acceptor |-> hs[a].promised]
  /\ last     = [a \in Acceptor |-> LastBelow(p, hs[a], MaxBallot + 1)]
  /\ messages = {[type |-> "prepare", ballot |-> b] : b \in asked}
       \cup {[type |-> "accept", ballot |-> b, value |-> p[b]] : b \in {c \in Ballot : p[c] # None}}
       \cup UNION {Sent(p, a, hs[a]) : a \in Acceptor}

\* All of them.
InitInv ==
  \E p \in Proposals : \E hs \in [Acceptor -> Histories(p)], asked \in SUBSET Ballot :
    State(p, hs, asked) /\ ProposalsAreSafe
SpecInv == InitInv /\ [][Next]_vars

\* Some of them.
Draw(n, S) == IF n < Cardinality(S) THEN RandomSubset(n, S) ELSE S

InitSampled ==
  \E p \in Proposals : \E hs \in Draw(Sample, [Acceptor -> Histories(p)]) :
    \E asked \in Draw(2, SUBSET Ballot) : State(p, hs, asked) /\ ProposalsAreSafe
SpecSampled == InitSampled /\ [][Next]_vars

\* From a sample one step is enough: what it leads to is judged, and not gone on from.
OneStep == UNCHANGED vars

-----------------------------------------------------------------------------
\* Accept with one mistake, which a single step from a sampled state must show:
\* a promise binds nobody.
AcceptBelowPromise(a, b, v) ==
  /\ [type |-> "accept", ballot |-> b, value |-> v] \in messages
  /\ promised' = [promised EXCEPT ![a] = IF b > @ THEN b ELSE @]
  /\ last'     = [last EXCEPT ![a] = IF b > @.ballot THEN [ballot |-> b, value |-> v] ELSE @]
  /\ Send([type |-> "accepted", ballot |-> b, from |-> a, value |-> v])
=============================================================================
