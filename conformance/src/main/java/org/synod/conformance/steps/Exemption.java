package org.synod.conformance.steps;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/**
 * The transitions of the specification that Java does not take, each kind with its reason. Everything else that the
 * specification allows and Java does not do is a violation.
 */
enum Exemption {
    /** What happens to a replica, not what it does: it crashes, loses its disk, or what it wrote before is flushed. */
    DONE_TO_A_REPLICA {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return switch (step.action()) {
                case "Crash", "LoseDisk" -> true;
                case "Flush" -> s.phase(r).equals("down");
                default -> false;
            };
        }
    },

    /** Who is down hears nothing; it leaves when it is back. */
    HEARS_NOTHING_WHILE_DOWN {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return step.action().equals("Leave") && s.phase(r).equals("down");
        }
    },

    /** A slot that is known chosen, without a hole before it, is not voted for again. */
    KNOWN_CHOSEN {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return step.action().equals("Accept") && step.number(2) <= s.knownUpTo(r);
        }
    },

    /** A candidate leads as soon as a smallest quorum has promised, and waits for no more. */
    MORE_THAN_A_QUORUM {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return step.action().equals("Lead")
                    && 2 * (((Set<?>) step.parameters().get(1)).size() - 1)
                            > s.acting(r).members().size();
        }
    },

    /** Who prepares or leads gives that up before it prepares a higher ballot: two steps, and the same state behind them. */
    STEPS_DOWN_FIRST {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return step.action().equals("Prepare")
                    && s.image(r).term() != null
                    && taken.passed().contains(taken.target());
        }
    },

    /** Where nobody was removed there is nobody to let go. */
    NOBODY_TO_LET_GO {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return step.action().equals("Retire") && s.removedUpToActing(r).isEmpty();
        }
    },

    /** A leader does at once what has become possible: it proposes and notes nothing in a state that it does not rest in. */
    NOT_AT_REST {
        @Override
        boolean covers(Step step, SpecState s, ReplicaId r, Taken taken) {
            return Set.of("Propose", "Reconfigure", "NoteUpTo").contains(step.action())
                    && taken.restless().contains(r);
        }
    };

    /**
     * What Java did in the state.
     *
     * @param target the key of the state that the transition leads to
     * @param passed the keys of all states that Java came through
     * @param restless the replicas that go on without anything that happens to them
     */
    record Taken(long target, Set<Long> passed, Set<ReplicaId> restless) {}

    /** Whether it is the reason why Java does not take the step in the state. */
    abstract boolean covers(Step step, SpecState s, ReplicaId r, Taken taken);

    static @Nullable Exemption of(Step step, SpecState s, Taken taken) {
        for (Exemption exemption : values()) {
            if (exemption.covers(step, s, (ReplicaId) step.replica(), taken)) {
                return exemption;
            }
        }
        return null;
    }

    /** As the manifest has it. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
