package org.synod.linearizability.check;

import java.util.Optional;

/** Decides some objects in polynomial time, without a search. */
interface Algorithm {
    /**
     * Judges an object.
     *
     * @return what came of it, with a witness or with the first operation that no order explains; nothing when the
     *     algorithm cannot tell
     * @throws Meter.Exceeded when a limit was reached first
     */
    Optional<Checker.Outcome> judge(Part part, Meter meter);
}
