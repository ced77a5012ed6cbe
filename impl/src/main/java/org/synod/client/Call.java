package org.synod.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;

/** One operation from its request to its end. Used on the client's event loop only. */
final class Call {
    final Session session;
    final ClientMessage.Request request;
    final CompletableFuture<ClientMessage.Reply> future;
    final long deadlineNanos;

    /** Whom it was sent to last, while an answer is awaited; null while it waits to be sent again. */
    @Nullable ReplicaId asked;

    /** Whom it was sent to, ever last. */
    @Nullable ReplicaId lastAsked;

    long askedNanos;
    long retryNanos;
    int tries;

    /** Whether some try may have had an effect that nobody told of. */
    boolean inDoubt;

    /** The last reason why it was not served. */
    String trouble = "no node could be reached";

    Call(
            Session session,
            ClientMessage.Request request,
            CompletableFuture<ClientMessage.Reply> future,
            long deadlineNanos) {
        this.session = session;
        this.request = request;
        this.future = future;
        this.deadlineNanos = deadlineNanos;
    }

    boolean isRead() {
        return request.kind() == ClientMessage.Kind.EVENTUAL_READ;
    }
}
