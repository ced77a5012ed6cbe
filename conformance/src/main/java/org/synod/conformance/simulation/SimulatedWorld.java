package org.synod.conformance.simulation;

import org.synod.protocol.Rules;

/** What all nodes of a simulation share. */
record SimulatedWorld(
        Schedule schedule,
        SimulatedTrace trace,
        SimulatedNetwork network,
        SimulatedArchive archive,
        SimulationSettings settings) {

    Rules rules() {
        return settings.rules();
    }

    Habits habits() {
        return settings.habits();
    }
}
