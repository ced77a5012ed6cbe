package org.synod.conformance.trace;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.synod.protocol.Transition;

/** The words of a trace: the actions of {@code LeasedGroup.tla}, as {@link Transition} has them, and their parameters. */
public final class Vocabulary {

    /** The specification that these traces are of. */
    public static final String SPECIFICATION = "LeasedGroup";

    private static final SortedMap<String, SortedSet<String>> ACTIONS = actionsOf(Transition.class);

    private Vocabulary() {}

    /** The actions and the names of their parameters. */
    public static SortedMap<String, SortedSet<String>> actions() {
        return ACTIONS;
    }

    private static SortedMap<String, SortedSet<String>> actionsOf(Class<?> sealed) {
        SortedMap<String, SortedSet<String>> actions = new TreeMap<>();
        for (Class<?> action : sealed.getPermittedSubclasses()) {
            SortedSet<String> names = new TreeSet<>();
            Arrays.stream(action.getRecordComponents()).forEach(c -> names.add(c.getName()));
            actions.put(action.getSimpleName(), Collections.unmodifiableSortedSet(names));
        }
        return Collections.unmodifiableSortedMap(actions);
    }
}
