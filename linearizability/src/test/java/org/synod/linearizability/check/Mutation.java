package org.synod.linearizability.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;

/** A small change to a history, after which it may be violated. */
enum Mutation {
    NONE,
    /** An operation returns what another one did. */
    RESULT_CHANGED,
    /** Two operations have each other's results. */
    RESULTS_SWAPPED,
    /** An operation found nothing, or did not find what it found. */
    RESULT_DENIED,
    /** An operation completes before events that came before its completion. */
    COMPLETED_SOONER,
    /** An operation that returned something is not in the history. */
    LOOK_LOST,
    /** An operation that changed something is not in the history. */
    CHANGE_LOST;

    private static final Set<String> RETURN = Set.of("read", "get", "dequeue", "pop", "contains");

    /** The changed history; null when it has nothing to change in that way. */
    @Nullable List<Event> of(List<Event> events, Random random) {
        List<Event> changed = new ArrayList<>(events);
        if (this == NONE) {
            return changed;
        }
        List<Integer> candidates = new ArrayList<>();
        for (int at = 0; at < events.size(); at++) {
            Event event = events.get(at);
            boolean looks = RETURN.contains(event.f());
            if (event.type() == EventType.OK && (this == COMPLETED_SOONER || looks == (this != CHANGE_LOST))) {
                candidates.add(at);
            }
        }
        if (candidates.size() < 2) {
            return null;
        }
        Collections.shuffle(candidates, random);
        int at = candidates.get(0);
        int other = candidates.get(1);
        Event event = events.get(at);
        Event second = events.get(other);
        switch (this) {
            case RESULT_CHANGED -> changed.set(at, with(event, second.value()));
            case RESULTS_SWAPPED -> {
                changed.set(at, with(event, second.value()));
                changed.set(other, with(second, event.value()));
            }
            case RESULT_DENIED -> changed.set(at, with(event, denied(event)));
            case COMPLETED_SOONER -> {
                int to = at;
                for (int steps = 1 + random.nextInt(8); steps > 0 && !own(events.get(to - 1), event); steps--) {
                    to--;
                }
                changed.remove(at);
                changed.add(to, event);
            }
            case LOOK_LOST, CHANGE_LOST -> {
                int invoked = at - 1;
                while (!own(events.get(invoked), event)) {
                    invoked--;
                }
                changed.remove(at);
                changed.remove(invoked);
            }
            case NONE -> {}
        }
        return changed;
    }

    private static boolean own(Event event, Event completion) {
        return event.process().equals(completion.process());
    }

    private static Event with(Event event, @Nullable Object value) {
        return Event.of(event.process(), event.type(), event.f(), event.key(), value);
    }

    private static @Nullable Object denied(Event event) {
        if (event.value() instanceof List<?> claim && event.f().equals("contains")) {
            return Arrays.asList(claim.get(0), !Objects.equals(claim.get(1), true));
        }
        if (event.value() instanceof List<?> elements) {
            return elements.isEmpty() ? List.of(1L) : elements.subList(1, elements.size());
        }
        return null;
    }
}
