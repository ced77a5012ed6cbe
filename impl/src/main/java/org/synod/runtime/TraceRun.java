package org.synod.runtime;

import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.protocol.Transition;

/**
 * A transition that may share a line of a trace with those of the next slots: a command that is proposed, voted for, chosen
 * or learned. Under load most are.
 *
 * @param kind of the transition
 * @param ballot null where the transition has none
 */
record TraceRun(Class<? extends Transition> kind, @Nullable Ballot ballot, long slot, Command command) {

    /** Null for all others, and for a change of members. */
    static @Nullable TraceRun of(Transition transition) {
        TraceRun run = switch (transition) {
            case Transition.Propose t -> new TraceRun(Transition.Propose.class, t.ballot(), t.slot(), t.command());
            case Transition.Accept t -> new TraceRun(Transition.Accept.class, t.ballot(), t.slot(), t.command());
            case Transition.Choose t -> new TraceRun(Transition.Choose.class, t.ballot(), t.slot(), t.command());
            case Transition.Learn t -> new TraceRun(Transition.Learn.class, null, t.slot(), t.command());
            default -> null;
        };
        return run == null || run.command.isConfiguration() ? null : run;
    }

    /** Whether the other one goes on where this one ends. */
    boolean goesOnWith(TraceRun next) {
        return kind.equals(next.kind)
                && next.slot == slot + 1
                && (ballot == null ? next.ballot == null : ballot.equals(next.ballot));
    }
}
