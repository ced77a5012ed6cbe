package org.synod.linearizability.model;

/** The answer of a model to an operation. */
public sealed interface Step {
    /** The operation may come here and leads to this state. */
    record Next(Model model) implements Step {}

    /** The operation cannot come here, for a reason in the model's words: {@code can't read 3 from register 0}. */
    record Inconsistent(String message) implements Step {}

    /** The operation leads to the state. */
    static Step next(Model model) {
        return new Next(model);
    }

    /** The operation cannot come here. */
    static Step inconsistent(String message) {
        return new Inconsistent(message);
    }
}
