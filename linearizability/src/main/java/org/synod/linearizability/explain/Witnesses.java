package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.List;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;

/** The legal orders of a valid history as lines of text. */
public final class Witnesses {
    private static final int LONGEST = 300;

    private Witnesses() {}

    /**
     * An order for each object, each operation with its place in the file and the state after it.
     *
     * @param most how many lines at most; where there are more, the last one says how many
     */
    public static List<String> lines(Verdict.Valid verdict, int most) {
        List<String> lines = new ArrayList<>();
        long left = 0;
        for (Verdict.Witness witness : verdict.witnesses()) {
            List<Operation> order = order(witness);
            long wanted = 1L + order.size();
            long room = Math.max(0, most - lines.size());
            left += Math.max(0, wanted - room);
            if (room == 0) {
                continue;
            }
            String of = witness.part().key() == null
                    ? ""
                    : " of key " + EdnWriter.toString(witness.part().key());
            lines.add("A legal order" + of + ":");
            List<Operation> shown = order.subList(0, (int) Math.min(order.size(), room - 1));
            for (Explanation.PathStep step :
                    Explanation.PathStep.of(witness.part().initial(), shown, operation -> true)) {
                lines.add(String.format("%6d  ", step.number())
                        + Words.shorten(Explanation.located(step.operation()) + " -> " + step.state(), LONGEST));
            }
        }
        if (left > 0) {
            lines.add("... and " + left + " more lines.");
        }
        return lines;
    }

    /** The operations of a witness in their order. */
    static List<Operation> order(Verdict.Witness witness) {
        return witness.order().stream()
                .map(number -> witness.part().operations().get(number))
                .toList();
    }
}
