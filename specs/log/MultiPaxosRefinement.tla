------------------------- MODULE MultiPaxosRefinement -------------------------
(***************************************************************************)
(* What MultiPaxos implements: ReplicatedLog, and in each slot Voting.     *)
(*                                                                         *)
(* What it adds to MultiPaxos: nothing but two mappings, kept apart so     *)
(* that whoever steps MultiPaxos alone (a trace) does not pay for them.    *)
(*                                                                         *)
(*   of the layer above     is here                                        *)
(*   ------------------     --------------------------------------------   *)
(*   ReplicatedLog!log      the slots that a quorum decided, durably       *)
(*   Voting!votes  (slot)   the ghost `votes` of that slot                 *)
(*   Voting!maxBal          the promise that is durable: a promise or vote *)
(*                          takes place when it is flushed, not before     *)
(***************************************************************************)
EXTENDS MultiPaxos

DecidedSlots == {s \in Slots : \E v \in Values : Decided(s, v)}
DecidedLog == [s \in DecidedSlots |-> CHOOSE v \in Values : Decided(s, v)]

L == INSTANCE ReplicatedLog WITH log <- DecidedLog, Slot <- Slots, Value <- Values

DurablePromises == [r \in Replica |-> durable[r].promised]
VotesIn(s) == [r \in Replica |-> Votes(r, s)]

\* One instance for each slot: this TLC does not check a property of an instance
\* that has a parameter.
V1 == INSTANCE Voting WITH votes <- VotesIn(1), maxBal <- DurablePromises,
        Value <- Values, Acceptor <- Replica, Quorum <- Quorums, Ballot <- Ballots

V2 == INSTANCE Voting WITH votes <- VotesIn(2), maxBal <- DurablePromises,
        Value <- Values, Acceptor <- Replica, Quorum <- Quorums, Ballot <- Ballots

RefinesReplicatedLog == L!Spec
RefinesVotingInSlot1 == V1!Spec
RefinesVotingInSlot2 == V2!Spec

\* The same for behaviours that begin in the middle of others.
StepsOfReplicatedLog == [][L!Next]_DecidedLog
\* Every step is one of Voting in slot 1, or none.
StepsOfVotingInSlot1 == [][V1!Next]_(V1!vars)
\* Every step is one of Voting in slot 2, or none.
StepsOfVotingInSlot2 == [][V2!Next]_(V2!vars)
=============================================================================
