package org.synod.conformance.tla;

import java.util.List;
import java.util.SortedSet;
import tlc2.util.Context;

/**
 * A condition that is false.
 *
 * @param source the condition as it stands in its module, on one line
 * @param place its module and line, such as {@code ReplicationGroup.tla:194}
 * @param text the whole as one sentence without a full stop
 * @param nearest the element of a set that comes nearest to what the condition asks for, as a sentence each; mostly none
 * @param variables the variables of the specification that the condition looks at
 * @param context what its names stand for
 */
public record Miss(
        String source, String place, String text, List<String> nearest, SortedSet<String> variables, Context context) {
    public Miss {
        nearest = List.copyOf(nearest);
    }

    /** The same with more to say. */
    Miss with(String more, List<String> nearer, SortedSet<String> read) {
        return new Miss(source, place, more, nearer, read, context);
    }
}
