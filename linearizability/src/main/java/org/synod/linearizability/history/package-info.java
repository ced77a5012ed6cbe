/**
 * Histories: what clients did and saw, in the order in which it happened.
 *
 * <p>A caller that records goes through {@link org.synod.linearizability.history.HistoryRecorder}: {@code invoke} before
 * the request leaves, one of {@code ok}, {@code fail} and {@code info} when it is over, {@code close} at the end, so that
 * a history is on disk before anybody judges it. A client's time-out is {@code info}: the operation may take effect at
 * any later time or never, and the client goes on under a new process number.
 *
 * <p>A caller that judges reads a file with {@link org.synod.linearizability.history.HistoryFiles#read}, which knows
 * Jepsen's EDN, Synod's ND-JSON and the text log of Jepsen's etcd runs, and refuses with
 * {@link org.synod.linearizability.history.BadHistoryException} whatever is not a history.
 */
@NullMarked
package org.synod.linearizability.history;

import org.jspecify.annotations.NullMarked;
