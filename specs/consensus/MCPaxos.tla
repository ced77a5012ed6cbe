------------------------------ MODULE MCPaxos ------------------------------
\* Model of Paxos: majorities of the acceptors are the quorums.
EXTENDS Paxos, TLC

CONSTANT MaxBallot

Majorities == {q \in SUBSET Acceptor : 2 * Cardinality(q) > Cardinality(Acceptor)}
Ballots == 1..MaxBallot
Symmetry == Permutations(Acceptor) \cup Permutations(Value)
=============================================================================
