package org.synod.conformance.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The last events of a trace, and of each action the last one that each replica took, however long ago. */
final class History {

    private static final int KEPT = 2000;

    private final Deque<TraceEvent> recent = new ArrayDeque<>();
    private final Map<String, TraceEvent> last = new HashMap<>();

    /** As it is now. */
    History copy() {
        History copy = new History();
        copy.recent.addAll(recent);
        copy.last.putAll(last);
        return copy;
    }

    void follow(TraceEvent event) {
        recent.addLast(event);
        if (recent.size() > KEPT) {
            TraceEvent old = recent.removeFirst();
            last.put(old.replica() + " " + old.action(), old);
        }
    }

    /** The last ones, in their order. */
    List<TraceEvent> last(int count) {
        return last(count, e -> true);
    }

    /** The last ones of which the condition holds, in their order; of older ones only the last of each kind is known. */
    List<TraceEvent> last(int count, Predicate<TraceEvent> wanted) {
        List<TraceEvent> found = new ArrayList<>();
        for (Iterator<TraceEvent> i = recent.descendingIterator(); i.hasNext() && found.size() < count; ) {
            TraceEvent event = i.next();
            if (wanted.test(event)) {
                found.add(event);
            }
        }
        if (found.isEmpty()) {
            last.values().stream()
                    .filter(wanted)
                    .max(java.util.Comparator.comparingLong(TraceEvent::number))
                    .ifPresent(found::add);
        }
        Collections.reverse(found);
        return found;
    }

    /** The first of the last events that the replica took of the wanted kind and that speak of the value. */
    @Nullable TraceEvent since(String replica, String value, Predicate<TraceEvent> wanted) {
        TraceEvent since = null;
        for (Iterator<TraceEvent> i = recent.descendingIterator(); i.hasNext(); ) {
            TraceEvent event = i.next();
            if (event.replica().equals(replica) && wanted.test(event)) {
                if (event.speaksOf(value)) {
                    since = event;
                } else if (since != null) {
                    return since;
                }
            }
        }
        return since;
    }

    /** Where each of the last events stands among them. */
    Map<TraceEvent, Integer> positions() {
        Map<TraceEvent, Integer> positions = new HashMap<>();
        recent.forEach(e -> positions.put(e, positions.size()));
        return positions;
    }
}
