package org.synod.linearizability.check;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.ModelKind;

/**
 * Decides unordered queues that nobody found empty, whether or not an element is put twice.
 *
 * <p>Then the element alone counts: it is put at least as often as it is taken, at each moment. Each put and each take
 * comes as late as may be: at its completion, or for a put when the element is wanted. More cannot have been put by then,
 * nor less taken; so where an element is wanted that nobody has begun to put, no order explains it.
 *
 * <p>A crashed take need not have happened: that an element is gone helps nobody.
 */
final class RepeatedElements implements Algorithm {
    @Override
    public Optional<Checker.Outcome> judge(Part part, Meter meter) {
        List<Operation> operations = part.operations();
        boolean applies = part.initial().equals(ModelKind.UNORDERED_QUEUE.initial())
                && operations.stream().allMatch(operation -> operation.value() != null || operation.isCrashed());
        return applies ? Optional.of(judge(part, new Moments(operations, meter), meter)) : Optional.empty();
    }

    /** One element: the puts that are open and not placed, and how many more were placed than takes. */
    private static final class Element {
        private final Deque<Integer> open = new ArrayDeque<>();
        private int there;
    }

    private static Checker.Outcome judge(Part part, Moments moments, Meter meter) {
        meter.hold(150L * moments.invoke.length);
        Map<Object, Element> elements = new HashMap<>();
        int[] order = new int[moments.invoke.length];
        int placed = 0;
        for (int event : moments.events) {
            meter.steps(1);
            int op = event < 0 ? ~event : event;
            Operation operation = part.operations().get(op);
            Object value = operation.value();
            boolean puts = operation.f().equals("enqueue");
            if (value == null || (!puts && event >= 0)) {
                continue;
            }
            Element element = elements.computeIfAbsent(value, v -> new Element());
            if (event >= 0) {
                element.open.add(op);
            } else if (puts) {
                if (element.open.remove(op)) {
                    order[placed++] = op;
                    element.there++;
                }
            } else if (element.there > 0) {
                order[placed++] = op;
                element.there--;
            } else if (element.open.isEmpty()) {
                return new Checker.Outcome(null, operation, null, 0);
            } else {
                order[placed++] = element.open.remove();
                order[placed++] = op;
            }
        }
        return Polynomial.valid(part, Arrays.copyOf(order, placed));
    }
}
