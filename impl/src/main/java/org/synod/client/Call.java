package org.synod.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;

/** One request from its beginning to its end. Used on the client's event loop only. */
final class Call {

    /** Who is asked, and what may be done when no answer comes. */
    enum Manner {
        /** The leader; repeated under its first number, so that it happens once. In doubt when the last answer is missing. */
        WRITE,
        /** The leader; repeated as often as it takes. */
        READ,
        /** Any replica; repeated as often as it takes. */
        READ_ANYWHERE,
        /** One given replica, and no other. */
        STATUS,
        /** The leader. Takes its time, and is not repeated once a leader may have begun with it. */
        ORDER
    }

    final Manner manner;
    final byte[] payload;
    final Duration deadline;
    final long deadlineNanos;
    final CompletableFuture<ClientMessage.Reply> future = new CompletableFuture<>();

    /** The one replica that may answer; null: any that can. */
    final @Nullable ReplicaId only;

    /** The session that the request belongs to; null for what the log does not hold. */
    @Nullable Numbering numbering;

    /** What is sent. A read gets another one when it has to go through the log. */
    ClientMessage.Request request;

    /** Whom it was sent to last, while an answer is awaited; null while it waits to be sent again. */
    @Nullable ReplicaId asked;

    long askedNanos;
    long retryNanos;
    int tries;

    /** Whether some try may have had an effect that nobody told of. */
    boolean inDoubt;

    /** The last reason why it was not served. */
    String trouble = "no node could be reached";

    Call(
            Manner manner,
            ClientMessage.Request request,
            @Nullable Numbering numbering,
            @Nullable ReplicaId only,
            Duration deadline) {
        this.manner = manner;
        this.request = request;
        this.payload = request.payload();
        this.numbering = numbering;
        this.only = only;
        this.deadline = deadline;
        this.deadlineNanos = System.nanoTime() + deadline.toNanos();
    }

    /** Whether another node is asked when one keeps silent. */
    boolean isPatient() {
        return manner == Manner.STATUS || manner == Manner.ORDER;
    }

    boolean isRead() {
        return manner == Manner.READ || manner == Manner.READ_ANYWHERE;
    }
}
