/**
 * The specifications {@code ReplicationGroup}, {@code LeasedGroup} and {@code FailureDetection} in Java.
 *
 * <p>A caller makes a {@link org.synod.protocol.Replica} (from the records of its log, if there are any) and then, for
 * each input: calls {@code step}, writes {@code Output.records} to the log, sends {@code Output.messages} at once,
 * applies {@code Output.chosen} in order, and answers {@code Output.refused}. When records are durable it tells the
 * replica so with {@link org.synod.protocol.Input.Durable}; only that releases what waited for them.
 *
 * <p>No threads, clocks, sockets, files or randomness: the same inputs give the same outputs.
 */
@NullMarked
package org.synod.protocol;

import org.jspecify.annotations.NullMarked;
