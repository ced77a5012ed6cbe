/**
 * The client of a replication group.
 *
 * <p>A caller opens one {@link org.synod.client.SynodClient} for a group, takes a {@link org.synod.client.Session} from
 * it for each write that is to be out at the same time, and closes the client in the end. Sessions share one connection
 * to each node. The client finds the leader, follows it when it changes, and repeats what may have got lost: a write
 * happens at most once all the same. {@code SynodClient} itself asks nodes how they are, and has members changed.
 *
 * <p>A call ends in one of three ways: its result; {@link org.synod.client.RejectedException}, it did not happen;
 * {@link org.synod.client.UnknownOutcomeException}, it may have happened, or may happen later.
 */
@NullMarked
package org.synod.client;

import org.jspecify.annotations.NullMarked;
