------------------------------- MODULE MCPlanted -------------------------------
\* A counter that ends at three, and what TLC must find wrong with it.
EXTENDS Naturals

VARIABLE n

Init == n = 0
Up == n < 3 /\ n' = n + 1
Spec == Init /\ [][Up]_n

BelowThree == n < 3             \* false: safety
EventuallyFour == <>(n = 4)     \* false: liveness
StepsByTwo == [][n' = n + 2]_n  \* false: an action
=============================================================================
