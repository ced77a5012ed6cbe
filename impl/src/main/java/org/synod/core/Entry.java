package org.synod.core;

/** A vote: the command that an acceptor accepted in some slot, and the ballot in which it did. */
public record Entry(Ballot ballot, Command command) {}
