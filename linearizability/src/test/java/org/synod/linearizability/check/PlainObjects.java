package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.ModelKind;

/**
 * Sequential objects a second time, as plainly as can be: a state is the list of the elements, copied at each step, and
 * an operation whose result nobody knows leads to every state that it might have led to.
 */
final class PlainObjects {
    private PlainObjects() {}

    /** The object of that kind, which starts with no element; nothing for those whose model is as plain itself. */
    static Optional<BruteForce.Semantics<List<Object>>> of(ModelKind kind) {
        return switch (kind) {
            case REGISTER, CAS_REGISTER, MULTI_REGISTER, MUTEX, KEY_VALUE -> Optional.empty();
            case SEMAPHORE -> Optional.of(PlainObjects::semaphore);
            case FIFO_QUEUE ->
                Optional.of((state, op) -> op.f().equals("enqueue")
                        ? List.of(plus(state, op.value()))
                        : taken(state, op, state.isEmpty() ? List.of() : List.of(0)));
            case STACK ->
                Optional.of((state, op) -> op.f().equals("push")
                        ? List.of(plus(state, op.value()))
                        : taken(state, op, state.isEmpty() ? List.of() : List.of(state.size() - 1)));
            case UNORDERED_QUEUE ->
                Optional.of((state, op) -> {
                    List<Integer> all = new ArrayList<>();
                    state.forEach(element -> all.add(all.size()));
                    return op.f().equals("enqueue") ? List.of(plus(state, op.value())) : taken(state, op, all);
                });
            case SET -> Optional.of(PlainObjects::set);
            case COUNTER ->
                Optional.of((state, op) -> {
                    long sum = state.stream().mapToLong(n -> (Long) n).sum();
                    return op.f().equals("add")
                            ? List.of(plus(state, op.value()))
                            : when(op.value() == null || op.value().equals(sum), state);
                });
            case LIST_APPEND ->
                Optional.of((state, op) -> op.f().equals("append")
                        ? List.of(plus(state, op.value()))
                        : when(op.value() == null || op.value().equals(state), state));
        };
    }

    /** One element for each permit that is held, of two. */
    private static Collection<List<Object>> semaphore(List<Object> held, Operation op) {
        int permits = op.value() == null ? 1 : Math.toIntExact((Long) op.value());
        List<Object> next = new ArrayList<>(held);
        for (int i = 0; i < permits; i++) {
            if (op.f().equals("acquire")) {
                next.add("permit");
            } else if (!next.remove("permit")) {
                return List.of();
            }
        }
        return when(next.size() <= 2, next);
    }

    private static Collection<List<Object>> set(List<Object> state, Operation op) {
        Object value = op.value();
        List<Object> less = new ArrayList<>(state);
        return switch (op.f()) {
            case "add" -> List.of(state.contains(value) ? state : plus(state, value));
            case "remove" -> {
                less.remove(value);
                yield List.of(less);
            }
            case "contains" -> {
                List<?> claim = (List<?>) Objects.requireNonNull(value);
                yield when(claim.get(1) == null || claim.get(1).equals(state.contains(claim.get(0))), state);
            }
            default -> {
                if (value == null) {
                    yield List.of(state);
                }
                boolean all = ((Collection<?>) value).stream().allMatch(less::remove);
                yield when(all && less.isEmpty(), state);
            }
        };
    }

    /** The ways in which one of the elements at these places is taken, or nothing where there is none. */
    private static Collection<List<Object>> taken(List<Object> state, Operation take, List<Integer> places) {
        if (places.isEmpty()) {
            return when(take.isCrashed() || take.value() == null, state);
        }
        Set<List<Object>> ways = new LinkedHashSet<>();
        for (int place : places) {
            if (take.isCrashed() || state.get(place).equals(take.value())) {
                List<Object> rest = new ArrayList<>(state);
                rest.remove(place);
                ways.add(rest);
            }
        }
        return ways;
    }

    private static List<Object> plus(List<Object> state, @Nullable Object element) {
        List<Object> more = new ArrayList<>(state);
        more.add(Objects.requireNonNull(element));
        return more;
    }

    private static Collection<List<Object>> when(boolean legal, List<Object> state) {
        return legal ? List.of(state) : List.of();
    }
}
