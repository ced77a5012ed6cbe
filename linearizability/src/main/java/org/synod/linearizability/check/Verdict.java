package org.synod.linearizability.check;

import java.util.List;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

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
     *     the history is linearizable, with it no longer
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

    /**
     * Proof that one object behaved.
     *
     * @param part the object
     * @param order positions in {@code part.operations()} in a legal order; crashed operations that are not in it did not
     *     happen. Empty when the object was decided without a search, from its values being distinct
     * @param last the state at the end; the initial state when {@code order} is empty
     */
    record Witness(Part part, List<Integer> order, Model last) {}
}
