package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one lie of a history that is violated at a given place: the first operation which returns something and ends after
 * it returns a value that nobody ever wrote.
 */
final class ImpossibleRead {
    /** {@link Draws} writes no negative value. */
    private static final Object NEVER_WRITTEN = -1L;

    private final ModelKind kind;
    private final double afterOperations;
    /** How many events there were when a register's first write had completed. */
    private final Map<Object, Integer> written = new HashMap<>();

    private int completed;
    private boolean done;

    ImpossibleRead(HistoryGenerator.Settings settings) {
        this.kind = settings.kind();
        this.afterOperations = settings.violatedAt() * settings.operations();
    }

    /** Whether there is none to come: it has been, or was not wanted. */
    boolean isDone() {
        return done || afterOperations == HistoryGenerator.NEVER;
    }

    /** An operation is over, whatever came of it. */
    void completed() {
        completed++;
    }

    /**
     * What an operation returns instead of the right value; nothing when it is not its turn.
     *
     * @param invokedAt events before its invocation
     * @param now events before its completion
     */
    Optional<Object> insteadOf(String f, @Nullable Object right, int invokedAt, int now) {
        Optional<Object> wrong =
                isDone() || completed <= afterOperations ? Optional.empty() : wrong(f, right, invokedAt);
        done |= wrong.isPresent();
        if (f.equals("txn") && right instanceof List<?> steps) {
            steps.stream()
                    .map(step -> (List<?>) step)
                    .filter(step -> Shapes.name(step.get(0)).equals("write"))
                    .forEach(step -> written.putIfAbsent(step.get(1), now));
        }
        return wrong;
    }

    private Optional<Object> wrong(String f, @Nullable Object right, int invokedAt) {
        return switch (f) {
            case "read" -> Optional.of(right instanceof List<?> elements ? more(elements) : NEVER_WRITTEN);
            case "get", "dequeue", "pop" -> Optional.of(NEVER_WRITTEN);
            case "txn" -> transaction((List<?>) Shapes.element(right), invokedAt);
            default -> Optional.empty();
        };
    }

    private static List<Object> more(List<?> elements) {
        List<Object> more = new ArrayList<>(elements);
        more.add(NEVER_WRITTEN);
        return more;
    }

    /** Nobody knows what a register held before its first write, so only later reads will do. */
    private Optional<Object> transaction(List<?> right, int invokedAt) {
        List<Object> wrong = new ArrayList<>();
        for (Object step : right) {
            List<?> micro = (List<?>) step;
            boolean lie = Shapes.name(micro.get(0)).equals("read")
                    && written.getOrDefault(micro.get(1), Integer.MAX_VALUE) <= invokedAt;
            wrong.add(lie ? Arrays.asList(micro.get(0), micro.get(1), NEVER_WRITTEN) : micro);
        }
        return wrong.equals(right) ? Optional.empty() : Optional.of(wrong);
    }

    /** @throws IllegalArgumentException when there was nothing to lie about */
    void requireDone() {
        if (!isDone()) {
            throw new IllegalArgumentException("no operation of the model " + kind.label()
                    + " that returns a value ended after the place where the history was to be violated");
        }
    }
}
