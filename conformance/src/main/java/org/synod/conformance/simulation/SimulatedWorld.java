package org.synod.conformance.simulation;

/** What all nodes of a simulation share. */
record SimulatedWorld(Schedule schedule, SimulatedTrace trace, SimulatedNetwork network, SimulatedArchive archive) {}
