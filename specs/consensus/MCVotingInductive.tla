--------------------------- MODULE MCVotingInductive ---------------------------
(***************************************************************************)
(* Why Voting is right, as an invariant that proves itself: an inductive   *)
(* invariant (Paxos Made Simple, section 2.2: P2c is maintained, and P2b   *)
(* follows from it).                                                       *)
(*                                                                         *)
(* What it adds to MCVoting: that model sees the states that can be        *)
(* reached, this one every state of the right type in which the invariant  *)
(* holds, reachable or not, and every step from each of them. A step that  *)
(* keeps the invariant leads to another of these states, so that the       *)
(* search finds nothing behind them (its depth is 1), and a step that does *)
(* not keep it is a counterexample. That Init satisfies the invariant is   *)
(* checked by MCVoting, which has its parts among its invariants.          *)
(*                                                                         *)
(* The invariant is no larger than it must be: MCReachAgreementLost and    *)
(* MCReachSafetyLost show that neither part would do without the other.    *)
(* That nobody voted above its maxBal is true, but not needed.             *)
(*                                                                         *)
(* Left out: a proof for all numbers of acceptors, ballots and values.     *)
(***************************************************************************)
EXTENDS MCVoting

AllVotes == [Acceptor -> SUBSET (Ballot \X Value)]
AllMaxBal == [Acceptor -> {0} \cup Ballot]
\* What the variables may be, apart from everything else.
TypeOK == votes \in AllVotes /\ maxBal \in AllMaxBal

\* Each ballot has one value, and every vote is for one that is safe in its ballot.
Inv == OneValuePerBallot /\ VotesAreSafe

\* Every state of the right type in which Inv holds. The first part of Inv says
\* nothing of maxBal, so that it is asked before maxBal is chosen.
InitInv ==
  /\ votes \in AllVotes
  /\ OneValuePerBallot
  /\ maxBal \in AllMaxBal
  /\ VotesAreSafe
SpecInv == InitInv /\ [][Next]_vars

-----------------------------------------------------------------------------
\* The same for one part of Inv alone: it does not keep itself.

\* Nor does it together with what is to be shown: where a vote was cast that is
\* not safe, one vote more may choose another value.
InitOneValue ==
  /\ votes \in AllVotes
  /\ OneValuePerBallot
  /\ Agreement
  /\ maxBal \in AllMaxBal
SpecOneValue == InitOneValue /\ [][Next]_vars

\* Where two values share a ballot both may seem safe above it, and only one is.
InitSafe == votes \in AllVotes /\ maxBal \in AllMaxBal /\ VotesAreSafe
SpecSafe == InitSafe /\ [][Next]_vars
=============================================================================
