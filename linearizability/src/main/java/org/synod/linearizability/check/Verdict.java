package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.Step;

/** The answer to one check. */
public sealed interface Verdict {
    /** What the check had to do. */
    Statistics statistics();

    /** The exit code of the command line: 0 valid, 1 violated, 2 unknown. */
    int exitCode();

    /** {@code valid}, {@code violated} or {@code unknown}. */
    String label();

    /**
     * The history is linearizable.
     *
     * @param witnesses for each object an order that the model allows
     */
    record Valid(Statistics statistics, List<Witness> witnesses) implements Verdict {
        @Override
        public int exitCode() {
            return 0;
        }

        @Override
        public String label() {
            return "valid";
        }
    }

    /**
     * The history is not linearizable.
     *
     * @param part the object that went wrong, the first found
     * @param blocked the operation whose completion comes first among those that no order explains: up to just before it
     *     the history is linearizable, with it no longer. Where crashed operations are so many that a limit is reached
     *     after the history is known to be violated, one before it may be the first
     * @param objects all objects of the history, for those who ask what else can be said of it
     */
    record Violated(Statistics statistics, Part part, Operation blocked, List<Part> objects) implements Verdict {
        @Override
        public int exitCode() {
            return 1;
        }

        @Override
        public String label() {
            return "violated";
        }
    }

    /** The check reached a limit. */
    record Unknown(Statistics statistics, Cause cause) implements Verdict {
        @Override
        public int exitCode() {
            return 2;
        }

        @Override
        public String label() {
            return "unknown";
        }
    }

    /** Proof that one object behaved: an order of its operations that the model allows, made when it is asked for. */
    final class Witness {
        private final Part part;
        private final Supplier<int[]> making;
        private @Nullable List<Integer> order;
        private @Nullable Model last;

        private Witness(Part part, Supplier<int[]> making) {
            this.part = part;
            this.making = making;
        }

        /**
         * A witness whose order costs something to make.
         *
         * @param making positions in {@code part.operations()} in a legal order
         */
        static Witness made(Part part, Supplier<int[]> making) {
            return new Witness(part, making);
        }

        /** The object. */
        public Part part() {
            return part;
        }

        /**
         * Positions in {@code part().operations()} in a legal order; crashed operations that are not in it did not
         * happen.
         */
        public synchronized List<Integer> order() {
            if (order == null) {
                order = Arrays.stream(making.get()).boxed().toList();
            }
            return order;
        }

        /** The state at the end. */
        public synchronized Model last() {
            if (last == null) {
                Model state = part.initial();
                for (int op : order()) {
                    Step step = state.step(part.operations().get(op));
                    if (!(step instanceof Step.Next next)) {
                        throw new IllegalStateException("no witness: " + step);
                    }
                    state = next.model();
                }
                last = state;
            }
            return last;
        }
    }
}
