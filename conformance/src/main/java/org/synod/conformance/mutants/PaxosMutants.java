package org.synod.conformance.mutants;

import static org.synod.conformance.mutants.Layer.HISTORY;
import static org.synod.conformance.mutants.Layer.SIMULATION;
import static org.synod.conformance.mutants.Layer.STEPS;
import static org.synod.conformance.mutants.Layer.TRACE;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Rules;

/** Mistakes in phase 1, in phase 2, and in what is durable when. Mirrors {@code specs/mutants/MCMutants.tla}. */
final class PaxosMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "VoteBelowPromise",
                    "MayVote",
                    "A replica votes in a ballot below the one that it promised.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean mayVote(Ballot ballot, Ballot promised) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "PromiseBelowPromise",
                    "MayPromise",
                    "A replica promises a ballot below the one that it promised.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean mayPromise(Ballot ballot, Ballot promised) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "NoVoteInPromisedBallot",
                    "MayVote",
                    "A promise excludes the vote in its own ballot.",
                    Set.of(STEPS, SIMULATION),
                    new Rules() {
                        @Override
                        public boolean mayVote(Ballot ballot, Ballot promised) {
                            return promised.isLowerThan(ballot);
                        }
                    }),
            Mutant.of(
                    "PromiseReportsNothing",
                    "PromiseMessage",
                    "A promise reports no votes.",
                    Set.of(STEPS, TRACE, HISTORY),
                    new Rules() {
                        @Override
                        public boolean reports(long slot, long from) {
                            return false;
                        }
                    }),
            Mutant.of(
                    "PromiseReportsTooLate",
                    "PromiseMessage",
                    "A promise leaves out the vote in the first slot that it was asked about.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean reports(long slot, long from) {
                            return slot > from;
                        }
                    }),
            Mutant.of(
                    "PromiseBeforeFlush",
                    "Promise",
                    "A promise is told before it is durable.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean waitsForFlush(Message message) {
                            return !(message instanceof Message.Promise);
                        }
                    }),
            Mutant.of(
                    "PrepareBeforeFlush",
                    "Prepare",
                    "A candidate announces its ballot before its own promise is durable.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean waitsForFlush(Message message) {
                            return !(message instanceof Message.Prepare);
                        }
                    }),
            Mutant.of(
                    "AcceptBeforeFlush",
                    "Accept",
                    "A vote is told before it is durable.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean waitsForFlush(Message message) {
                            return !(message instanceof Message.Accepted);
                        }
                    }),
            Mutant.of(
                    "BallotNotRaised",
                    "Prepare",
                    "A candidate takes a ballot that is no higher than others it has heard of.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public Ballot nextBallot(Ballot highest, ReplicaId self) {
                            return new Ballot(Math.max(1, highest.number()), self);
                        }
                    }),
            Mutant.of(
                    "MinorityLeads",
                    "Lead",
                    "A candidate leads with a single promise.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean mayLead(Configuration acting, long promisers) {
                            return promisers != 0;
                        }
                    }),
            Mutant.of(
                    "AdoptsNothing",
                    "Adopt",
                    "A leader ignores what phase 1 reports.",
                    Set.of(TRACE, HISTORY),
                    new Rules() {
                        @Override
                        public Command adopt(Command reported, boolean overtaken) {
                            return Command.NO_OP;
                        }
                    }),
            Mutant.of(
                            "AdoptsLowest",
                            "Highest",
                            "A leader adopts the lowest reported ballot in the place of the highest.",
                            Set.of(TRACE),
                            new Rules() {
                                @Override
                                public Entry highest(Entry a, Entry b) {
                                    return a.ballot().isLowerThan(b.ballot()) ? a : b;
                                }
                            })
                    .under(Fault.ISOLATE, Fault.CRASH, Fault.SLOW_DISK, Fault.RELINQUISH),
            Mutant.of(
                            "HoleLeft",
                            "Lead",
                            "A new leader proposes nothing in the holes between the slots that it adopts.",
                            Set.of(TRACE),
                            new Rules() {
                                @Override
                                public @Nullable Command hole() {
                                    return null;
                                }
                            })
                    .under(Fault.RELINQUISH, Fault.CRASH, Fault.ISOLATE),
            Mutant.of(
                    "LeadsOverAdopted",
                    "Lead",
                    "A new leader proposes in a slot where it has just adopted another command.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public long nextSlot(long from, int adopted) {
                            return from;
                        }
                    }),
            Mutant.of(
                    "MinorityChooses",
                    "Enough",
                    "A leader takes one vote for a quorum.",
                    Set.of(STEPS, TRACE, HISTORY),
                    new Rules() {
                        @Override
                        public boolean enough(Configuration acting, long voters) {
                            return voters != 0;
                        }
                    }),
            Mutant.of(
                    "EveryoneVotes",
                    "Enough",
                    "Nothing is chosen before every member voted for it.",
                    Set.of(STEPS, SIMULATION),
                    new Rules() {
                        @Override
                        public boolean enough(Configuration acting, long voters) {
                            return Long.bitCount(voters) == acting.members().size();
                        }
                    }),
            Mutant.of(
                    "LearnsOwnVote",
                    "Learn",
                    "A replica takes its vote for what was chosen, whatever the ballot.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean learns(Ballot vote, Ballot ballot) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "TellsProposedChosen",
                    "Choose",
                    "A leader tells others that all is chosen that it has proposed.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public long tells(long chosenUpTo, long next) {
                            return next - 1;
                        }
                    }),
            Mutant.of(
                    "RestartWithoutPromise",
                    "Restart",
                    "A restart does not read the promise back.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public Ballot restoredPromise(Ballot before, Ballot recorded) {
                            return before;
                        }
                    }),
            Mutant.of(
                    "RestartWithoutVotes",
                    "Restart",
                    "A restart does not read the votes back.",
                    Set.of(SIMULATION),
                    new Rules() {
                        @Override
                        public boolean restores(LogRecord.Voted vote) {
                            return false;
                        }
                    }));

    private PaxosMutants() {}
}
