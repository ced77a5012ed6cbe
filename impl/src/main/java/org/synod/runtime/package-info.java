/**
 * A node: one thread that feeds its replicas and does what they ask for.
 *
 * <p>A caller reads a {@link org.synod.runtime.NodeConfig}, calls {@link org.synod.runtime.Node#start}, and closes the
 * node in the end. In each pass of its event loop a node takes everything that arrived, steps, writes the trace, appends
 * to the log, sends, applies, and replies, in this order: so that no message leaves whose step is not in the trace, and
 * a whole pass costs one write to each file and socket.
 */
@NullMarked
package org.synod.runtime;

import org.jspecify.annotations.NullMarked;
