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
        LOSS(false),
        DUPLICATION(false),
        REORDER(false),
        PARTITION(true),
        CRASH(true),
        PAUSE(true),
        /** Another replica takes a member's place. */
        REPLACE(true),
        /** A member's disk is lost. */
        LOSE(true),
        /** The leader hands over. */
        RELINQUISH(true),
        /** The leader hears nobody, for so long that another one leads meanwhile. */
        ISOLATE(true),
        /** Messages are lost in one direction, of one link or of all links of a replica. */
        ONE_WAY(true),
        /** What a replica says arrives when others lead. */
        DELAY(true),
        /** A sync takes long; a crash comes in the middle of it. */
        SLOW_DISK(true),
        /** The leader's disk is lost. */
        LOSE_LEADER(true),
        /** An operator wants a member back that was removed. */
        TAKE_BACK(true),
        /** Clocks run as fast or as slow as leases allow for. */
        CLOCKS(false),
        /** Clients read where they read before, though they write elsewhere. */
        HOLD_ON(false),
        /** One of the faults comes more often than the others. */
        BURST(false);

        private final boolean happens;

        Fault(boolean happens) {
            this.happens = happens;
        }

        /** Whether it begins at some time, rather than being there all along. */
        public boolean happens() {
            return happens;
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
