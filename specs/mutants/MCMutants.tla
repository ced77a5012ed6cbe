------------------------------- MODULE MCMutants -------------------------------
(***************************************************************************)
(* MultiPaxos with one mistake at a time. A model puts one of these        *)
(* definitions in the place of the right one (`MayVote <- AnyBallot` in    *)
(* its .cfg), and the property that the model names must break.            *)
(***************************************************************************)
EXTENDS MCMultiPaxosLive

\* MayVote or MayPromise: a promise binds nobody.
AnyBallot(r, b) == TRUE

\* MayVote: a promise of b excludes a vote in b.
AbovePromise(r, b) == b > promised[r]

\* Promise: told before it is durable.
PromiseAtOnce(r, b) ==
  /\ phase[r] # "down"
  /\ Owner(b) # r
  /\ MayPromise(r, b)
  /\ \E m \in messages :
       /\ m.type = "prepare"
       /\ m.ballot = b
       /\ MayAnswer(r, {PromiseMessage(r, b, m.slot)})
       /\ WritePromise(r, b, {})
       /\ messages' = messages \cup {PromiseMessage(r, b, m.slot)}
  /\ FollowIfLower(r, b)
  /\ UNCHANGED <<ballot, next, accepted, chosen, durable, votes, crashes>>

\* Prepare: told before the candidate's own promise is durable.
PrepareAtOnce(r, b) ==
  LET from == Prefix(chosen[r]) + 1 IN
  /\ phase[r] # "down"
  /\ Owner(b) = r
  /\ b > promised[r]
  /\ phase'  = [phase EXCEPT ![r] = "preparing"]
  /\ ballot' = [ballot EXCEPT ![r] = b]
  /\ next'   = [next EXCEPT ![r] = from]
  /\ WritePromise(r, b, {PromiseMessage(r, b, from)})
  /\ messages' = messages \cup {[type |-> "prepare", ballot |-> b, slot |-> from]}
  /\ UNCHANGED <<accepted, chosen, durable, votes, crashes>>

\* Prepare: a candidate promises to itself and asks nobody.
PrepareUnsaid(r, b) ==
  /\ phase[r] # "down"
  /\ Owner(b) = r
  /\ b > promised[r]
  /\ phase'  = [phase EXCEPT ![r] = "preparing"]
  /\ ballot' = [ballot EXCEPT ![r] = b]
  /\ next'   = [next EXCEPT ![r] = Prefix(chosen[r]) + 1]
  /\ WritePromise(r, b, {})
  /\ UNCHANGED <<accepted, chosen, durable, messages, votes, crashes>>

\* Accept: told before it is durable.
AcceptAtOnce(r, b, s, v) ==
  LET answer == [type |-> "accepted", ballot |-> b, slot |-> s, from |-> r] IN
  /\ phase[r] # "down"
  /\ MayVote(r, b)
  /\ [type |-> "accept", ballot |-> b, slot |-> s, command |-> v] \in messages
  /\ MayAnswer(r, {answer})
  /\ WriteVote(r, b, s, v, answer)
  /\ messages' = messages \cup {answer}
  /\ FollowIfLower(r, b)
  /\ UNCHANGED <<ballot, next, chosen, durable, votes, crashes>>

\* EntriesFrom: a promise reports no vote.
NothingFrom(f, from) == Empty

\* Adopt: phase 1 is held, and its result forgotten.
AdoptNothing(ps, s) == NoOp

\* Highest: any report is as good as another; here the lowest.
Lowest(reports) == (CHOOSE e \in reports : \A f \in reports : f.ballot >= e.ballot).command

\* PromisesOf: promises of other ballots count as well.
PromisesOfAnyBallot(b, Q) == {m \in messages : m.type = "promise" /\ m.from \in Q}

\* Lead: slots that nobody reports are left open.
LeadLeavingHoles(r, Q) ==
  LET b    == ballot[r]
      from == next[r]
      ps   == PromisesOf(b, Q)
      seen == UNION {DOMAIN m.entries : m \in ps}
  IN
  /\ phase[r] = "preparing"
  /\ {m.from : m \in ps} = Q
  /\ phase' = [phase EXCEPT ![r] = "leading"]
  /\ next'  = [next EXCEPT ![r] = Max({from - 1} \cup seen) + 1]
  /\ messages' = messages \cup
       {[type |-> "accept", ballot |-> b, slot |-> s, command |-> Adopt(ps, s)] : s \in seen}
  /\ UNCHANGED <<ballot, promised, accepted, chosen, pending, durable, votes, crashes>>

\* Lead: the next free slot is not moved behind what was adopted.
LeadOverAdopted(r, Q) ==
  LET b    == ballot[r]
      from == next[r]
      ps   == PromisesOf(b, Q)
      top  == Max({from - 1} \cup UNION {DOMAIN m.entries : m \in ps})
  IN
  /\ phase[r] = "preparing"
  /\ {m.from : m \in ps} = Q
  /\ phase' = [phase EXCEPT ![r] = "leading"]
  /\ messages' = messages \cup
       {[type |-> "accept", ballot |-> b, slot |-> s, command |-> Adopt(ps, s)] : s \in from..top}
  /\ UNCHANGED <<ballot, next, promised, accepted, chosen, pending, durable, votes, crashes>>

\* Enough: one vote will do.
OneIsEnough(S) == S # {}

\* Voters: votes of every ballot count.
VotersOfAnyBallot(b, s) ==
  {a \in Replica : \E m \in messages : m.type = "accepted" /\ m.slot = s /\ m.from = a}

\* Restart: the votes are not read back.
RestartWithoutVotes(r) ==
  /\ phase[r] = "down"
  /\ pending[r] = << >>
  /\ phase'    = [phase EXCEPT ![r] = "follower"]
  /\ promised' = [promised EXCEPT ![r] = durable[r].promised]
  /\ UNCHANGED <<ballot, next, accepted, chosen, pending, durable, messages, votes, crashes>>

\* Restart: the promise is not read back.
RestartWithoutPromise(r) ==
  /\ phase[r] = "down"
  /\ pending[r] = << >>
  /\ phase'    = [phase EXCEPT ![r] = "follower"]
  /\ accepted' = [accepted EXCEPT ![r] = durable[r].accepted]
  /\ UNCHANGED <<ballot, next, promised, chosen, pending, durable, messages, votes, crashes>>

-----------------------------------------------------------------------------
\* A leader that may crash, with two clients.
NextTwoClients == Phase1 \/ Phase2 \/ (\E r \in Replica, v \in Command : Propose(r, v)) \/ FaultsOf(r1)
SpecTwoClients == Init /\ [][NextTwoClients]_vars

\* From the first leader to the third: r1 leads ballot 1, r2 ballot 2, r1 ballot 3.
NextThird ==
  \/ Prepare(r2, 2) \/ Promise(r3, 2) \/ Prepare(r1, 3) \/ Promise(r2, 3)
  \/ \E r \in Replica, Q \in Quorums : Lead(r, Q)
  \/ \E r \in {r1, r2} : Propose(r, CommandOf(ballot[r]))
  \/ \E r \in Replica, b \in Ballots, s \in Slots, v \in Values : Accept(r, b, s, v)
  \/ \E r \in Replica : Flush(r)
SpecThird == InitLed /\ [][NextThird]_vars
=============================================================================
