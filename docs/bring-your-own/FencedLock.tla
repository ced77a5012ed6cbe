------------------------------ MODULE FencedLock ------------------------------
(***************************************************************************)
(* A lock that is granted for a while, to clients that may sleep longer    *)
(* than that. Each grant has a token, higher than all before it, and the   *)
(* storage refuses a write with a lower token than it has seen.            *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS Client, Free

VARIABLES holder,   \* who has the lock, or Free
          issued,   \* the last token that was given out
          token,    \* per client, the token that it has; 0 for none
          seen,     \* the highest token that the storage has seen
          store     \* what was written last: by whom, and with which token

vars == <<holder, issued, token, seen, store>>

Init ==
  /\ holder = Free
  /\ issued = 0
  /\ token  = [c \in Client |-> 0]
  /\ seen   = 0
  /\ store  = [by |-> Free, token |-> 0]

\* The lock service gives the free lock to c, with a new token.
Acquire(c) ==
  /\ holder = Free
  /\ holder' = c
  /\ issued' = issued + 1
  /\ token'  = [token EXCEPT ![c] = issued + 1]
  /\ UNCHANGED <<seen, store>>

\* c gives the lock back.
Release(c) ==
  /\ holder = c
  /\ holder' = Free
  /\ token'  = [token EXCEPT ![c] = 0]
  /\ UNCHANGED <<issued, seen, store>>

\* The service waits no longer. The holder does not know.
Expire ==
  /\ holder # Free
  /\ holder' = Free
  /\ UNCHANGED <<issued, token, seen, store>>

\* The storage takes a write of c, unless it has seen a higher token.
Write(c) ==
  /\ token[c] > 0
  /\ token[c] >= seen
  /\ seen'  = token[c]
  /\ store' = [by |-> c, token |-> token[c]]
  /\ UNCHANGED <<holder, issued, token>>

\* The storage refuses a write of c.
Refuse(c) ==
  /\ token[c] > 0
  /\ token[c] < seen
  /\ UNCHANGED vars

Next ==
  \/ Expire
  \/ \E c \in Client : Acquire(c) \/ Release(c) \/ Write(c) \/ Refuse(c)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
\* The storage never goes back to an older token.
NeverBack == store.token = seen

\* No two clients have the same token.
OneHolderPerToken == \A c, d \in Client : token[c] = token[d] /\ token[c] # 0 => c = d
===============================================================================
