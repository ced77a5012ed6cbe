/**
 * Frames between nodes, and between clients and nodes, over Netty.
 *
 * <p>A node gives {@link org.synod.transport.Transport} one event loop and a handler, listens, and names its peers. All
 * calls, both ways, are on that loop. Messages and replies gather until {@code flush}: one write for each connection
 * and pass of the loop. Each node dials each peer and sends on that connection only, so a pair of nodes has two, one for
 * each direction, and no rule is needed for which of them to keep. Messages get lost when a peer does not read or is
 * not there: the protocol allows for that. A client that does not read is not read from.
 *
 * <p>With {@link org.synod.transport.Tls} everybody shows a certificate, and a replica's must bear its name. The version of
 * the wire format is agreed upon connection by connection, {@link org.synod.transport.WireVersion}.
 */
@NullMarked
package org.synod.transport;

import org.jspecify.annotations.NullMarked;
