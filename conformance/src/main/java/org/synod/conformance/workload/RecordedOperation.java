package org.synod.conformance.workload;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.HistoryRecorder;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/** One operation of one client on its way into a history, in the words of the key-value model. */
public final class RecordedOperation {

    private final HistoryRecorder history;
    private final long process;
    private final Operation.OnKey operation;

    private RecordedOperation(HistoryRecorder history, long process, Operation.OnKey operation) {
        this.history = history;
        this.process = process;
        this.operation = operation;
    }

    /** Records that the operation is about to be sent. */
    public static RecordedOperation invoke(HistoryRecorder history, long process, Operation.OnKey operation) {
        RecordedOperation recorded = new RecordedOperation(history, process, operation);
        history.invoke(process, recorded.f(), recorded.key(), recorded.argument());
        return recorded;
    }

    /** It happened, and this came of it. */
    public void ok(Result result) {
        Object value = switch (result) {
            case Result.Written w -> argument();
            case Result.Found f -> text(f.value());
            case Result.Deleted d -> null;
            case Result.Compared c ->
                operation instanceof Operation.CompareAndSet cas
                        ? Arrays.asList(text(cas.expected()), text(cas.value()), c.swapped())
                        : null;
            case Result.Unmet u -> throw unexpected(result);
            case Result.Batched b -> throw unexpected(result);
            case Result.Page p -> throw unexpected(result);
            case Result.Invalid i -> throw new IllegalStateException(i.reason());
        };
        history.ok(process, f(), key(), value);
    }

    private IllegalStateException unexpected(Result result) {
        return new IllegalStateException("a history has no word for " + result + " as the answer to " + operation);
    }

    /** It certainly did not happen. */
    public void fail(String why) {
        history.fail(process, f(), key(), argument(), why);
    }

    /** Nobody knows whether it happened, or still will. */
    public void info(String why) {
        history.info(process, f(), key(), argument(), why);
    }

    private String f() {
        return switch (operation) {
            case Operation.Put p -> "put";
            case Operation.Get g -> "get";
            case Operation.Delete d -> "delete";
            case Operation.CompareAndSet c -> "cas";
        };
    }

    private Object key() {
        return String.valueOf(text(operation.key()));
    }

    private @Nullable Object argument() {
        return switch (operation) {
            case Operation.Put put -> text(put.value());
            case Operation.Get g -> null;
            case Operation.Delete d -> null;
            case Operation.CompareAndSet cas -> Arrays.asList(text(cas.expected()), text(cas.value()));
        };
    }

    private static @Nullable String text(@Nullable Bytes bytes) {
        return bytes == null ? null : new String(bytes.array(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
