/**
 * A whole group, its network, its disks and its clients on one thread and from one seed.
 *
 * <p>Make {@link org.synod.conformance.simulation.SimulationSettings}, run a
 * {@link org.synod.conformance.simulation.Simulation}, and judge the trace and the history that it leaves in its folder.
 * The same seed and settings give the same files, byte for byte.
 */
@NullMarked
package org.synod.conformance.simulation;

import org.jspecify.annotations.NullMarked;
