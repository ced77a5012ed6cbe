---------------------- MODULE ReplicationGroupRefinement ----------------------
(***************************************************************************)
(* What ReplicationGroup implements: ReplicatedLog, whoever the members    *)
(* are; and, where the members never change and nothing is archived or     *)
(* lost, MultiPaxos.                                                       *)
(*                                                                         *)
(* What it adds to ReplicationGroup: nothing but two mappings.             *)
(*                                                                         *)
(*   of the layer above     is here                                        *)
(*   ------------------     --------------------------------------------   *)
(*   ReplicatedLog!log      the slots that a quorum of their members       *)
(*                          decided, durably                               *)
(*   MultiPaxos             the same variables; votes and messages without *)
(*                          configurations and trimmed prefixes            *)
(***************************************************************************)
EXTENDS ReplicationGroup

\* The same as Decisions says of each slot from s on, where C are the members of s.
RECURSIVE DecidedFrom(_, _)
DecidedFrom(s, C) ==
  LET vs == {v \in VotedIn(s) : DecidedBy(C, s, v)}
      v  == CHOOSE x \in vs : TRUE
  IN
  IF s > MaxSlot THEN << >>
  ELSE IF vs = {} THEN DecidedFrom(s + 1, C)
  ELSE Put(DecidedFrom(s + 1, IF IsConfiguration(v) THEN v.members ELSE C), s, v)

DecidedLog == DecidedFrom(1, Initial)

L == INSTANCE ReplicatedLog WITH log <- DecidedLog, Slot <- Slots, Value <- Values

\* The decided log is a replicated log, whoever the members are.
RefinesReplicatedLog == L!Spec

-----------------------------------------------------------------------------
PlainVotes(f) == [s \in DOMAIN f |-> [ballot |-> f[s].ballot, command |-> f[s].command]]

PlainMessage(m) ==
  CASE m.type = "prepare" -> [type |-> "prepare", ballot |-> m.ballot, slot |-> m.slot]
    [] m.type = "promise" -> [type |-> "promise", ballot |-> m.ballot, from |-> m.from,
                              slot |-> m.slot, entries |-> PlainVotes(m.entries)]
    [] m.type = "accept"  -> [type |-> "accept", ballot |-> m.ballot, slot |-> m.slot,
                              command |-> m.command]
    [] OTHER -> m

Plain(ms) == {PlainMessage(m) : m \in {x \in ms : x.type # "held"}}

PlainRecord(e) ==
  [ballot |-> e.ballot, slot |-> e.slot, command |-> e.command, messages |-> Plain(e.messages)]

M == INSTANCE MultiPaxos WITH
       accepted <- [r \in Replica |-> PlainVotes(accepted[r])],
       pending  <- [r \in Replica |-> [i \in DOMAIN pending[r] |-> PlainRecord(pending[r][i])]],
       durable  <- [r \in Replica |-> [promised |-> durable[r].promised,
                                       accepted |-> PlainVotes(durable[r].accepted)]],
       messages <- Plain(messages)

RefinesMultiPaxos == M!Spec

\* What the mapping leaves out says nothing: two states that look alike to MultiPaxos
\* are one. So as many states as MultiPaxos has are MultiPaxos's states.
NothingBeside ==
  /\ \A r \in Replica : /\ acting[r] = First /\ awaited[r] = << >> /\ noted[r] = 0 /\ trimmed[r] = 0
                        /\ applied[r] = NoTree /\ snapshot[r] = NoTree
                        /\ \A s \in DOMAIN accepted[r] : accepted[r][s].under = 0
                        /\ \A i \in DOMAIN pending[r] : pending[r][i].under = 0
  /\ \A m \in messages : /\ m.type \in {"prepare", "promise", "accept"} => m.configuration = First
                         /\ m.type = "promise" => m.trimmed = 0
                         /\ m.type # "held"
  /\ archive = << >> /\ retired = 0 /\ lost = 0
=============================================================================
