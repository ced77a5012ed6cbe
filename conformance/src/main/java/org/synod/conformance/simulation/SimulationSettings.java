package org.synod.conformance.simulation;

import java.util.Set;

/**
 * What a simulation does.
 *
 * @param seed draws everything: delays, faults, operations
 * @param steps how many events the trace has before the faults stop
 * @param replicas how many replicas there are
 * @param clients how many clients there are, one operation out each
 * @param faults which faults may happen
 */
public record SimulationSettings(long seed, int steps, int replicas, int clients, Set<Fault> faults) {

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
        RELINQUISH
    }

    /** Three replicas, three clients, every fault. */
    public static SimulationSettings of(long seed, int steps) {
        return new SimulationSettings(seed, steps, 3, 3, Set.of(Fault.values()));
    }
}
