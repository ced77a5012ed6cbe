------------------------------ MODULE MCConsensus ------------------------------
\* Model of Consensus: all of its states.
EXTENDS Consensus
=============================================================================
