--------------------------- MODULE MCReplicatedLog ---------------------------
\* Model of ReplicatedLog: every order of deciding three slots.
EXTENDS ReplicatedLog

CONSTANT MaxSlot

Slots == 1..MaxSlot
=============================================================================
