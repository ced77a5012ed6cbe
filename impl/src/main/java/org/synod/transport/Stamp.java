package org.synod.transport;

/**
 * Where a message stands in its sender's trace.
 *
 * @param incarnation counts the sender's restarts
 * @param n the number of the sender's last event before the message left
 * @param clock the Lamport clock of that event
 */
public record Stamp(long incarnation, long n, long clock) {}
