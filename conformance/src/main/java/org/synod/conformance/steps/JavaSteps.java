package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/**
 * The steps of the specification that a transition of Java names: as a rule one of the same name. A transition up to a
 * slot is one for each; what {@code LeasedGroup} adds is none of {@code ReplicationGroup}, and what {@code
 * ReplicationGroup} adds to notes none of {@code MultiPaxos} ({@code LeasedGroup!StepsOfReplicationGroup}).
 */
final class JavaSteps {

    private JavaSteps() {}

    /** @param from the state that the transition is taken in */
    static List<Step> of(Transition transition, ReplicaId r, SpecState from) {
        return switch (transition) {
            case Transition.Prepare t ->
                List.of(Step.of("Prepare", r, t.ballot().number()));
            case Transition.Promise t ->
                List.of(Step.of("Promise", r, t.ballot().number()));
            case Transition.Lead t -> List.of(Step.of("Lead", r, set(t.quorum())));
            case Transition.StepDown t -> List.of(Step.of("StepDown", r));
            case Transition.Relinquish t -> List.of(Step.of("StepDown", r));
            case Transition.Propose t -> List.of(Step.of("Propose", r, t.command()));
            case Transition.Accept t -> List.of(Step.of("Accept", r, t.ballot().number(), t.slot(), t.command()));
            case Transition.Choose t -> List.of(Step.of("Choose", r, t.slot(), t.command()));
            case Transition.Learn t -> List.of(Step.of("Learn", r, t.slot(), t.command()));
            case Transition.Note t -> from.spec().isGrouped() ? List.of(Step.of("NoteUpTo", r, t.upTo())) : List.of();
            case Transition.Reconfigure t ->
                List.of(Step.of(
                        "Reconfigure",
                        r,
                        set(t.command().members().stream().map(m -> m.id()).toList())));
            case Transition.ProposeAwaited t -> List.of(Step.of("ProposeAwaited", r));
            case Transition.PrepareNew t -> List.of(Step.of("PrepareNew", r));
            case Transition.Retire t -> List.of(Step.of("Retire", r));
            case Transition.Leave t -> List.of(Step.of("Leave", r));
            case Transition.Apply t -> times(t.upTo() - from.applied(r), Step.of("Apply", r));
            case Transition.Snapshot t -> List.of(Step.of("Snapshot", r));
            case Transition.InstallSnapshot t -> List.of(Step.of("InstallSnapshot", r, t.from()));
            case Transition.Archive t -> times(t.upTo() - from.archive().size(), Step.of("Archive", r));
            case Transition.Trim t ->
                LongStream.rangeClosed(from.trimmed(r) + 1, t.upTo())
                        .mapToObj(slot -> Step.of("TrimUpTo", r, slot))
                        .toList();
            case Transition.Fetch t -> times(t.upTo() - from.knownUpTo(r), Step.of("Fetch", r));
            case Transition.Flush t -> times(t.count(), Step.of("Flush", r));
            case Transition.Restart t -> List.of(Step.of("Restart", r));
            case Transition.Crash t -> List.of(Step.of("Crash", r, t.survived(), t.chosenUpTo()));
            case Transition.LoseDisk t -> List.of(Step.of("LoseDisk", r));
            case Transition.Heartbeat t -> List.of();
            case Transition.GrantLease t -> List.of();
            case Transition.RenewLease t -> List.of();
            case Transition.Release t -> List.of();
            case Transition.ReadConsistent t -> List.of();
            case Transition.Answer t -> List.of();
            case Transition.ReadEventual t -> List.of();
            case Transition.Acknowledge t -> List.of();
        };
    }

    private static List<Step> times(long n, Step step) {
        return new ArrayList<>(Collections.nCopies((int) Math.max(0, n), step));
    }

    private static Set<ReplicaId> set(List<ReplicaId> replicas) {
        return new TreeSet<>(replicas);
    }
}
