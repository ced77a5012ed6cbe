package org.synod.core;

/**
 * A vote: the command that an acceptor accepted in some slot.
 *
 * @param ballot in which it did
 * @param under the slot of the configuration that the ballot's leader acted under
 */
public record Entry(Ballot ballot, long under, Command command) {}
