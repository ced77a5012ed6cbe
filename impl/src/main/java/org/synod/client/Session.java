package org.synod.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.message.ClientMessage;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/**
 * A client's thread of operations, one out at a time. Futures complete on the client's event loop, which must not be
 * blocked there; they fail with {@link RejectedException} or {@link UnknownOutcomeException}.
 *
 * <p>After an unknown outcome the session goes on under a new number: the old operation may still be on its way, and the
 * next one is not to be taken for its repetition.
 */
public final class Session {
    private final SynodClient client;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long id;
    private long sequence;
    private long reads;

    Session(SynodClient client, long id) {
        this.client = client;
        this.id = id;
    }

    /**
     * An eventual answer.
     *
     * @param slot the slot up to which the answering replica had applied the log
     */
    public record Eventual(Result.Found found, long slot) {}

    /** Gives the key this value. */
    public CompletableFuture<Result.Written> put(Bytes key, Bytes value) {
        return call(new Operation.Put(key, value), Result.Written.class);
    }

    /** Reads the key's latest value, through the log. */
    public CompletableFuture<Result.Found> get(Bytes key) {
        return call(new Operation.Get(key), Result.Found.class);
    }

    /** Takes the key away. */
    public CompletableFuture<Result.Deleted> delete(Bytes key) {
        return call(new Operation.Delete(key), Result.Deleted.class);
    }

    /**
     * Gives the key this value if it has the expected one.
     *
     * @param expected null: the key is not there
     */
    public CompletableFuture<Result.Compared> compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        return call(new Operation.CompareAndSet(key, expected, value), Result.Compared.class);
    }

    /** Reads a value of the key from any replica; it may be an old one. */
    public CompletableFuture<Eventual> getEventual(Bytes key) {
        begin();
        ClientMessage.Request request = new ClientMessage.Request(
                id, --reads, ClientMessage.Kind.EVENTUAL_READ, new Operation.Get(key).encode());
        return client.submit(this, request)
                .thenApply(reply -> new Eventual(decode(reply, Result.Found.class), reply.slot()));
    }

    private <R extends Result> CompletableFuture<R> call(Operation operation, Class<R> kind) {
        begin();
        ClientMessage.Request request =
                new ClientMessage.Request(id, ++sequence, ClientMessage.Kind.LOG, operation.encode());
        return client.submit(this, request).thenApply(reply -> decode(reply, kind));
    }

    private void begin() {
        if (busy.getAndSet(true)) {
            throw new IllegalStateException("a session has one operation out at a time");
        }
    }

    private static <R extends Result> R decode(ClientMessage.Reply reply, Class<R> kind) {
        try {
            Result result = Result.decode(reply.result());
            if (result instanceof Result.Invalid invalid) {
                throw new CompletionException(new RejectedException(invalid.reason()));
            }
            return kind.cast(result);
        } catch (CodecException | ClassCastException e) {
            throw new CompletionException(new UnknownOutcomeException("The answer makes no sense: " + e.getMessage()));
        }
    }

    /** On the event loop, before the future completes. */
    void end(boolean known) {
        if (!known) {
            id = client.newSessionId();
            sequence = 0;
        }
        busy.set(false);
    }
}
