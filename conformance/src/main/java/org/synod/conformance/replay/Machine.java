package org.synod.conformance.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.simulation.Habits;
import org.synod.conformance.simulation.SimulatedDisk;
import org.synod.conformance.trace.Said;
import org.synod.core.Ballot;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Replica;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;

/** One replica on a {@link Stage}, and what outlasts it. */
final class Machine {

    final Member member;
    final SimulatedDisk disk = new SimulatedDisk(Habits.CORRECT);
    final Said said = new Said();

    /** What it took that no step of the scenario has asked for yet. */
    final List<Transition> ahead = new ArrayList<>();

    TraceClock clock = new TraceClock(1, 0, 0);
    private @Nullable Replica replica;

    /** Where the log stood when this incarnation began: what it puts out is counted from there. */
    int base;

    /** Its own time, in nanoseconds. */
    long now;

    /** The slot that its tree is durable up to. */
    long snapshot;

    /** The slot that its tree is up to. */
    long applied;

    /** The ballot that it prepares or leads. */
    Optional<Ballot> led = Optional.empty();

    /** How many promises and votes that were not durable the last crash left. */
    long survivors;

    boolean gone;

    Machine(Member member) {
        this.member = member;
    }

    ReplicaId id() {
        return member.id();
    }

    boolean isUp() {
        return replica != null;
    }

    Replica replica() {
        return Objects.requireNonNull(replica, () -> id() + " is down");
    }

    void run(@Nullable Replica incarnation) {
        replica = incarnation;
    }

    /** It took this: what outlasts it follows. */
    void took(Transition transition) {
        said.follow(transition);
        ahead.add(transition);
        switch (transition) {
            case Transition.Prepare t -> led = Optional.of(t.ballot());
            case Transition.Promise t -> led = led.filter(b -> !b.isLowerThan(t.ballot()));
            case Transition.Accept t -> led = led.filter(b -> !b.isLowerThan(t.ballot()));
            case Transition.StepDown t -> led = Optional.empty();
            case Transition.Relinquish t -> led = Optional.empty();
            case Transition.Crash t -> led = Optional.empty();
            case Transition.Apply t -> applied = t.upTo();
            case Transition.Restart t -> applied = t.applied();
            case Transition.Snapshot t -> snapshot = t.upTo();
            case Transition.InstallSnapshot t -> {
                applied = t.upTo();
                snapshot = t.upTo();
            }
            default -> {}
        }
    }
}
