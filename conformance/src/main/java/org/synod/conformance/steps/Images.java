package org.synod.conformance.steps;

import java.util.Objects;
import org.synod.protocol.Image;

/** Compares what the specification has of a replica with what Java has. */
final class Images {

    /** Told of each part that differs. */
    interface Difference {
        void between(String part, Object ours, Object theirs);
    }

    private Images() {}

    /** Whether the two are the same; of who is gone nothing else means anything. */
    static boolean same(Image a, Image b) {
        return (a.gone() && b.gone()) || a.equals(b);
    }

    static void compare(Image a, Image b, Difference difference) {
        part("gone", a.gone(), b.gone(), difference);
        part("promised", a.promised(), b.promised(), difference);
        part("accepted", a.accepted(), b.accepted(), difference);
        part("chosen", a.chosen(), b.chosen(), difference);
        part("what waits for the log", a.pending(), b.pending(), difference);
        part("noted", a.noted(), b.noted(), difference);
        part("trimmed", a.trimmed(), b.trimmed(), difference);
        part("the configuration behind what is trimmed", a.governing(), b.governing(), difference);
        part("applied", a.applied(), b.applied(), difference);
        part("snapshot", a.snapshot(), b.snapshot(), difference);
        part(
                "its own ballot",
                Objects.requireNonNullElse(a.term(), "none"),
                Objects.requireNonNullElse(b.term(), "none"),
                difference);
    }

    private static void part(String name, Object a, Object b, Difference difference) {
        if (!a.equals(b)) {
            difference.between(name, a, b);
        }
    }
}
