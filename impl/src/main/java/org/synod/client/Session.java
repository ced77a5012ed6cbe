package org.synod.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.message.ClientMessage;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Condition;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/**
 * A client's thread of writes, one out at a time; of reads any number may be out. Futures complete on the client's event
 * loop, which must not be blocked there; they fail with {@link RejectedException} or {@link UnknownOutcomeException}.
 *
 * <p>A consistent read sees every write that was acknowledged before it began. The leader answers it under its lease; where
 * it has none, the client repeats the read through the log. An eventual read is answered by any replica, and may be old.
 */
public final class Session {
    private final SynodClient client;
    private final Numbering numbering;
    private final Duration deadline;

    Session(SynodClient client, Numbering numbering, Duration deadline) {
        this.client = client;
        this.numbering = numbering;
        this.deadline = deadline;
    }

    /**
     * An eventual answer.
     *
     * @param slot the slot up to which the answering replica had applied the log
     */
    public record Eventual(Result.Found found, long slot) {}

    /**
     * An eventual page.
     *
     * @param slot the slot up to which the answering replica had applied the log
     */
    public record EventualPage(Result.Page page, long slot) {}

    /** The same session with another deadline: {@code session.within(d).put(...)}. */
    public Session within(Duration other) {
        return new Session(client, numbering, other);
    }

    /** Gives the key this value. */
    public CompletableFuture<Result.Written> put(Bytes key, Bytes value) {
        return write(new Operation.Put(key, value), Result.Written.class);
    }

    /** Gives the key this value if the condition holds. */
    public CompletableFuture<Result.Outcome> put(Bytes key, Bytes value, Condition condition) {
        return write(new Operation.Put(key, value, condition), Result.class).thenApply(Session::outcome);
    }

    /** Takes the key away. */
    public CompletableFuture<Result.Deleted> delete(Bytes key) {
        return write(new Operation.Delete(key), Result.Deleted.class);
    }

    /** Takes the key away if the condition holds; then the version is 0. */
    public CompletableFuture<Result.Outcome> delete(Bytes key, Condition condition) {
        return write(new Operation.Delete(key, condition), Result.class).thenApply(Session::outcome);
    }

    /**
     * Gives the key this value if it has the expected one.
     *
     * @param expected null: the key is not there
     */
    public CompletableFuture<Result.Compared> compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        return write(new Operation.CompareAndSet(key, expected, value), Result.Compared.class);
    }

    /**
     * Writes all or nothing.
     *
     * @throws IllegalArgumentException as {@link Operation.Batch} has it
     */
    public CompletableFuture<Result.Batched> batch(List<Operation.Write> writes) {
        return write(new Operation.Batch(writes), Result.Batched.class);
    }

    /** Reads the key's latest value. */
    public CompletableFuture<Result.Found> get(Bytes key) {
        return read(new Operation.Get(key), true).thenApply(reply -> decode(reply, Result.Found.class));
    }

    /** Reads a value of the key from any replica; it may be an old one. */
    public CompletableFuture<Eventual> getEventual(Bytes key) {
        return read(new Operation.Get(key), false)
                .thenApply(reply -> new Eventual(decode(reply, Result.Found.class), reply.slot()));
    }

    /** Reads one page, as it is at one moment. The next one begins at {@link Result.Page#next}. */
    public CompletableFuture<Result.Page> scan(Operation.Scan scan) {
        return read(scan, true).thenApply(reply -> decode(reply, Result.Page.class));
    }

    /** Reads one page from any replica; it may be an old one. */
    public CompletableFuture<EventualPage> scanEventual(Operation.Scan scan) {
        return read(scan, false).thenApply(reply -> new EventualPage(decode(reply, Result.Page.class), reply.slot()));
    }

    /**
     * Reads a whole range, page by page. Each page is as it is at one moment, not all of them at the same.
     *
     * @param scan its limits are those of a page
     */
    public Pages pages(Operation.Scan scan) {
        return new Pages(scan, this::scan);
    }

    /** As {@link #pages}, from any replica: a page may be older than the one before it. */
    public Pages pagesEventual(Operation.Scan scan) {
        return new Pages(scan, part -> scanEventual(part).thenApply(EventualPage::page));
    }

    private CompletableFuture<ClientMessage.Reply> read(Operation operation, boolean consistent) {
        return consistent
                ? client.unlogged(
                        Call.Manner.READ, ClientMessage.Kind.CONSISTENT_READ, operation.encode(), null, deadline)
                : client.unlogged(
                        Call.Manner.READ_ANYWHERE,
                        ClientMessage.Kind.EVENTUAL_READ,
                        operation.encode(),
                        null,
                        deadline);
    }

    private <R extends Result> CompletableFuture<R> write(Operation operation, Class<R> kind) {
        return client.logged(numbering, operation.encode(), deadline).thenApply(reply -> decode(reply, kind));
    }

    private static Result.Outcome outcome(Result result) {
        return switch (result) {
            case Result.Written written -> new Result.Outcome(true, written.version());
            case Result.Deleted deleted -> new Result.Outcome(true, 0);
            case Result.Unmet unmet -> new Result.Outcome(false, unmet.version());
            case Result.Found f -> throw senseless(result.toString());
            case Result.Compared c -> throw senseless(result.toString());
            case Result.Batched b -> throw senseless(result.toString());
            case Result.Page p -> throw senseless(result.toString());
            case Result.Invalid i -> throw senseless(result.toString());
        };
    }

    private static <R extends Result> R decode(ClientMessage.Reply reply, Class<R> kind) {
        try {
            Result result = Result.decode(reply.result());
            if (result instanceof Result.Invalid invalid) {
                throw new CompletionException(new RejectedException(invalid.reason()));
            }
            return kind.cast(result);
        } catch (CodecException | ClassCastException e) {
            throw senseless(String.valueOf(e.getMessage()));
        }
    }

    private static CompletionException senseless(String what) {
        return new CompletionException(new UnknownOutcomeException("The answer makes no sense: " + what));
    }
}
