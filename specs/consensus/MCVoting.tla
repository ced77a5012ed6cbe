------------------------------ MODULE MCVoting ------------------------------
\* Model of Voting: majorities of the acceptors are the quorums.
EXTENDS Voting, TLC

CONSTANT MaxBallot

Majorities == {q \in SUBSET Acceptor : 2 * Cardinality(q) > Cardinality(Acceptor)}
Ballots == 1..MaxBallot
Symmetry == Permutations(Acceptor) \cup Permutations(Value)
=============================================================================
