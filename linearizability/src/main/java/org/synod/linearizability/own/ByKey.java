package org.synod.linearizability.own;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

/** The objects of a history for a model of the caller's own. */
final class ByKey {
    private ByKey() {}

    /**
     * The objects of a history whose events name a key, or whose values are {@code [key value]}, smallest first.
     *
     * @throws BadHistoryException when an operation has no key
     */
    static List<Part> split(History history, Model initial) {
        boolean fields =
                history.operations().stream().anyMatch(op -> op.invoke().key() != null);
        Map<Object, List<Operation>> byKey = new LinkedHashMap<>();
        for (Operation operation : history.operations()) {
            Operation plain = fields ? operation : unpacked(history, operation);
            Object key = plain.key();
            if (key == null) {
                throw bad(history, operation.invoke(), "the " + operation.f() + " has no key, but others have.");
            }
            List<Operation> group = byKey.computeIfAbsent(key, k -> new ArrayList<>());
            if (plain.outcome() != EventType.FAIL) {
                group.add(plain);
            }
        }
        List<Part> parts = new ArrayList<>();
        byKey.forEach((key, operations) -> parts.add(new Part(key, initial, operations)));
        parts.sort(Comparator.comparingInt(part -> part.operations().size()));
        return parts;
    }

    private static Operation unpacked(History history, Operation operation) {
        List<?> argument = pair(history, operation.invoke(), operation.invoke().value());
        Event completion = operation.completion();
        if (operation.outcome() != EventType.OK || completion == null) {
            return operation.on(argument.get(0), argument.get(1));
        }
        if (operation.value() == null) {
            return operation.on(argument.get(0), null);
        }
        List<?> result = pair(history, completion, operation.value());
        if (!Objects.equals(result.get(0), argument.get(0))) {
            throw bad(history, completion, "the completion has another key than its invocation.");
        }
        return operation.on(argument.get(0), result.get(1));
    }

    private static List<?> pair(History history, Event event, @Nullable Object value) {
        if (value instanceof List<?> list && list.size() == 2 && list.get(0) != null) {
            return list;
        }
        throw bad(history, event, "the value of " + event.f() + " is not [key value].");
    }

    private static BadHistoryException bad(History history, Event event, String fault) {
        return new BadHistoryException(history.source(), event.line(), fault);
    }
}
