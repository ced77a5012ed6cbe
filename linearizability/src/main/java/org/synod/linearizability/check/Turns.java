package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker.Outcome;

/**
 * Who judges which object, and what came of it. Safe for many threads; none waits for another.
 *
 * <p>Invariant: once every object that was taken is done, each one before the first violated one is done, or was not
 * taken since its judges gave up.
 */
final class Turns {
    private final AtomicReferenceArray<@Nullable Outcome> outcomes;
    private final AtomicInteger next = new AtomicInteger();

    /** The first object that was found violated. */
    private final AtomicInteger violated = new AtomicInteger(Integer.MAX_VALUE);

    Turns(int objects) {
        this.outcomes = new AtomicReferenceArray<>(objects);
    }

    /** The next object to judge; -1 when there is none, or one before it is violated. */
    int take() {
        int object = next.getAndIncrement();
        return isWanted(object) ? object : -1;
    }

    /** Whether the object is still to be judged, or judged again. */
    boolean isWanted(int object) {
        return object < outcomes.length() && object < violated.get();
    }

    void done(int object, Outcome outcome) {
        outcomes.set(object, outcome);
        if (outcome.blocked() != null) {
            violated.accumulateAndGet(object, Math::min);
        }
    }

    /** What came of the object; null when nothing did. */
    @Nullable Outcome outcome(int object) {
        return outcomes.get(object);
    }

    /** What came of each object. */
    List<@Nullable Outcome> outcomes() {
        @Nullable Outcome[] all = new @Nullable Outcome[outcomes.length()];
        Arrays.setAll(all, outcomes::get);
        return Arrays.asList(all);
    }
}
