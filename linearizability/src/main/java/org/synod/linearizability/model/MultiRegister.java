package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * Several registers under {@code txn [[:read k v] [:write k v]]}, whose steps happen at one moment and in their order. A
 * read that returned nil did not learn the value and is legal in every state.
 *
 * <p>Histories rarely say what the registers held at first. Where nobody knows, an unwritten register holds something,
 * and the first read that returns a value tells what: every later read must agree until a write.
 *
 * @param values what is known of each register
 * @param open whether a register that is not in {@code values} holds something unknown, rather than nil
 */
public record MultiRegister(Map<Object, @Nullable Object> values, boolean open) implements Answering {

    /** Copies the values, so that the state cannot change. */
    public MultiRegister {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public Step step(Operation operation) {
        if (!operation.f().equals("txn") || !(operation.value() instanceof List<?> steps)) {
            throw new IllegalArgumentException("a multi-register has no function " + operation.f());
        }
        Map<Object, @Nullable Object> next = new LinkedHashMap<>(values);
        for (Object step : steps) {
            List<?> micro = (List<?>) step;
            Object key = micro.get(1);
            Object value = micro.size() > 2 ? micro.get(2) : null;
            if (Shapes.name(micro.get(0)).equals("write") || (open && value != null && !next.containsKey(key))) {
                next.put(key, value);
            } else if (value != null && !value.equals(next.get(key))) {
                return Step.inconsistent("can't read " + EdnWriter.toString(value) + " from register "
                        + EdnWriter.toString(key) + ", which holds " + EdnWriter.toString(next.get(key)));
            }
        }
        return Step.next(next.equals(values) ? this : new MultiRegister(next, open));
    }

    /** The transaction with the values that correct registers return to its reads here. */
    @Override
    public Object answer(String f, @Nullable Object argument) {
        List<?> steps = (List<?>) Objects.requireNonNull(argument);
        Map<Object, @Nullable Object> now = new LinkedHashMap<>(values);
        List<Object> answered = new ArrayList<>();
        for (Object step : steps) {
            List<?> micro = (List<?>) step;
            if (Shapes.name(micro.get(0)).equals("write")) {
                now.put(micro.get(1), micro.get(2));
                answered.add(micro);
            } else {
                answered.add(Arrays.asList(micro.get(0), micro.get(1), now.get(micro.get(1))));
            }
        }
        return Collections.unmodifiableList(answered);
    }

    /** A read of an unknown register fixes it, but only once: a state that it left alone has it fixed already. */
    @Override
    public boolean readOnly(Operation operation) {
        return operation.value() instanceof List<?> steps
                && steps.stream()
                        .allMatch(step -> Shapes.name(((List<?>) step).get(0)).equals("read"));
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> EdnWriter.toString(entry.getKey()) + " " + EdnWriter.toString(entry.getValue()))
                .collect(Collectors.joining(", ", "registers {", "}"));
    }
}
