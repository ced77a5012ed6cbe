package org.synod.linearizability.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/**
 * A set with {@code add v}, {@code remove v}, {@code contains [v present]} and Jepsen's {@code read} of the whole set.
 *
 * <p>To add what is there and to remove what is not is legal and changes nothing. A read that returned nil, and a
 * contains that returned {@code [v nil]}, as both are invoked, did not learn anything and are legal in every state. A
 * read that returned an element twice is legal in none.
 *
 * <p>A step costs the logarithm of the number of elements, a read the number of those that it returned.
 *
 * @param elements each once; none at first
 */
record ElementSet(Bag elements) implements Answering {
    static final ElementSet EMPTY = new ElementSet(Bag.EMPTY);

    @Override
    public Step step(Operation operation) {
        Object value = operation.value();
        return switch (operation.f()) {
            case "add" -> {
                Object element = Shapes.element(value);
                yield Step.next(has(element) ? this : new ElementSet(elements.plus(element)));
            }
            case "remove" -> {
                Object element = Shapes.element(value);
                yield Step.next(has(element) ? new ElementSet(elements.minus(element)) : this);
            }
            case "contains" -> {
                List<?> claim = Shapes.pair(value);
                Object element = Shapes.element(claim.get(0));
                boolean agrees = claim.get(1) == null || claim.get(1).equals(has(element));
                yield agrees
                        ? Step.next(this)
                        : Step.inconsistent((has(element) ? "can't miss " : "can't find ") + EdnWriter.toString(element)
                                + " in " + this);
            }
            case "read" ->
                value == null || isAll((Collection<?>) value)
                        ? Step.next(this)
                        : Step.inconsistent("can't read " + EdnWriter.toString(value) + " from " + this);
            default -> throw new IllegalArgumentException("a set has no function " + operation.f());
        };
    }

    private boolean has(Object element) {
        return elements.count(element) > 0;
    }

    private boolean isAll(Collection<?> claimed) {
        Set<Object> different = new HashSet<>(claimed);
        return claimed.size() == elements.size()
                && different.size() == claimed.size()
                && different.stream().allMatch(element -> element != null && has(element));
    }

    @Override
    public boolean readOnly(Operation operation) {
        return operation.f().equals("read") || operation.f().equals("contains");
    }

    @Override
    public @Nullable Object answer(String f, @Nullable Object argument) {
        return switch (f) {
            case "read" -> all();
            case "contains" -> {
                Object element = Shapes.element(Shapes.pair(argument).get(0));
                yield Arrays.asList(element, has(element));
            }
            default -> argument;
        };
    }

    private List<Object> all() {
        List<Object> all = new ArrayList<>();
        elements.forEach((element, count) -> all.add(element));
        return all;
    }

    @Override
    public String toString() {
        List<Object> all = all();
        return "set " + Shapes.shown(all.subList(0, Math.min(all.size(), Shapes.MOST_SHOWN)), all.size(), true);
    }
}
