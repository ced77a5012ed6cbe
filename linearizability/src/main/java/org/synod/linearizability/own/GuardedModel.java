package org.synod.linearizability.own;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/**
 * A state of a model of somebody's own, which may break what {@link Model} asks for. What it throws, and an answer that
 * is none, becomes a {@link BrokenModelException} that names the operation.
 *
 * <p>States that are not values are the mistake that nobody sees: the search then takes each for a new one, and never
 * ends. So some steps are taken twice, and must lead to the same state.
 */
public final class GuardedModel implements Model {
    private static final int TAKEN_TWICE = 200;

    private final String name;
    private final Model state;
    private final AtomicInteger left;

    private GuardedModel(String name, Model state, AtomicInteger left) {
        this.name = name;
        this.state = state;
        this.left = left;
    }

    /**
     * The model, guarded.
     *
     * @param name what messages call it
     */
    public static GuardedModel of(String name, Model initial) {
        return initial instanceof GuardedModel guarded
                ? guarded
                : new GuardedModel(name, initial, new AtomicInteger(TAKEN_TWICE));
    }

    /** The state itself. */
    public Model state() {
        return state;
    }

    @Override
    public Step step(Operation operation) {
        Step step = answered("step", operation, ask("step", operation, () -> state.step(operation)));
        if (!(step instanceof Step.Next next)) {
            return step;
        }
        Model after = answered("the state after the step", operation, next.model());
        if (left.get() > 0 && left.getAndDecrement() > 0) {
            Step again = ask("step", operation, () -> state.step(operation));
            if (!(again instanceof Step.Next second) || !same(after, second.model())) {
                throw broken(
                        operation,
                        "answers two different states when it is asked twice; a state never changes, and equals (with"
                                + " hashCode) each that means the same");
            }
        }
        return Step.next(new GuardedModel(name, after, left));
    }

    private static boolean same(Model one, @Nullable Model other) {
        return other != null && one.equals(other) && one.hashCode() == other.hashCode();
    }

    @Override
    public Object effect(Operation operation) {
        return answered("effect", operation, ask("effect", operation, () -> state.effect(operation)));
    }

    @Override
    public boolean readOnly(Operation operation) {
        return ask("readOnly", operation, () -> state.readOnly(operation));
    }

    @Override
    public @Nullable Access access(Operation operation) {
        Object[] access = {null};
        ask("access", operation, () -> access[0] = state.access(operation));
        return (Access) access[0];
    }

    private <T> T ask(String question, Operation operation, Supplier<T> answer) {
        try {
            return answer.get();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // Whatever it is, it is the model's, and Clojure throws what it likes.
            String message = e.getMessage() == null
                    ? ""
                    : ": " + e.getMessage().lines().findFirst().orElse("");
            throw new BrokenModelException(
                    sentence(operation, "throws " + e.getClass().getSimpleName() + message, question), e);
        }
    }

    private <T> T answered(String question, Operation operation, @Nullable T answer) {
        if (answer == null) {
            throw new BrokenModelException(sentence(operation, "is null", question), null);
        }
        return answer;
    }

    private BrokenModelException broken(Operation operation, String how) {
        return new BrokenModelException(sentence(operation, how, "step"), null);
    }

    private String sentence(Operation operation, String how, String question) {
        int line = operation.invoke().line();
        return "the model " + name + " is no model: for '" + operation.describe() + "'"
                + (line > 0 ? " of line " + line : "") + ", " + question + " " + how + ".";
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof GuardedModel other && state.equals(other.state);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
