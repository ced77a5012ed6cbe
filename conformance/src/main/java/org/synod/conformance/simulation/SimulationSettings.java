package org.synod.conformance.simulation;

import java.util.Set;
import org.synod.protocol.Rules;

/**
 * What a simulation does.
 *
 * @param seed draws everything: delays, faults, operations
 * @param steps how many events the trace has before the faults stop
 * @param replicas how many replicas there are
 * @param clients how many clients there are, one operation out each
 * @param faults which faults may happen
 * @param rules what replicas decide by
 * @param habits what the nodes around them decide by
 */
public record SimulationSettings(
        long seed, int steps, int replicas, int clients, Set<Fault> faults, Rules rules, Habits habits) {

    /** What may go wrong. */
    public enum Fault {
        LOSS,
        DUPLICATION,
        REORDER,
        PARTITION,
        CRASH,
        PAUSE,
        /** Another replica takes a member's place. */
        REPLACE,
        /** A member's disk is lost. */
        LOSE,
        /** The leader hands over. */
        RELINQUISH,
        /** The leader hears nobody, for so long that another one leads meanwhile. */
        ISOLATE,
        /** Messages are lost in one direction, of one link or of all links of a replica. */
        ONE_WAY,
        /** What a replica says arrives when others lead. */
        DELAY,
        /** A sync takes long; a crash comes in the middle of it. */
        SLOW_DISK,
        /** The leader's disk is lost. */
        LOSE_LEADER,
        /** An operator wants a member back that was removed. */
        TAKE_BACK,
        /** Clocks run as fast or as slow as leases allow for. */
        CLOCKS,
        /** Clients read where they read before, though they write elsewhere. */
        HOLD_ON,
        /** One of the faults comes more often than the others. */
        BURST;

        /** Whether it begins at some time, rather than being there all along. */
        public boolean happens() {
            return switch (this) {
                case LOSS, DUPLICATION, REORDER, CLOCKS, HOLD_ON, BURST -> false;
                case PARTITION,
                        CRASH,
                        PAUSE,
                        REPLACE,
                        LOSE,
                        RELINQUISH,
                        ISOLATE,
                        ONE_WAY,
                        DELAY,
                        SLOW_DISK,
                        LOSE_LEADER,
                        TAKE_BACK -> true;
            };
        }
    }

    /** What went wrong before 22 November 2026, when the sharper faults came: old seeds mean what they meant with these. */
    public static final Set<Fault> FIRST_FAULTS = Set.of(
            Fault.LOSS,
            Fault.DUPLICATION,
            Fault.REORDER,
            Fault.PARTITION,
            Fault.CRASH,
            Fault.PAUSE,
            Fault.REPLACE,
            Fault.LOSE,
            Fault.RELINQUISH);

    /** One that does what it should. */
    public SimulationSettings(long seed, int steps, int replicas, int clients, Set<Fault> faults) {
        this(seed, steps, replicas, clients, faults, Rules.CORRECT, Habits.CORRECT);
    }

    /** These settings for a group that decides otherwise. */
    public SimulationSettings with(Rules otherRules, Habits otherHabits) {
        return new SimulationSettings(seed, steps, replicas, clients, faults, otherRules, otherHabits);
    }

    /** Three replicas, three clients, every fault. */
    public static SimulationSettings of(long seed, int steps) {
        return new SimulationSettings(seed, steps, 3, 3, Set.of(Fault.values()));
    }
}
