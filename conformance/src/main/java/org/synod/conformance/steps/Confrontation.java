package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Image;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Transition;

/**
 * One state of a model, confronted with Java.
 *
 * <p>Java is given each occasion that each replica has there. What it says that it did must be steps of the specification
 * from that state on, one after the other; what it holds then must be what the specification has of it; what it wrote and
 * said must be what the specification has it write and say. The other way round, each transition that the model has out of
 * the state must be the first step of one of these runs, or exempt.
 */
final class Confrontation {

    /** Told of what does not agree. */
    interface Listener {
        void disagree(ReplicaId replica, String what, String specification, String java);
    }

    private final JavaRuns java;
    private final SpecState s;
    private final ModelNames words;
    private final Listener listener;

    /** The keys of the states that Java came to first, and of all that it came through. */
    private final Set<Long> first = new HashSet<>();

    private final Set<Long> passed = new HashSet<>();
    private final Set<ReplicaId> restless = new HashSet<>();
    private final Counts counts;

    Confrontation(JavaRuns java, SpecState state, Counts counts, Listener listener) {
        this.java = java;
        this.s = state;
        this.words = state.spec().vocabulary();
        this.counts = counts;
        this.listener = listener;
    }

    void confront(List<StepSpec.Transition> transitions) {
        for (ReplicaId replica : words.replicas()) {
            if (s.isUp(replica)) {
                Image image = s.image(replica);
                for (Occasions.Occasion occasion : Occasions.of(s, replica)) {
                    new Run(replica).take(occasion.inputs(), java.take(replica, image, occasion.inputs()));
                }
            } else if (s.phase(replica).equals("down")
                    && TlaValues.sequence(s.of("pending", replica)).isEmpty()) {
                new Run(replica).follow(java.restart(replica, s));
            }
        }
        for (StepSpec.Transition transition : transitions) {
            if (transition.to().key() != s.key()) {
                counts.transitions++;
                confront(transition);
            }
        }
    }

    private void confront(StepSpec.Transition transition) {
        if (first.contains(transition.to().key())) {
            counts.confirmed++;
            return;
        }
        Step named = transition.step();
        List<Step> steps = named == null ? s.spec().between(s, transition.to()) : List.of(named);
        Exemption.Taken taken = new Exemption.Taken(transition.to().key(), passed, restless);
        for (Step step : steps) {
            Exemption exemption = Exemption.of(step, s, taken);
            if (exemption != null) {
                counts.exempt.merge(exemption.label(), 1L, Long::sum);
                return;
            }
        }
        String step = steps.stream().map(Step::toString).collect(Collectors.joining(" or "));
        ReplicaId replica = steps.isEmpty()
                ? words.replicas().iterator().next()
                : (ReplicaId) steps.getFirst().replica();
        listener.disagree(
                replica,
                step,
                "allows this step, to " + changes(transition.to()),
                "takes it on no occasion that there is");
    }

    /** What the other state has that this one has not. */
    private String changes(SpecState other) {
        Map<String, String> changes = new TreeMap<>();
        s.state().getVals().forEach((name, value) -> {
            String now = String.valueOf(other.state().lookup(name));
            if (!now.equals(String.valueOf(value))) {
                changes.put(name.toString(), now.replaceAll("\\s+", " "));
            }
        });
        return changes.toString();
    }

    /** A replica from the state on, and where the specification is meanwhile. */
    private final class Run {
        private final ReplicaId r;
        private SpecState at = s;
        private boolean moved;
        private final List<Input> given = new ArrayList<>();

        Run(ReplicaId replica) {
            this.r = replica;
        }

        void take(List<Input> inputs, List<JavaRuns.Reply> replies) {
            for (JavaRuns.Reply reply : replies) {
                given.add(reply.input());
                if (!follow(reply)) {
                    return;
                }
            }
            if (inputs.getLast().equals(Occasions.NOTHING) && at.key() != s.key()) {
                restless.add(r);
            }
        }

        /** False when there is no more to follow. */
        private boolean follow(JavaRuns.Reply reply) {
            counts.inputs++;
            Output output = reply.output();
            if (output == null) {
                disagree("has no state in which a replica fails", "throws " + reply.thrown());
                return false;
            }
            if (reply.silent()) {
                return true;
            }
            List<Path> paths = List.of(new Path(at, null, List.of()));
            for (Transition transition : output.transitions()) {
                List<Path> longer = new ArrayList<>();
                for (Path path : paths) {
                    List<Step> steps = JavaSteps.of(transition, r, path.at());
                    if (!steps.stream().allMatch(s.spec()::has)) {
                        counts.outside++;
                        return false;
                    }
                    longer.addAll(path.go(steps, transition, r));
                }
                if (longer.isEmpty()) {
                    disagree(
                            "does not allow "
                                    + JavaSteps.of(
                                            transition, r, paths.getFirst().at()) + where(paths),
                            "took " + output.transitions());
                    return false;
                }
                paths = longer;
            }
            return arrive(paths, output, reply.image());
        }

        private String where(List<Path> paths) {
            return paths.getFirst().at().equals(s) ? "" : " behind the steps before";
        }

        /** One of the paths must lead to what Java holds, wrote and said. */
        private boolean arrive(List<Path> paths, Output output, Image image) {
            Path found = paths.stream()
                    .filter(p -> Images.same(p.at().image(r), image))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                disagree(
                        String.join("; ", paths.getFirst().at().differences(r, image)), "took " + output.transitions());
                return false;
            }
            found.states().forEach(this::came);
            if (!output.transitions().isEmpty()) {
                counts.steps++;
            }
            SpecState before = at;
            at = found.at();
            return wrote(found, output) && said(found, before, output) && !image.gone();
        }

        private void came(SpecState to) {
            if (to.key() != s.key()) {
                if (!moved) {
                    first.add(to.key());
                }
                moved = true;
                passed.add(to.key());
            }
        }

        private boolean wrote(Path path, Output output) {
            List<LogRecord> votes =
                    output.records().stream().filter(LogRecord::isVote).toList();
            List<LogRecord> expected = path.records(r);
            if (!votes.equals(expected)) {
                disagree("writes " + expected, "writes " + votes);
            }
            return votes.equals(expected);
        }

        /** Heartbeats leave before the step goes on to what has become possible. */
        private boolean said(Path path, SpecState before, Output output) {
            for (Output.Envelope e : output.messages()) {
                boolean holds = Claims.hold(e.message(), r, e.to(), at)
                        || (e.message() instanceof Message.Heartbeat
                                && (Claims.hold(e.message(), r, e.to(), before)
                                        || path.states().stream()
                                                .anyMatch(p -> Claims.hold(e.message(), r, e.to(), p))));
                if (!holds) {
                    disagree("has not said so, or it is not so", "sends " + e.message() + " to " + e.to());
                    return false;
                }
            }
            return true;
        }

        private void disagree(String specification, String java) {
            String what = given.isEmpty() ? "restarts" : "given " + given;
            listener.disagree(r, what, specification, java);
        }
    }

    /** Steps of the specification that Java's transitions may be. */
    private record Path(SpecState at, @Nullable Path before, List<Step> steps) {

        List<Path> go(List<Step> all, Transition transition, ReplicaId r) {
            List<Path> paths = List.of(this);
            for (Step step : all) {
                List<Path> longer = new ArrayList<>();
                for (Path path : paths) {
                    path.at.after(step).forEach(next -> longer.add(new Path(next, path, List.of(step))));
                }
                paths = longer;
            }
            return paths.stream()
                    .filter(p -> Claims.agrees(transition, r, at, p.at))
                    .toList();
        }

        /** The states behind the first one, in order. */
        List<SpecState> states() {
            List<SpecState> states = before == null ? new ArrayList<>() : before.states();
            if (before != null) {
                states.add(at);
            }
            return states;
        }

        /** What the replica writes on the way. */
        List<LogRecord> records(ReplicaId r) {
            List<LogRecord> records = before == null ? new ArrayList<>() : before.records(r);
            for (Step step : steps) {
                if (Set.of("Prepare", "PrepareNew", "Promise", "Accept").contains(step.action())) {
                    records.add(at.lastRecord(r));
                }
            }
            return records;
        }
    }
}
