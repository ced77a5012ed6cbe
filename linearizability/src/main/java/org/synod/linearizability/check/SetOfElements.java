package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.ModelKind;

/**
 * Decides sets that nobody read as a whole: then each element is an object of its own (Herlihy & Wing 1990, theorem 1).
 * The search has little to do for each: there are two states, and equal operations are interchangeable.
 */
final class SetOfElements implements Algorithm {
    @Override
    public Optional<Checker.Outcome> judge(Part part, Meter meter) {
        if (!part.initial().equals(ModelKind.SET.initial())) {
            return Optional.empty();
        }
        List<Operation> operations = part.operations();
        meter.hold(100L * operations.size());
        Map<Object, List<Integer>> byElement = new HashMap<>();
        List<Integer> looks = new ArrayList<>();
        for (int op = 0; op < operations.size(); op++) {
            Operation operation = operations.get(op);
            if (operation.f().equals("read")) {
                if (operation.value() != null && !operation.isCrashed()) {
                    return Optional.empty();
                }
                if (!operation.isCrashed()) {
                    looks.add(op);
                }
            } else {
                byElement
                        .computeIfAbsent(element(operation), e -> new ArrayList<>())
                        .add(op);
            }
        }
        return Optional.of(Apart.judge(part, List.copyOf(byElement.values()), looks, meter));
    }

    private static Object element(Operation operation) {
        Object value = operation.value();
        Object element = operation.f().equals("contains") && value instanceof List<?> claim ? claim.get(0) : value;
        if (element == null) {
            throw new IllegalArgumentException("nil is no element");
        }
        return element;
    }
}
