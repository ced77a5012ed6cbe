package org.synod.conformance.mutants;

import static org.synod.conformance.mutants.Layer.HISTORY;
import static org.synod.conformance.mutants.Layer.SIMULATION;
import static org.synod.conformance.mutants.Layer.TRACE;

import java.util.List;
import java.util.Set;
import org.synod.conformance.simulation.Habits;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.core.Command;
import org.synod.protocol.Input;

/** Mistakes in the node around the replica: its clock, its log, its tree, its archive, and what it tells its clients. */
final class NodeMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "MessageBeforeTick",
                    "Input.Tick",
                    "A node takes what arrives with the time of its last tick.",
                    Set.of(TRACE),
                    new Habits() {
                        @Override
                        public boolean ticksBefore(Input input) {
                            return false;
                        }
                    }),
            Mutant.of(
                            "DurableBeforeSync",
                            "Flush",
                            "A sync is taken to have covered what was written while it ran.",
                            Set.of(TRACE),
                            new Habits() {
                                @Override
                                public int durable(int synced, int written) {
                                    return written;
                                }
                            })
                    .under(Fault.SLOW_DISK, Fault.CRASH),
            Mutant.of(
                    "SyncDoesNothing", "Flush", "A sync returns, and nothing is durable.", Set.of(TRACE), new Habits() {
                        @Override
                        public int synced(int before, int written) {
                            return before;
                        }
                    }),
            Mutant.of(
                    "WipedVotesAgain",
                    "LoseDisk",
                    "A replica whose disk was lost comes back under its name.",
                    Set.of(TRACE),
                    new Habits() {
                        @Override
                        public boolean returnsAfterLoss() {
                            return true;
                        }
                    }),
            Mutant.of(
                            "EffectTwice",
                            "Effect",
                            "A command that was chosen twice has its effect twice.",
                            Set.of(HISTORY),
                            new Habits() {
                                @Override
                                public Command applies(long slot, Command command) {
                                    return command.client() == 0
                                            ? command
                                            : new Command(command.client() ^ slot << 40, 1, command.payload())
                                                    .at(command.timeMillis());
                                }
                            })
                    .under(Fault.DELAY, Fault.ISOLATE, Fault.RELINQUISH),
            Mutant.of(
                    "SnapshotNotWritten",
                    "Snapshot",
                    "A tree is told to be durable, and is not.",
                    Set.of(TRACE),
                    new Habits() {
                        @Override
                        public long flushed(long before, long upTo) {
                            return before;
                        }
                    }),
            Mutant.of(
                    "ReadsFromAnyTree",
                    "ReadConsistent",
                    "A node answers a consistent read from its tree, whether or not its replica leads.",
                    Set.of(HISTORY),
                    new Habits() {
                        @Override
                        public boolean mayRead(boolean granted) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "ArchivesUnnoted",
                    "Archive",
                    "A replica archives what it knows chosen before that is durable.",
                    Set.of(TRACE),
                    new Habits() {
                        @Override
                        public long mayArchive(long noted, long chosenUpTo) {
                            return chosenUpTo;
                        }
                    }),
            Mutant.of(
                            "ArchivesAnother",
                            "Archive",
                            "Now and then the archive holds another command than was chosen.",
                            Set.of(SIMULATION),
                            new Habits() {
                                @Override
                                public Command archives(long slot, Command command) {
                                    return slot % 7 == 0 && !command.isConfiguration() ? Command.NO_OP : command;
                                }
                            })
                    .under(Fault.LOSE, Fault.REPLACE, Fault.ISOLATE, Fault.PAUSE));

    private NodeMutants() {}
}
