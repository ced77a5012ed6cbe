package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;

/**
 * Takes a history apart by key, and refuses what the model does not know.
 *
 * <p>A key stands in the event's own field, or is the first half of every value, {@code [key value]}, as in Jepsen's
 * independent histories. Key-value histories always have one of the two. For the other models {@code [key value]} is
 * recognized when the value of every invocation has that form: a plain register's reads are invoked with nil.
 */
final class Partitioner {
    private final History history;

    /** Null for a model of the caller's own, of which nothing is known but that it is keyed. */
    private final @Nullable ModelKind kind;

    private final boolean fieldKeys;
    private final boolean pairKeys;

    private Partitioner(History history, @Nullable ModelKind kind) {
        this.history = history;
        this.kind = kind;
        List<Operation> operations = history.operations();
        this.fieldKeys = operations.stream().anyMatch(op -> op.invoke().key() != null);
        this.pairKeys = !fieldKeys
                && !operations.isEmpty()
                && (kind == null
                        || kind == ModelKind.KEY_VALUE
                        || operations.stream().allMatch(op -> hasPairKey(kind, op)));
    }

    /** The objects of the history, smallest first, so that one hard object cannot keep the others from being judged. */
    static List<Part> split(History history, NamedModel model) {
        return new Partitioner(history, model.kind()).split(model.initial());
    }

    /** The same for a model of which every key has one of its own. */
    static List<Part> splitByKey(History history, Model initial) {
        return new Partitioner(history, null).split(initial);
    }

    private List<Part> split(Model initial) {
        Map<@Nullable Object, List<Operation>> byKey = new LinkedHashMap<>();
        for (Operation plain : withoutKeys()) {
            List<Operation> group = byKey.computeIfAbsent(plain.key(), k -> new ArrayList<>());
            if (plain.outcome() != EventType.FAIL) {
                group.add(plain);
            }
        }
        List<Part> parts = new ArrayList<>();
        byKey.forEach((key, operations) -> parts.add(new Part(key, initial, operations)));
        parts.sort(
                (a, b) -> Integer.compare(a.operations().size(), b.operations().size()));
        return parts;
    }

    private static boolean hasPairKey(ModelKind kind, Operation operation) {
        return kind.looksKeyed(operation.f(), operation.invoke().value())
                && (operation.isCrashed() || kind.looksKeyed(operation.f(), operation.value()));
    }

    private Operation[] withoutKeys() {
        List<Operation> operations = history.operations();
        Operation[] plain = new Operation[operations.size()];
        if (plain.length >= SideBySide.WORTH_THREADS) {
            try {
                Arrays.parallelSetAll(plain, i -> withoutKey(operations.get(i)));
                return plain;
            } catch (BadHistoryException e) {
                // Perhaps of another thread than the one that has the first fault of the file: that is the one to tell.
            }
        }
        Arrays.setAll(plain, i -> withoutKey(operations.get(i)));
        return plain;
    }

    private Operation withoutKey(Operation operation) {
        Event invoke = operation.invoke();
        Object key = null;
        Object argument = invoke.value();
        Object value = operation.value();
        if (fieldKeys) {
            key = invoke.key();
            if (key == null) {
                throw bad(invoke, "the " + invoke.f() + " has no key, but others have.");
            }
        } else if (pairKeys) {
            // A get or delete may be invoked with the bare key.
            boolean bare = kind == ModelKind.KEY_VALUE && !(argument instanceof List<?>);
            key = bare ? argument : half(invoke, argument, 0);
            argument = bare ? null : half(invoke, argument, 1);
            Event completion = operation.completion();
            if (operation.outcome() == EventType.OK && completion != null && completion.value() != null) {
                if (!(bare && value != null && value.equals(key))) {
                    if (!Objects.equals(half(completion, value, 0), key)) {
                        throw bad(completion, "the completion has another key than its invocation.");
                    }
                    value = half(completion, value, 1);
                } else {
                    value = null;
                }
            } else {
                boolean nil = operation.outcome() == EventType.OK
                        && (kind == null || invoke.f().equals("get"));
                value = nil ? null : argument;
            }
            if (key == null) {
                throw bad(invoke, "the " + invoke.f() + " has no key.");
            }
        }
        if (kind == ModelKind.KEY_VALUE) {
            value = keyValueResult(invoke.f(), argument, value);
        }
        String complaint = kind == null
                ? null
                : kind.complaint(invoke.f(), operation.outcome() == EventType.OK ? value : argument);
        if (complaint != null) {
            throw bad(invoke, complaint);
        }
        return operation.on(key, value);
    }

    /** A completed cas may say only whether it swapped; what a delete returned does not count. */
    private static @Nullable Object keyValueResult(String f, @Nullable Object argument, @Nullable Object value) {
        if (f.equals("delete")) {
            return null;
        }
        if (f.equals("cas")
                && value instanceof Boolean swapped
                && argument instanceof List<?> list
                && list.size() == 2) {
            return Arrays.asList(list.get(0), list.get(1), swapped);
        }
        return value;
    }

    private @Nullable Object half(Event event, @Nullable Object value, int which) {
        if (value instanceof List<?> list && list.size() == 2) {
            return list.get(which);
        }
        throw bad(event, "the value of " + event.f() + " is not [key value].");
    }

    private BadHistoryException bad(Event event, String fault) {
        return new BadHistoryException(history.source(), event.line(), fault);
    }
}
