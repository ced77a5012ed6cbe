package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synod.linearizability.check.Checker.Outcome;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.Operation;

/** Those who judge side by side, in the interleavings that Lincheck tries. */
@Tag("interleavings")
final class SideBySideInterleavingsTest {
    private static final int INVOCATIONS = 1_000 * Integer.getInteger("synod.lincheck", 1);
    private static final int OBJECTS = 4;
    private static final Outcome VIOLATED = new Outcome(
            null,
            new Operation(Event.of(0L, EventType.INVOKE, "read", null, null), null, EventType.OK, 0, 1, null, null),
            null,
            0);
    private static final Outcome UNKNOWN = new Outcome(null, null, Cause.TIMEOUT, 0);

    /** Objects 1 and 2 are violated: 0 must be judged, and 1 must be the first, whoever is faster. */
    private static void judgeSideBySide(Turns turns) {
        together(() -> {
            for (int object = turns.take(); object >= 0; object = turns.take()) {
                turns.done(object, object == 1 || object == 2 ? VIOLATED : UNKNOWN);
            }
        });
        require(UNKNOWN.equals(turns.outcome(0)), "the object before the first violated one is judged");
        require(VIOLATED.equals(turns.outcome(1)), "the first violated one is found");
        require(!turns.isWanted(1) && turns.isWanted(0), "and known to be the first");
    }

    @Test
    void theFirstViolatedObjectIsFoundByWhoeverIsFaster() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> judgeSideBySide(new Turns(OBJECTS)));
    }

    /** Searches together hold no more than the limit, unless one of them is told. */
    private static void holdTogether(IntUnaryOperator hold) {
        AtomicInteger held = new AtomicInteger();
        together(() -> held.addAndGet(hold.applyAsInt(60)));
        require(held.get() <= 100, "two that hold 60 each are not both within a limit of 100");
    }

    @Test
    void aLimitIsForAllTogether() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Budget budget = new Budget(new Limits(Long.MAX_VALUE, 100));
            holdTogether(bytes -> budget.shared().exceeded(bytes) == null ? bytes : 0);
            Budget after = budget.shared();
            require(after.exceeded(0) == Cause.OUT_OF_MEMORY, "what is not released is held");
        });
    }

    /** The test would see a limit that is looked at before it is taken. */
    @Test
    void aLimitThatIsLookedAtFirstIsFound() {
        assertThrows(
                LincheckAssertionError.class,
                () -> Lincheck.runConcurrentTest(INVOCATIONS, () -> {
                    AtomicInteger all = new AtomicInteger();
                    holdTogether(bytes -> {
                        if (all.get() + bytes > 100) {
                            return 0;
                        }
                        all.addAndGet(bytes);
                        return bytes;
                    });
                }));
    }

    private static void together(Runnable task) {
        Thread other = new Thread(task);
        other.start();
        task.run();
        boolean interrupted = false;
        while (true) {
            try {
                other.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
