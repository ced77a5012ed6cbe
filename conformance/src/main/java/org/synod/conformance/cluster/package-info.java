/**
 * A real group: three processes on this machine, clients, and faults that real processes have.
 *
 * <p>Run a {@link org.synod.conformance.cluster.ClusterRun} with its settings; it leaves traces, a history and the list of
 * faults in its folder, and no process behind.
 */
@NullMarked
package org.synod.conformance.cluster;

import org.jspecify.annotations.NullMarked;
