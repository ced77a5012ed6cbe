package org.synod.conformance.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is kept of a trace beside the states that agree with it. It follows from the events alone. */
final class Alongside {

    /** What depends on the time: before it, the replica's clock moves. */
    private static final Set<String> TIMED =
            Set.of("Prepare", "Promise", "Heartbeat", "GrantLease", "RenewLease", "Release", "Answer");

    private final Membership membership;
    private final ChosenLog chosen;
    private final History history;

    /** Up to when each replica's clock has moved, in microseconds. */
    private final Map<String, Long> ticked;

    /** Of a trace whose group begins with these members. */
    Alongside(Set<String> initial) {
        this(new Membership(initial), new ChosenLog(), new History(), new HashMap<>());
    }

    private Alongside(Membership membership, ChosenLog chosen, History history, Map<String, Long> ticked) {
        this.membership = membership;
        this.chosen = chosen;
        this.history = history;
        this.ticked = ticked;
    }

    /** As it is now. */
    Alongside copy() {
        return new Alongside(membership.copy(), chosen.copy(), history.copy(), new HashMap<>(ticked));
    }

    Membership membership() {
        return membership;
    }

    ChosenLog chosen() {
        return chosen;
    }

    History history() {
        return history;
    }

    /** How far the replica's clock has to move before the event, in microseconds. */
    long elapsed(TraceEvent event) {
        long micros = event.timeNanos() / 1000;
        return TIMED.contains(event.action()) ? micros - ticked.getOrDefault(event.replica(), micros) : 0;
    }

    /** The event was taken. */
    void follow(TraceEvent event) {
        history.follow(event);
        membership.follow(event);
        chosen.follow(event);
        long micros = event.timeNanos() / 1000;
        if (event.action().equals("Crash")) {
            ticked.remove(event.replica());
        } else if (event.action().equals("Restart") || TIMED.contains(event.action())) {
            ticked.put(event.replica(), micros);
        } else {
            ticked.putIfAbsent(event.replica(), micros);
        }
    }
}
