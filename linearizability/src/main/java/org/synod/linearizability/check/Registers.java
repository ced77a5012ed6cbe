package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.MultiRegister;

/**
 * Takes a multi-register apart: registers that no chain of transactions joins are objects of their own.
 */
final class Registers implements Algorithm {

    @Override
    public Optional<Checker.Outcome> judge(Part part, Meter meter) {
        if (!(part.initial() instanceof MultiRegister)) {
            return Optional.empty();
        }
        meter.hold(100L * part.operations().size());
        List<Integer> empty = new ArrayList<>();
        List<List<Integer>> objects = objects(part.operations(), empty);
        return objects.size() < 2 ? Optional.empty() : Optional.of(Apart.judge(part, objects, empty, meter));
    }

    /**
     * The positions of the operations of each object, in the order of their first ones.
     *
     * @param empty takes those of transactions without a step
     */
    static List<List<Integer>> objects(List<Operation> operations, List<Integer> empty) {
        Joined joined = new Joined();
        operations.forEach(operation -> joined.join(names(operation)));
        Map<Optional<Object>, List<Integer>> byObject = new LinkedHashMap<>();
        for (int op = 0; op < operations.size(); op++) {
            List<Optional<Object>> names = names(operations.get(op));
            if (!names.isEmpty()) {
                byObject.computeIfAbsent(joined.find(names.getFirst()), object -> new ArrayList<>())
                        .add(op);
            } else if (!operations.get(op).isCrashed()) {
                empty.add(op);
            }
        }
        return List.copyOf(byObject.values());
    }

    /** Registers by object. Invariant: following {@code parent} leads to the register that stands for the object. */
    private static final class Joined {
        private final Map<Optional<Object>, Optional<Object>> parent = new HashMap<>();

        void join(List<Optional<Object>> names) {
            for (Optional<Object> name : names) {
                parent.putIfAbsent(name, name);
                parent.put(find(name), find(names.getFirst()));
            }
        }

        Optional<Object> find(Optional<Object> name) {
            Optional<Object> at = name;
            while (true) {
                Optional<Object> above = Objects.requireNonNull(parent.get(at));
                if (above.equals(at)) {
                    return at;
                }
                // Shortens the way for the next one.
                parent.put(at, Objects.requireNonNull(parent.get(above)));
                at = above;
            }
        }
    }

    private static List<Optional<Object>> names(Operation operation) {
        if (!(operation.value() instanceof List<?> steps)) {
            return List.of();
        }
        List<Optional<Object>> names = new ArrayList<>();
        for (Object step : steps) {
            names.add(Optional.ofNullable(((List<?>) step).get(1)));
        }
        return names;
    }
}
