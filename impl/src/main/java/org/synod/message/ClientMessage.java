package org.synod.message;

import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/** What clients and nodes say to each other. */
public sealed interface ClientMessage {

    /** How a request is to be served. */
    enum Kind {
        /** Through the log: a write; or a consistent read, where the leader has no lease at the moment. */
        LOG,
        /** From the tree of whichever replica gets it: may lag. */
        EVENTUAL_READ,
        /** From the tree of the leader, under its lease. */
        CONSISTENT_READ,
        /** How the replica is: the result is lines of {@code key=value} in UTF-8. Any replica answers. */
        STATUS,
        /**
         * A change of the members, in words: {@code add NAME=host:port [log]}, {@code promote NAME} or {@code remove NAME}.
         * The leader answers with one sentence: {@link Status#OK} when it is done, {@link Status#INVALID} when it is refused.
         */
        MEMBERS,
        /** The leader is to hand over: {@link Status#OK} when it leads no more. */
        RELINQUISH
    }

    /** How it went. Only {@link #OK} and {@link #INVALID} end a request; the others tell the client where to go on. */
    enum Status {
        /** Done; the reply holds the result. */
        OK,
        /** This replica does not lead; the reply may name the one that does. Nothing was done. */
        NOT_LEADER,
        /** The replica stopped leading before it knew how the request ended: ask again, with the same sequence. */
        IN_DOUBT,
        /** Too much waits already, or the log is full. Nothing was done; come back later. */
        BUSY,
        /** The request can never be served; the result is one sentence in UTF-8. Nothing was done. */
        INVALID,
        /** The operation's session is not known any more: whether it was done cannot be told. */
        SESSION_EXPIRED
    }

    /**
     * A client asks for one operation.
     *
     * @param client the session, a random positive number of the client's
     * @param sequence counts the session's operations from 1; a retry has the number of the first try
     */
    record Request(long client, long sequence, Kind kind, byte[] payload) implements ClientMessage {}

    /**
     * A node answers one request.
     *
     * @param slot the slot that the answer reflects; 0 where there is none
     * @param leader where to go, with {@link Status#NOT_LEADER}, when it is known
     */
    record Reply(
            long client,
            long sequence,
            Status status,
            long slot,
            @Nullable ReplicaId leader,
            byte[] result) implements ClientMessage {}
}
