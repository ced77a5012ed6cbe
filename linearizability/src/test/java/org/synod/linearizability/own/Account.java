package org.synod.linearizability.own;

import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/**
 * A bank account with {@code deposit n}, {@code withdraw n} and {@code balance}: what a user writes.
 *
 * @param balance never below zero
 */
public record Account(long balance) implements Model {
    public static final Account RICH = new Account(1000);

    /** An empty account. */
    public Account() {
        this(0);
    }

    /** An account that a caller gets by a method. */
    public static Account ofTen() {
        return new Account(10);
    }

    @Override
    public Step step(Operation operation) {
        @Nullable Long amount = (Long) operation.value();
        return switch (operation.f()) {
            case "deposit" -> Step.next(new Account(balance + number(amount)));
            case "withdraw" ->
                number(amount) <= balance
                        ? Step.next(new Account(balance - number(amount)))
                        : Step.inconsistent("can't withdraw " + amount + " from " + balance);
            case "balance" ->
                amount == null || amount == balance
                        ? Step.next(this)
                        : Step.inconsistent("can't see " + amount + " where there is " + balance);
            default -> throw new IllegalArgumentException("an account has no function " + operation.f());
        };
    }

    private static long number(@Nullable Long amount) {
        if (amount == null) {
            throw new IllegalArgumentException("no amount");
        }
        return amount;
    }

    /** A model whose steps are what a test wants. */
    static final class Of implements Model {
        private final java.util.function.UnaryOperator<Step> answer;

        Of(java.util.function.UnaryOperator<Step> answer) {
            this.answer = answer;
        }

        @Override
        public Step step(Operation operation) {
            return answer.apply(Step.next(this));
        }
    }

    /** A class that is no model. */
    public static final class NoModel {}

    /** A model that cannot be made. */
    public static final class Unmade implements Model {
        public Unmade() {
            throw new IllegalStateException("the moon is not full");
        }

        @Override
        public Step step(Operation operation) {
            return Step.next(this);
        }
    }

    /** A model that wants to know something first. */
    public static final class Asking implements Model {
        public Asking(int size) {
            if (size < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        @Override
        public Step step(Operation operation) {
            return Step.next(this);
        }
    }
}
