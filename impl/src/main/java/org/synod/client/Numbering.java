package org.synod.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.synod.message.ClientMessage;

/**
 * A session as the log knows it: a number that nobody else has, and the sequences of its operations. After an end that is
 * not known it goes on under a new number: the old operation may still be on its way, and the next one is not to be taken
 * for its repetition.
 */
final class Numbering {
    private final LongSupplier fresh;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long session;
    private long sequence;

    Numbering(LongSupplier fresh) {
        this.fresh = fresh;
        this.session = fresh.getAsLong();
    }

    /**
     * The request of the session's next operation.
     *
     * @throws IllegalStateException while one is out
     */
    ClientMessage.Request next(byte[] payload) {
        if (busy.getAndSet(true)) {
            throw new IllegalStateException("a session has one write out at a time");
        }
        return new ClientMessage.Request(session, ++sequence, ClientMessage.Kind.LOG, payload);
    }

    /**
     * The operation that was out has ended.
     *
     * @param known whether the log holds it, and nothing else of it is on its way
     */
    void end(boolean known) {
        if (!known) {
            session = fresh.getAsLong();
            sequence = 0;
        }
        busy.set(false);
    }
}
