package org.synod.linearizability.check;

import java.util.Optional;
import org.synod.linearizability.model.ModelKind;

/**
 * Decides queues and stacks into which no element is put twice. Where a crashed take may have taken one element or
 * another, {@link UnknownTakes} assigns one to each element that must be gone.
 *
 * @param kind the model that it is for
 * @param putting the name of the operation that puts an element
 * @param discipline the order in which elements come back
 */
record Containers(ModelKind kind, String putting, Discipline discipline) implements Algorithm {

    @Override
    public Optional<Checker.Outcome> judge(Part part, Meter meter) {
        if (!part.initial().equals(kind.initial())) {
            return Optional.empty();
        }
        return Elements.of(part, putting, meter)
                .flatMap(elements -> Beginnings.judge(part, elements.moments, new Decision(elements, meter), meter));
    }

    private final class Decision implements Beginnings {
        private final Elements elements;
        private final Meter meter;
        private int[] order = {};

        Decision(Elements elements, Meter meter) {
            this.elements = elements;
            this.meter = meter;
        }

        @Override
        public int[] order() {
            return order;
        }

        @Override
        public Legal upTo(int last) {
            Optional<Stays> known = elements.upTo(last, meter);
            if (known.isEmpty()) {
                return Legal.NO;
            }
            Stays stays = known.get();
            if (stays.unknown.length == 0) {
                return legal(stays) ? Legal.YES : Legal.NO;
            }
            boolean assigned = UnknownTakes.assign(stays, elements.moments, discipline, meter);
            return assigned && legal(stays) ? Legal.YES : withoutAssigning(last, assigned);
        }

        private boolean legal(Stays stays) {
            Optional<int[]> found = discipline.arrange(stays, elements.moments, meter);
            found.ifPresent(ops -> order = ops);
            return found.isPresent();
        }

        /** Whether there is certainly no order, even if each element that may have been taken was taken at once. */
        private Legal withoutAssigning(int last, boolean assigned) {
            Stays stays = elements.upTo(last, meter).orElseThrow();
            boolean certain = true;
            int taker = stays.unknown[0];
            int first = elements.moments.invoke[taker];
            for (int element = 0; element < stays.size(); element++) {
                if (stays.isBeingTaken(element) && first < stays.takeInvoke[element]) {
                    // Another one may have taken it: who is open now need not have happened.
                    stays.takenBy(element, taker, first);
                    certain = false;
                }
            }
            if (certain && (!assigned || discipline.deadlinesSuffice())) {
                return Legal.NO;
            }
            if (!UnknownTakes.assign(stays, elements.moments, discipline, meter)) {
                return Legal.NO;
            }
            if (discipline.deadlinesSuffice()) {
                return legal(stays) ? Legal.MAYBE : Legal.NO;
            }
            for (int element = 0; element < stays.size(); element++) {
                if (stays.takeComplete[element] == Moments.NEVER) {
                    stays.takenBy(element, taker, Math.min(first, stays.takeInvoke[element]));
                }
            }
            return legal(stays) ? Legal.MAYBE : Legal.NO;
        }
    }
}
