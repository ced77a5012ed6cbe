/**
 * Copies of a group's tree from one node to another, by pull: the receiver asks for each piece, so that nothing piles up
 * anywhere and a piece that got lost is asked for again.
 *
 * <p>A node makes one {@link org.synod.copy.SnapshotSender} and one {@link org.synod.copy.SnapshotCopies}, hands both what
 * its peers say ({@link org.synod.message.NodeMessage}), and gives them a way to answer, which must hop to the thread of
 * the connections. Then {@link org.synod.copy.SnapshotCopies#copy} for each group that lacks its tree, and a tick now and
 * then. The listener hears when the tree is durable; its old {@code Tree} is void then.
 *
 * <p>Nothing here waits for a disk or the network on the caller's thread.
 */
@NullMarked
package org.synod.copy;

import org.jspecify.annotations.NullMarked;
