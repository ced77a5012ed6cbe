package org.synod.conformance.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;
import org.synod.protocol.Replica;

/** Goes through what a group can do, step by step, as a seed draws it. */
final class Wanderer {

    /** What may be drawn. */
    private static final List<String> KINDS = List.of(
            "Prepare",
            "Promise",
            "Lead",
            "StepDown",
            "Propose",
            "Accept",
            "Flush",
            "Choose",
            "Learn",
            "Note",
            "Apply",
            "Snapshot",
            "Archive",
            "Trim",
            "Fetch",
            "InstallSnapshot",
            "Heartbeat",
            "GrantLease",
            "RenewLease",
            "Relinquish",
            "Release",
            "ReadConsistent",
            "Answer",
            "ReadEventual",
            "Crash",
            "Restart",
            "LoseDisk",
            "Reconfigure",
            "Retire",
            "Leave",
            "PrepareNew",
            "Tick");

    /** Without these nothing comes of anything. */
    private static final Set<String> USUAL = Set.of("Promise", "Lead", "Propose", "Accept", "Flush", "Choose", "Learn");

    /** How often each kind is drawn: a seed is given to some, and knows nothing of others (Groce et al., Swarm Testing, 2012). */
    private static final int[] WEIGHTS = {0, 1, 1, 4};

    private final SplittableRandom random;
    private final Scenario frame;
    private final List<String> kinds = new ArrayList<>();
    private int commands;

    /** @param frame who takes part */
    Wanderer(long seed, Scenario frame) {
        this.random = new SplittableRandom(seed);
        this.frame = frame;
        for (String kind : KINDS) {
            int weight = USUAL.contains(kind) ? 4 : WEIGHTS[random.nextInt(WEIGHTS.length)];
            kinds.addAll(Collections.nCopies(weight, kind));
        }
        kinds.add("Prepare");
    }

    /** So many steps, each marked as tried where no replica took it. */
    List<ScenarioStep> wander(int steps, Path trace) throws IOException {
        Words words = new Words(frame);
        List<ScenarioStep> taken = new ArrayList<>();
        try (Stage stage = new Stage(frame, words, Replica::new, trace)) {
            Performer performer = new Performer(stage, words, frame.clocks());
            List<Machine> machines = stage.machines().toList();
            for (int i = 0; i < 20 * steps && taken.size() < steps; i++) {
                Machine m = machines.get(random.nextInt(machines.size()));
                ScenarioStep step = draw(stage, m);
                if (step != null) {
                    String instead = performer.perform(step);
                    taken.add(
                            instead == null
                                    ? step
                                    : new ScenarioStep(step.replica(), step.action(), step.parameters(), true, 0));
                }
            }
        }
        return taken;
    }

    private @Nullable ScenarioStep draw(Stage stage, Machine m) {
        String kind = kinds.get(random.nextInt(kinds.size()));
        String r = m.id().name();
        if (kind.equals("Restart")) {
            return m.isUp() || m.gone ? null : ScenarioStep.of(r, kind);
        }
        if (!m.isUp()) {
            return null;
        }
        Replica replica = m.replica();
        return switch (kind) {
            case "Prepare" -> replica.isMember() && m.member.role() == Role.STORAGE ? ScenarioStep.of(r, kind) : null;
            case "StepDown", "Heartbeat", "Relinquish", "ReadConsistent", "Answer", "Retire", "PrepareNew" ->
                m.led.isPresent() ? ScenarioStep.of(r, kind) : null;
            case "Lead" ->
                m.led.map(b -> ScenarioStep.of(r, kind, "ballot", b.toString())).orElse(null);
            case "Propose" -> replica.isLeader() ? ScenarioStep.of(r, kind, "command", "c" + ++commands) : null;
            case "Reconfigure" -> replica.isLeader() ? ScenarioStep.of(r, kind, "command", members(replica)) : null;
            case "Promise", "Accept", "Choose", "GrantLease", "RenewLease", "Release", "Leave" ->
                onMessage(stage, m, kind);
            case "Learn" ->
                ScenarioStep.of(r, kind, "slot", String.valueOf(replica.chosenUpTo() + 1 + random.nextInt(2)));
            case "Note" -> ScenarioStep.of(r, kind);
            case "Apply" ->
                replica.chosenUpTo() > m.applied && m.member.role() == Role.STORAGE ? ScenarioStep.of(r, kind) : null;
            case "Snapshot" -> m.applied > m.snapshot ? ScenarioStep.of(r, kind) : null;
            case "Archive" ->
                replica.notedUpTo() > 0 ? ScenarioStep.of(r, kind, "upTo", String.valueOf(replica.notedUpTo())) : null;
            case "Trim", "Fetch" -> stage.log().archived() > 0 ? ScenarioStep.of(r, kind) : null;
            case "InstallSnapshot" -> install(stage, m);
            case "ReadEventual" -> ScenarioStep.of(r, kind);
            case "Flush" -> m.disk.isDirty() ? ScenarioStep.of(r, kind) : null;
            case "Crash" -> rarely(4) ? ScenarioStep.of(r, kind, "survived", String.valueOf(random.nextInt(3))) : null;
            case "LoseDisk" -> rarely(10) ? ScenarioStep.of(r, kind) : null;
            default -> ScenarioStep.of(r, Scenario.TICK, "millis", String.valueOf(random.nextInt(400)));
        };
    }

    private boolean rarely(int in) {
        return random.nextInt(in) == 0;
    }

    /** One that was a member gives its place to one that was not. */
    private String members(Replica replica) {
        List<String> now = new ArrayList<>(
                replica.configuration().replicas().stream().map(ReplicaId::name).toList());
        List<Member> others = frame.standby();
        if (others.isEmpty() || random.nextInt(4) == 0) {
            now.remove(random.nextInt(now.size()));
        } else {
            now.set(
                    random.nextInt(now.size()),
                    others.get(random.nextInt(others.size())).id().name());
        }
        return now.stream().distinct().collect(Collectors.joining(",", "{", "}"));
    }

    private @Nullable ScenarioStep install(Stage stage, Machine m) {
        List<Machine> from = stage.machines()
                .filter(o -> o != m
                        && o.snapshot > m.replica().chosenUpTo()
                        && o.snapshot <= stage.log().archived())
                .toList();
        return from.isEmpty()
                ? null
                : ScenarioStep.of(
                        m.id().name(),
                        "InstallSnapshot",
                        "from",
                        from.get(random.nextInt(from.size())).id().name());
    }

    /** A message that was sent to it, whichever, and what that may lead to. */
    private @Nullable ScenarioStep onMessage(Stage stage, Machine m, String kind) {
        List<Stage.Sent> all = stage.sentTo(m, message -> true);
        if (all.isEmpty()) {
            return null;
        }
        // The newest ones are more often news.
        int back = Math.min(all.size(), 1 + random.nextInt(12));
        Stage.Sent sent = all.get(all.size() - back);
        String r = m.id().name();
        return switch (sent.message()) {
            case Message.Prepare p -> step(kind, "Promise", r, p.ballot());
            case Message.Accept a ->
                kind.equals("Accept")
                        ? ScenarioStep.of(
                                r,
                                kind,
                                "ballot",
                                a.ballot().toString(),
                                "slot",
                                String.valueOf(
                                        a.slot() + random.nextInt(a.commands().size())))
                        : null;
            case Message.Accepted a ->
                kind.equals("Choose")
                        ? ScenarioStep.of(r, kind, "ballot", a.ballot().toString(), "slot", String.valueOf(a.slot()))
                        : null;
            case Message.Heartbeat h ->
                kind.equals("GrantLease")
                        ? ScenarioStep.of(r, kind, "ballot", h.ballot().toString(), "round", String.valueOf(h.round()))
                        : null;
            case Message.Granted g ->
                kind.equals("RenewLease")
                        ? ScenarioStep.of(
                                r,
                                kind,
                                "round",
                                String.valueOf(g.round()),
                                "grantor",
                                sent.from().name())
                        : null;
            case Message.Release release -> step(kind, "Release", r, release.ballot());
            case Message.Retire retire -> kind.equals("Leave") ? ScenarioStep.of(r, kind) : null;
            default -> null;
        };
    }

    private static @Nullable ScenarioStep step(String kind, String wanted, String replica, Ballot ballot) {
        return kind.equals(wanted) ? ScenarioStep.of(replica, kind, "ballot", ballot.toString()) : null;
    }
}
