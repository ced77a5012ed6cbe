package org.synod.conformance.mutants;

import static org.synod.conformance.mutants.Layer.HISTORY;
import static org.synod.conformance.mutants.Layer.SIMULATION;
import static org.synod.conformance.mutants.Layer.STEPS;
import static org.synod.conformance.mutants.Layer.TRACE;

import java.util.List;
import java.util.Set;
import org.synod.conformance.simulation.SimulationSettings.Fault;
import org.synod.core.Ballot;
import org.synod.core.Configuration;
import org.synod.protocol.Rules;

/**
 * Mistakes in leases, in what leaders answer under them, and in failure detection. Mirrors {@code MCLeaseMutants.tla} and
 * {@code MCFailureMutants.tla}.
 */
final class LeaseMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "LeaseFromReply",
                    "Worth",
                    "A lease is counted from when the answer comes.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public long countsFrom(long sentNanos, long nowNanos) {
                            return nowNanos;
                        }
                    }),
            Mutant.of("MinorityGrants", "Granted", "One grant is a lease.", Set.of(TRACE), new Rules() {
                @Override
                public long grantedNanos(long[] leftNanos) {
                    return leftNanos[leftNanos.length - 1];
                }
            }),
            Mutant.of(
                    "ReadWhileReplacing",
                    "Leased",
                    "A leader answers reads while it changes the members.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean leased(boolean changing, boolean granted) {
                            return granted;
                        }
                    }),
            Mutant.of(
                    "ReadWithoutLease",
                    "Leased",
                    "A leader answers reads without a lease.",
                    Set.of(TRACE, HISTORY),
                    new Rules() {
                        @Override
                        public boolean leased(boolean changing, boolean granted) {
                            return !changing;
                        }
                    }),
            Mutant.of(
                    "AnswersUnchecked",
                    "Answer",
                    "A leader does not look at its lease again before it gives an answer.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean mayAnswer(Ballot captured, Ballot ballot, boolean leased) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "JoinsWhileBound",
                    "MayJoin",
                    "A replica that has granted a lease joins another ballot all the same.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean mayJoin(boolean bound, Ballot to, Ballot ballot) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "GrantsUnpromised",
                    "GrantLease",
                    "A replica grants a lease to a ballot that it has not promised.",
                    Set.of(STEPS, TRACE),
                    new Rules() {
                        @Override
                        public boolean mayGrant(Ballot ballot, Ballot promised) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "RestartForgetsLease",
                    "AfterRestart",
                    "A grantor that restarts forgets what it granted.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public long afterRestartNanos(long longestLeaseNanos) {
                            return 0;
                        }
                    }),
            Mutant.of(
                            "ReadBeforeCaughtUp",
                            "CaughtUp",
                            "A new leader answers reads before it has applied what it proposed again.",
                            Set.of(TRACE),
                            new Rules() {
                                @Override
                                public boolean caughtUp(long applied, long reproposed) {
                                    return true;
                                }
                            })
                    .under(Fault.SLOW_DISK, Fault.RELINQUISH),
            Mutant.of(
                    "AcknowledgesLearned",
                    "MayAcknowledge",
                    "A leader acknowledges what it only heard to be chosen.",
                    Set.of(TRACE),
                    new Rules() {
                        @Override
                        public boolean mayAcknowledge(boolean choseItself) {
                            return true;
                        }
                    }),
            Mutant.of(
                    "EveryoneAnswers",
                    "MayPrepare",
                    "Everyone must answer before an election, the dead leader too.",
                    Set.of(SIMULATION),
                    new Rules() {
                        @Override
                        public boolean mayPrepare(Configuration members, long silent, boolean heard) {
                            return !heard
                                    && Long.bitCount(silent)
                                            == members.members().size();
                        }
                    }));

    private LeaseMutants() {}
}
