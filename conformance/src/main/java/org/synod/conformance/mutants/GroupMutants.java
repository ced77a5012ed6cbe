package org.synod.conformance.mutants;

import static org.synod.conformance.mutants.Layer.SIMULATION;
import static org.synod.conformance.mutants.Layer.STEPS;
import static org.synod.conformance.mutants.Layer.TRACE;

import java.util.List;
import java.util.Set;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.core.Ballot;
import org.synod.core.Configuration;
import org.synod.core.Role;
import org.synod.message.Message;
import org.synod.protocol.Rules;

/** Mistakes in the change of members, and in trimming. Mirrors {@code MCGroupMutants.tla}. */
final class GroupMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.of("LogReplicaLeads", "Electable", "A log replica leads.", Set.of(STEPS, TRACE), new Rules() {
                @Override
                public boolean electable(Role role) {
                    return true;
                }
            }),
            Mutant.of(
                            "PromisesOfOtherMembers",
                            "PromisesOf",
                            "A leader counts promises that were given under another configuration.",
                            Set.of(TRACE),
                            new Rules() {
                                @Override
                                public boolean countsPromise(
                                        Message.Promise promise, Ballot ballot, long from, Configuration acting) {
                                    return promise.ballot().equals(ballot);
                                }
                            })
                    .under(Fault.DELAY, Fault.REPLACE, Fault.SLOW_DISK, Fault.LOSE),
            Mutant.of(
                            "LeadsOverTrimmed",
                            "Lead",
                            "A leader takes what was trimmed for what nobody voted for.",
                            Set.of(TRACE),
                            new Rules() {
                                @Override
                                public boolean hasKept(long trimmed, long from) {
                                    return true;
                                }
                            })
                    .under(Fault.PAUSE, Fault.PARTITION, Fault.ISOLATE, Fault.CRASH, Fault.RELINQUISH),
            Mutant.of(
                    "ProposesWhileChanging",
                    "Changing",
                    "A leader proposes behind a configuration that is not chosen yet.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean mayPropose(boolean changing, boolean established) {
                            return established;
                        }
                    }),
            Mutant.of(
                            "ProposesUnestablished",
                            "Propose",
                            "A leader proposes before its members hold what was chosen before them.",
                            Set.of(STEPS, TRACE),
                            new Rules() {
                                @Override
                                public boolean mayPropose(boolean changing, boolean established) {
                                    return !changing;
                                }
                            })
                    .under(Fault.REPLACE, Fault.SLOW_DISK, Fault.LOSE),
            Mutant.of(
                    "RetireUncopied",
                    "Established",
                    "Old members go before the new ones have what was chosen.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean established(Configuration acting, long holders) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "ReconfiguresTooSoon",
                    "Reconfigure",
                    "A leader proposes a configuration before it knows all before it chosen.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean mayReconfigure(long chosenUpTo, long next) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "AwaitedForEver",
                    "ProposeAwaited",
                    "A leader never proposes a configuration.",
                    Set.of(STEPS, SIMULATION),
                    new Rules() {
                        @Override
                        public boolean mayReconfigure(long chosenUpTo, long next) {
                            return false;
                        }
                    }),
            Mutant.of(
                    "TakenBack",
                    "Fresh",
                    "A removed replica is taken in again under its name.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean fresh(boolean everRemoved) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "TrimBeforeArchive",
                    "MayTrim",
                    "An entry is trimmed before it is archived.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public long mayTrim(long archived, long noted, boolean storage, long snapshot) {
                            return storage ? Math.min(noted, snapshot) : noted;
                        }
                    }),
            Mutant.of(
                    "TrimBeforeSnapshot",
                    "MayTrim",
                    "An entry is trimmed before the tree that has it is durable.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public long mayTrim(long archived, long noted, boolean storage, long snapshot) {
                            return Math.min(archived, noted);
                        }
                    }));

    private GroupMutants() {}
}
