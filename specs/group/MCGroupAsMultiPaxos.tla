-------------------------- MODULE MCGroupAsMultiPaxos --------------------------
(***************************************************************************)
(* ReplicationGroup with everything off that it adds to MultiPaxos, beside *)
(* the models of MultiPaxos with the same constants and actions.           *)
(***************************************************************************)
EXTENDS ReplicationGroupRefinement

CONSTANTS r1, r2, r3, c1, c2

TwoOwners(b) == IF b = 2 THEN r2 ELSE r1
CommandOf(b) == IF b = 2 THEN c2 ELSE c1

NextVotes ==
  \/ \E r \in Replica, b \in Ballots : Prepare(r, b)
  \/ \E r \in Replica, b \in Ballots : Promise(r, b)
  \/ \E r \in Replica, Q \in SUBSET Replica : Lead(r, Q)
  \/ \E r \in Replica : Propose(r, CommandOf(ballot[r]))
  \/ \E r \in Replica, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica : Flush(r)
SpecVotes == Init /\ [][NextVotes]_vars
=============================================================================
