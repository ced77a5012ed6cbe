package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.History;

/**
 * A fault that was injected while the history was made, as events of processes that are no clients tell it.
 *
 * @param actor who injected it: {@code :nemesis}
 * @param name the name of the event that began it
 * @param value what that event says beside its name; empty when nothing
 * @param line the line of that event; 0 when the history came from no file
 * @param from the position of that event in the history
 * @param to the position of the event that ended it; {@code from} when nothing shows that it lasted, and
 *     {@code Integer.MAX_VALUE} when it lasted and nothing ended it
 * @param fromNanos the time of the first event, as the history has it
 * @param toNanos the time of the last event
 */
record Fault(String actor, String name, String value, int line, int from, int to, long fromNanos, long toNanos) {

    /**
     * Names that begin a fault, each with the names that end it: those of Jepsen's nemeses and of Synod's own runs. What
     * follows the name after a blank or a hyphen, as in {@code start-partition}, must be the same, or absent in one.
     */
    private static final Map<String, Set<String>> ENDED_BY = Map.ofEntries(
            Map.entry("start", Set.of("stop")),
            Map.entry("kill", Set.of("start", "restart")),
            Map.entry("crash", Set.of("restart", "recover")),
            Map.entry("pause", Set.of("resume")),
            Map.entry("partition", Set.of("heal")),
            Map.entry("isolate", Set.of("heal", "reconnect")),
            Map.entry("cut", Set.of("reconnect", "heal")),
            Map.entry("break", Set.of("mend", "heal")),
            Map.entry("delay", Set.of("in", "heal")),
            Map.entry("slow", Set.of("fast", "heal")),
            Map.entry("lose", Set.of("healed")),
            Map.entry("strobe", Set.of("reset")),
            Map.entry("bump", Set.of("reset")));

    /** All faults of a history, in the order in which they began. */
    static List<Fault> of(History history) {
        List<Fault> faults = new ArrayList<>();
        Event before = null;
        boolean beforeEnded = false;
        List<Event> events = history.events();
        for (int position = 0; position < events.size(); position++) {
            Event event = events.get(position);
            if (event.isClient()) {
                continue;
            }
            boolean again = before != null && isSecond(before, event);
            if (again && !beforeEnded && faults.getLast().value.isEmpty()) {
                faults.set(faults.size() - 1, faults.getLast().saying(value(event)));
            } else if (!again) {
                beforeEnded = end(event, position, faults);
                if (!beforeEnded) {
                    faults.add(begun(event, position));
                }
            }
            before = again ? null : event;
        }
        return faults;
    }

    /** Jepsen writes each step of a nemesis twice: when it is asked for, and with more to say when it is done. */
    private static boolean isSecond(Event first, Event event) {
        return first.f().equals(event.f())
                && first.process().equals(event.process())
                && (first.value() == null || value(event).contains(value(first)));
    }

    private static String value(Event event) {
        return event.value() == null ? "" : Words.shorten(EdnWriter.toString(event.value()), 200);
    }

    private static Fault begun(Event event, int position) {
        boolean lasts = ENDED_BY.containsKey(verb(event.f()));
        int to = lasts ? Integer.MAX_VALUE : position;
        return new Fault(
                event.process().toString(),
                event.f(),
                value(event),
                event.line(),
                position,
                to,
                event.time(),
                event.time());
    }

    /** Ends what the event ends; false when that is nothing. */
    private static boolean end(Event event, int position, List<Fault> faults) {
        boolean any = false;
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            if (fault.isOpen() && fault.isEndedBy(event)) {
                faults.set(i, fault.until(position, event.time()));
                any = true;
            }
        }
        return any;
    }

    /** Whether it lasted and nothing ended it. */
    boolean isOpen() {
        return to == Integer.MAX_VALUE;
    }

    private Fault saying(String more) {
        return new Fault(actor, name, more, line, from, to, fromNanos, toNanos);
    }

    private Fault until(int position, long nanos) {
        return new Fault(actor, name, value, line, from, position, fromNanos, nanos);
    }

    private boolean isEndedBy(Event event) {
        Set<String> ends = ENDED_BY.getOrDefault(verb(name), Set.of());
        if (!actor.equals(event.process().toString()) || !ends.contains(verb(event.f()))) {
            return false;
        }
        String mine = object(name);
        String other = object(event.f());
        boolean sameObject = mine.isEmpty()
                || other.isEmpty()
                || mine.equals(other)
                || !verb(event.f()).equals("stop");
        // A name of a node must be the same; a report of what was done is no name.
        boolean sameNode = value.isEmpty()
                || event.value() == null
                || value(event).equals(value)
                || value(event).indexOf(' ') >= 0
                || value.indexOf(' ') >= 0;
        return sameObject && sameNode;
    }

    private static String verb(String name) {
        int end = end(name);
        return name.substring(0, end);
    }

    private static String object(String name) {
        int end = end(name);
        return end == name.length() ? "" : name.substring(end + 1);
    }

    private static int end(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '-' || name.charAt(i) == ' ') {
                return i;
            }
        }
        return name.length();
    }
}
