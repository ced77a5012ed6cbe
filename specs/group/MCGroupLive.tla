----------------------------- MODULE MCGroupLive -----------------------------
(***************************************************************************)
(* Liveness of ReplicationGroup, once the trouble is over.                 *)
(*                                                                         *)
(* What it adds to ReplicationGroup: steps of which both the next-state    *)
(* relations and the fairness are made, so that both speak of the same     *)
(* steps, and what must happen in the end.                                 *)
(*                                                                         *)
(* What it assumes, all of it as weak fairness:                            *)
(*                                                                         *)
(*   - The last ballot belongs to the eventual leader, which does not      *)
(*     crash and is overtaken by nobody, for there is no higher ballot.    *)
(*   - A message that waits for an answer gets one from a member that is   *)
(*     up, a disk flushes, and members learn and note what was chosen.     *)
(*   - The eventual leader hears in the end of a member that is lost       *)
(*     (FailureDetection), and there is another one to take its place.     *)
(*     Before that no second member fails.                                 *)
(*                                                                         *)
(* Eventual synchrony: when the last ballot begins, who led before leads   *)
(* no more, and nobody votes in its ballot any more.                       *)
(*                                                                         *)
(* Nobody acts between a write and its flush, nor between learning and     *)
(* noting (Quiet): nobody else can tell, not even of who crashes for good. *)
(* Quiet is a part of each step, and nothing is constrained.               *)
(*                                                                         *)
(* Left out: leaders that give up (one that stops takes no more steps),    *)
(* replicas that restart (MCMultiPaxosLive has them), and candidates that  *)
(* need another ballot since what they lack was trimmed, or since most of  *)
(* the members that they know are gone.                                    *)
(***************************************************************************)
EXTENDS MCReplicationGroup

CONSTANT Leader   \* the owner of the last ballot

\* The ballot in which everything must come right.
Last == MaxBallot

\* Nothing waits for a flush.
Flushed == \A r \in Replica : pending[r] = << >>

\* Nothing waits for a flush, and nothing that was learned for being noted.
Quiet == Flushed /\ \A r \in Replica : Up(r) => noted[r] >= KnownUpTo(r)

\* Who is lost.
Gone == {r \in Replica : phase[r] = "gone"}

-----------------------------------------------------------------------------
\* Steps of a leader, which are over when a newer one begins.

\* Nobody leads, or wants to lead, a higher ballot than r, and nothing waits.
Newest(r) == Quiet /\ \A l \in Replica : ballot[l] <= ballot[r]

\* r has the promises of a quorum.
Leads(r) == Newest(r) /\ \E Q \in SUBSET Replica : Lead(r, Q)

\* Each command is proposed once, so that there are slots enough.
Proposes(r, v) ==
  /\ Newest(r)
  /\ ~ \E m \in messages : m.type = "accept" /\ m.command = v
  /\ Propose(r, v)

\* r proposes again the configuration that phase 1 reported.
ProposesAwaited(r) == Newest(r) /\ ProposeAwaited(r)

\* r learns that its proposal for s is chosen.
Chooses(r, s) == Newest(r) /\ \E v \in Values : Choose(r, s, v)

\* A leader that has a lost member goes on without it.
Replaces(r) ==
  /\ Newest(r)
  /\ acting[r].members \cap Gone # {}
  /\ \E C \in Configurations : C \cap Gone = {} /\ Reconfigure(r, C)

\* r begins phase 1 with the members that it changed to.
PreparesNew(r) == Newest(r) /\ PrepareNew(r)

\* r begins the last ballot.
TakesOver(r) == Quiet /\ Prepare(r, Last)

-----------------------------------------------------------------------------
\* Steps of a member.

\* r promises once in each configuration, the one that the ballot's owner acts under.
Promises(r, b) ==
  LET c == acting[Owner(b)] IN
  /\ Quiet
  /\ ~ \E m \in messages : m.type = "promise" /\ m.ballot = b /\ m.from = r /\ m.configuration = c
  /\ Promise(r, b)
  /\ \A m \in pending'[r][1].messages : m.configuration = c

\* r votes in slot s of ballot b, as long as nobody has begun a higher one.
Accepts(r, b, s) == Newest(Owner(b)) /\ \E v \in Values : Accept(r, b, s, v)

\* Who is a member for whoever leads hears that s is chosen.
Hears(r, s) ==
  /\ Quiet
  /\ \E l \in Replica : phase[l] \in {"preparing", "leading"} /\ r \in acting[l].members
  /\ \E v \in Values : Learn(r, s, v)

\* Who follows hears what was chosen in the log's order.
Learns(r) == phase[r] = "follower" /\ Hears(r, KnownUpTo(r) + 1)

\* What r learned is durable.
Notes(r) == Flushed /\ Note(r)

\* r's disk is lost.
Loses(r) == Quiet /\ LoseDisk(r)

\* r crashes, for good, but not before the leader leads with other members.
Falls(r) == Quiet /\ phase[Leader] = "leading" /\ acting[Leader] # First /\ Crash(r, 0, noted[r])

\* r works on the archive: it adds to it, removes from its log what is there, or reads it.
Archives(r) == Quiet /\ Archive(r)
Trims(r)    == Quiet /\ Trim(r)
Fetches(r)  == Quiet /\ Fetch(r)

-----------------------------------------------------------------------------
\* Next-state relations and their fairness.

\* s3 is the member that may be lost, and it never votes: its votes are not needed.
Voting == Replica \ {s3}

\* Steps of all members in the last ballot, and their fairness.
OfMembers ==
  \/ \E r \in Voting : Promises(r, Last)
  \/ \E r \in Voting, s \in Slots : Accepts(r, Last, s)
  \/ \E r \in Replica : Learns(r)
  \/ \E r \in Replica : Notes(r)
  \/ \E r \in Replica : Flush(r)

FairMembers ==
  /\ WF_vars(\E r \in Voting : Promises(r, Last))
  /\ WF_vars(\E r \in Voting, s \in Slots : Accepts(r, Last, s))
  /\ WF_vars(\E r \in Replica : Learns(r))
  /\ WF_vars(\E r \in Replica : Notes(r))
  /\ WF_vars(\E r \in Replica : Flush(r))

\* Steps of the eventual leader with which it chooses, and their fairness.
Choosing ==
  \/ Leads(Leader)
  \/ \E s \in Slots : Chooses(Leader, s)

FairChoosing ==
  /\ WF_vars(Leads(Leader))
  /\ WF_vars(\E s \in Slots : Chooses(Leader, s))

\* s3 is lost at any time; s1 puts l4 in its place, and proposes before that or behind it.
\* Once l4 takes part s2 may crash, for good.
NextReplace ==
  \/ Loses(s3)
  \/ Falls(s2)
  \/ Replaces(Leader)
  \/ PreparesNew(Leader)
  \/ Proposes(Leader, c1)
  \/ Choosing
  \/ OfMembers
SpecReplace ==
  /\ InitLed /\ [][NextReplace]_vars
  /\ WF_vars(Replaces(Leader)) /\ WF_vars(PreparesNew(Leader)) /\ WF_vars(Proposes(Leader, c1))
  /\ FairChoosing /\ FairMembers

\* s1 proposes c1 and, once s3 is lost, l4 for s3, and may stop at any time; s2 takes over
\* in the last ballot and finishes what s1 began. Everyone hears what was chosen, in any order.
NextTakeover ==
  \/ Loses(s3)
  \/ Proposes(s1, c1)
  \/ Replaces(s1)
  \/ \E r \in {s1, s2}, s \in Slots : Accepts(r, 1, s)
  \/ \E s \in Slots : Chooses(s1, s)
  \/ TakesOver(Leader)
  \/ ProposesAwaited(Leader)
  \/ Replaces(Leader)
  \/ PreparesNew(Leader)
  \/ Choosing
  \/ OfMembers
SpecTakeover ==
  /\ InitLed /\ [][NextTakeover \/ \E r \in Replica, s \in Slots : Hears(r, s)]_vars
  /\ WF_vars(TakesOver(Leader)) /\ WF_vars(ProposesAwaited(Leader))
  /\ WF_vars(Replaces(Leader)) /\ WF_vars(PreparesNew(Leader))
  /\ FairChoosing /\ FairMembers

\* s1 leads and may stop at any time; the log replica l4 votes, archives and trims. s2, which
\* did not vote, takes over, fetches or hears what it lacks, proposes and archives. s1 does
\* not trim, so that it can answer s2 with all its votes.
NextArchive ==
  \/ Proposes(s1, c1)
  \/ \E r \in {s1, l4}, s \in Slots : Accepts(r, 1, s)
  \/ \E s \in Slots : Chooses(s1, s)
  \/ Archives(l4) \/ Trims(l4)
  \/ TakesOver(Leader)
  \/ Proposes(Leader, c2)
  \/ Fetches(Leader)
  \/ Archives(Leader)
  \/ Choosing
  \/ OfMembers
SpecArchive ==
  /\ InitLed /\ [][NextArchive]_vars
  /\ WF_vars(TakesOver(Leader)) /\ WF_vars(Archives(Leader))
  /\ FairChoosing /\ FairMembers

-----------------------------------------------------------------------------
\* What must happen in the end.

\* The configuration that was decided last: it governs what is decided next.
Current == Members(MaxSlot + 1)

\* r knows what was chosen in s.
Knows(r, s) == s <= trimmed[r] \/ s \in DOMAIN chosen[r]

\* r has noted all that was chosen.
HasNoted(r) == \A s \in Slots : Decisions(s) # {} => s <= noted[r]

\* In the end the eventual leader leads its ballot, under the configuration that governs.
EventuallyLed ==
  <>[](phase[Leader] = "leading" /\ ballot[Leader] = Last /\ acting[Leader].members = Current)

\* In the end all that the eventual leader proposed is chosen, and each member that is up knows it.
ProposedIsEventuallyChosen ==
  <>[](\A s \in Slots :
         (\E m \in messages : m.type = "accept" /\ m.ballot = Last /\ m.slot = s)
           => Decisions(s) # {} /\ \A r \in Current : Up(r) => Knows(r, s))

\* In the end each command is chosen, where the leader proposes it as long as it can.
CommandsAreEventuallyChosen == <>[](\A v \in Command : \E s \in Slots : v \in Decisions(s))

\* In the end no member is lost, and a quorum of them is up and has noted all that was chosen.
WriteQuorumEventuallyRestored ==
  <>[](/\ Current \cap Gone = {}
       /\ \E Q \in Majorities(Current) : \A r \in Q : Up(r) /\ HasNoted(r))

\* In the end all that was chosen is in the archive.
ArchiveCatchesUp == <>[](\A s \in Slots : Decisions(s) # {} => s \in DOMAIN archive)
=============================================================================
