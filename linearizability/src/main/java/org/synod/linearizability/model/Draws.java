package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Keyword;

/** What chance decides about the values of a generated history: arguments, and results that are lies. */
final class Draws {
    private static final int MOST_PERMITS = 2;

    private final Random random;
    private final int values;
    private final int clients;
    private long nextValue;

    /**
     * The draws of one history.
     *
     * @param values how many different values are written; 0 for a new one each time
     * @param clients how far back a value may lie that is drawn but not written, where all are new
     */
    Draws(Random random, int values, int clients) {
        this.random = random;
        this.values = values;
        this.clients = clients;
    }

    /** What an operation is invoked with. */
    @Nullable Object argument(ModelKind kind, String f) {
        return switch (f) {
            case "write", "put", "enqueue", "push", "add", "append" -> value(true);
            case "remove" -> value(false);
            case "contains" -> Arrays.asList(value(false), null);
            case "cas" -> Arrays.asList(value(false), value(true));
            case "txn" -> transaction();
            case "acquire", "release" -> kind == ModelKind.SEMAPHORE ? permits() : null;
            default -> null;
        };
    }

    private Object value(boolean fresh) {
        if (values > 0) {
            return (long) random.nextInt(values);
        }
        return fresh ? ++nextValue : Math.max(1, nextValue - random.nextInt(clients + 1));
    }

    private @Nullable Object permits() {
        int permits = random.nextInt(MOST_PERMITS + 1);
        return permits == 0 ? null : (Object) (long) permits;
    }

    private Object transaction() {
        List<Object> steps = new ArrayList<>();
        int length = 1 + random.nextInt(2);
        for (int i = 0; i < length; i++) {
            boolean write = random.nextBoolean();
            Object register = new Keyword(random.nextBoolean() ? "x" : "y");
            steps.add(Arrays.asList(new Keyword(write ? "write" : "read"), register, write ? value(true) : null));
        }
        return List.copyOf(steps);
    }

    /** A result of chance in place of the right one; the right one where the operation returns nothing. */
    @Nullable Object lie(ModelKind kind, String f, @Nullable Object right) {
        return switch (f) {
            case "get" -> value(false);
            case "read" -> right instanceof List<?> elements ? elements(kind, elements) : value(false);
            case "dequeue", "pop" -> random.nextInt(3) == 0 ? null : value(false);
            case "contains" -> Arrays.asList(Shapes.pair(right).get(0), random.nextBoolean());
            case "txn" ->
                ((List<?>) Shapes.element(right)).stream().map(this::step).toList();
            default -> right;
        };
    }

    private Object step(Object step) {
        List<?> micro = (List<?>) step;
        return Shapes.name(micro.get(0)).equals("write")
                ? micro
                : Arrays.asList(micro.get(0), micro.get(1), value(false));
    }

    /** One element too many or one too few. */
    private Object elements(ModelKind kind, List<?> right) {
        List<Object> wrong = new ArrayList<>(right);
        if (wrong.isEmpty() || random.nextBoolean()) {
            Object more = value(false);
            // A set with an element twice would be wrong too, but only that.
            if (kind == ModelKind.SET) {
                wrong.remove(more);
            }
            wrong.add(more);
        } else {
            wrong.remove(random.nextInt(wrong.size()));
        }
        return List.copyOf(wrong);
    }
}
