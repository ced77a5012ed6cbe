package org.synod.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

/**
 * What nodes say to each other about a group outside of the protocol: copies of trees, and whether trees are the same.
 * No vote depends on any of it. Whoever asks numbers its questions, and the answer has the question's number; either
 * may get lost or come twice.
 *
 * <p>The arrays are not to be changed. A position, chunk or description is opaque here: see {@code
 * org.synod.btree.Chunk} and {@code SnapshotDescription}. A key is its bytes; as the end of a range null is behind the
 * last key.
 */
public sealed interface NodeMessage {

    /** The way to other nodes; what is sent may get lost. */
    @FunctionalInterface
    interface Link {

        /** Sends a message, on whichever thread; does not wait. */
        void send(ReplicaId to, GroupId group, NodeMessage message);
    }

    /** The question's number, as the asker counts; positive. */
    long question();

    /** The answer to {@link Want}, or that there will be none. */
    sealed interface OfCopy extends NodeMessage {}

    /** The answer to a question about digests, or that there will be none. */
    sealed interface OfScrub extends NodeMessage {}

    /** A question about digests of the tree at a slot. */
    sealed interface AskScrub extends NodeMessage {
        /** Of the tree that is asked about. */
        long slot();
    }

    /**
     * Give me the piece of your tree that begins at this position.
     *
     * @param slot of the tree; 0: of whichever you have
     * @param position empty: I have all pieces, what must they amount to?
     */
    record Want(long question, long slot, byte[] position) implements NodeMessage {}

    /** The piece; which slot and position it is of stands in it, and so does its checksum. */
    record Piece(long question, byte[] chunk) implements OfCopy {}

    /** What all pieces must amount to. */
    record Finished(long question, byte[] description) implements OfCopy {}

    /** I am at it: ask again later. */
    record Wait(long question) implements OfCopy {}

    /**
     * I do not have the tree at that slot any more.
     *
     * @param presentSlot of the one that I have; 0: none
     */
    record Gone(long question, long presentSlot) implements OfCopy {}

    /**
     * My tree cannot be read: ask somebody else.
     *
     * @param reason one sentence
     */
    record Failed(long question, String reason) implements OfCopy, OfScrub {}

    /**
     * What do the ranges of keys amount to?
     *
     * @param from inclusive
     * @param boundaries in order, between {@code from} and {@code to}; n of them make n + 1 ranges
     */
    record AskDigests(long question, long slot, byte[] from, byte @Nullable [] to, List<byte[]> boundaries)
            implements AskScrub {
        public AskDigests {
            boundaries = List.copyOf(boundaries);
        }
    }

    /** What do the client sessions amount to? */
    record AskSessions(long question, long slot) implements AskScrub {}

    /** Which key is in the middle of this range? */
    record AskMiddle(long question, long slot, byte[] from, byte @Nullable [] to) implements AskScrub {}

    /** What a range amounts to. */
    record Digest(long count, long checksum) {}

    /** One digest for each range that was asked for. */
    record Digests(long question, List<Digest> digests) implements OfScrub {
        public Digests {
            digests = List.copyOf(digests);
        }
    }

    /** The key in the middle; null: the range has none. */
    record Middle(long question, byte @Nullable [] key) implements OfScrub {}

    /**
     * I have no tree at that slot.
     *
     * @param presentSlot of the newest one that I have; 0: none
     */
    record NotAt(long question, long presentSlot) implements OfScrub {}
}
