package org.synod.conformance.simulation;

import java.util.List;
import org.synod.core.Command;
import org.synod.protocol.Input;

/**
 * What the node around a replica decides, one method for each decision: what {@link org.synod.protocol.Rules} are to the
 * protocol. A simulation is given {@link #CORRECT}; a mutant overrides one.
 */
public class Habits {

    /** As the real node does it. */
    public static final Habits CORRECT = new Habits();

    /** For {@link #CORRECT}, and for who means to be wrong. */
    protected Habits() {}

    // Time.

    /** How fast a node's clock runs, 1 being right, when {@code rate} is within the bound that leases allow for. */
    public double rate(double rate) {
        return rate;
    }

    /** Whether time passes before this input: a message is never older than the replica's clock. */
    public boolean ticksBefore(Input input) {
        return true;
    }

    // The log.

    /** When a sync is over: how many records are told to be durable, of those synced and those written. */
    public int durable(int synced, int written) {
        return synced;
    }

    /** How many records a sync makes durable, which were {@code before}, and were {@code written} when it began. */
    public int synced(int before, int written) {
        return written;
    }

    /** Whether a node whose disk is lost comes back under its name. */
    public boolean returnsAfterLoss() {
        return false;
    }

    // The tree, and what clients are told.

    /** The command as the tree applies it: {@code ReplicationGroup!Effect} knows by its session what was done before. */
    public Command applies(long slot, Command command) {
        return command;
    }

    /** Up to which slot a tree is durable after a flush at {@code upTo}, where it was {@code before}. */
    public long flushed(long before, long upTo) {
        return upTo;
    }

    /** The commands that a copied tree stands for. */
    public List<Command> copied(List<Command> commands) {
        return commands;
    }

    /** Whether a consistent read is answered from the tree, when the replica granted it or not. */
    public boolean mayRead(boolean granted) {
        return granted;
    }

    /** {@code LeasedGroup!Acknowledge}: whether the client hears that it is done. */
    public boolean mayReply(boolean acknowledged) {
        return acknowledged;
    }

    // The archive.

    /** {@code ReplicationGroup!Archive}: up to where a replica may archive. */
    public long mayArchive(long noted, long chosenUpTo) {
        return noted;
    }

    /** What is archived of a slot. */
    public Command archives(long slot, Command command) {
        return command;
    }
}
