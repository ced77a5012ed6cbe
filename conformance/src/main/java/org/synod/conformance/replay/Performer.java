package org.synod.conformance.replay;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.protocol.Transition;

/**
 * Gives a replica what makes it take an action: the messages that were sent, time, a client's command, what its disk and its
 * tree report. Whether it takes the action then is for the replica to say.
 */
final class Performer {

    private final Stage stage;
    private final Words words;
    private final boolean clocks;

    /** @param clocks whether nobody waits for the end of a lease by itself */
    Performer(Stage stage, Words words, boolean clocks) {
        this.stage = stage;
        this.words = words;
        this.clocks = clocks;
    }

    /** Null when the replica took the step, or had taken it already; otherwise what it did instead. */
    @Nullable String perform(ScenarioStep step) {
        stage.news();
        Machine m = stage.machine(step.replica());
        if (step.action().equals("Flush") && !m.isUp() && m.survivors > 0) {
            m.survivors--; // What a crash left is durable already.
            return null;
        }
        if (step.action().equals(Scenario.TICK)) {
            stage.pass(m, step.number("millis") * 1_000_000);
            return null;
        }
        if (taken(m, step)) {
            return null;
        }
        attempt(m, step);
        return taken(m, step) ? null : instead(m);
    }

    private boolean taken(Machine m, ScenarioStep step) {
        for (int i = 0; i < m.ahead.size(); i++) {
            if (words.matches(step, m.ahead.get(i))) {
                m.ahead.remove(i);
                return true;
            }
        }
        return false;
    }

    private String instead(Machine m) {
        List<String> news = stage.news();
        return m.gone
                ? m.id() + " is gone"
                : !m.isUp() ? m.id() + " is down" : news.isEmpty() ? "it did nothing" : String.join("; ", news);
    }

    private void attempt(Machine m, ScenarioStep step) {
        switch (step.action()) {
            case "Prepare" -> prepare(m, step);
            case "Promise" -> {
                deliver(
                        m,
                        step,
                        r -> r instanceof Message.Prepare p && p.ballot().equals(step.ballot()));
                if (!clocks && m.isUp() && m.replica().promised().isLowerThan(step.ballot())) {
                    stage.pass(m, 2 * stage.timing().leaseNanos()); // Until it is bound by no lease.
                }
            }
            case "Lead" -> lead(m, step);
            case "StepDown" -> stepDown(m);
            case "Propose" -> {
                stage.step(m, new Input.Submitted(List.of(command(step)), 0));
                establish(m, step);
            }
            case "Reconfigure" -> {
                establish(m, step);
                stage.step(m, new Input.Reconfigure(words.members(step.text("command"))));
            }
            case "Retire" -> establish(m, step);
            case "Accept" ->
                deliver(
                        m,
                        step,
                        r -> r instanceof Message.Accept a
                                && a.ballot().equals(step.ballot())
                                && covers(a.slot(), a.commands().size(), step.number("slot")));
            case "Choose" ->
                deliver(
                        m,
                        step,
                        r -> r instanceof Message.Accepted a
                                && a.ballot().equals(step.ballot())
                                && covers(a.slot(), a.count(), step.number("slot")));
            case "Learn" -> learn(m, step);
            case "Note" -> {
                stage.pass(m, stage.timing().noteNanos());
                stage.flushAll(m);
            }
            case "Leave" -> deliver(m, step, r -> r instanceof Message.Retire);
            case "Apply" -> applied(m, step);
            case "Snapshot" -> snapshotted(m, step);
            case "InstallSnapshot" -> install(m, step);
            case "Archive" -> archive(m, step);
            case "Trim" -> {
                stage.step(m, new Input.Archived(stage.archived(), false));
                stage.flushAll(m);
            }
            case "Fetch" -> fetch(m);
            case "Heartbeat" -> stage.pass(m, stage.timing().heartbeatNanos());
            case "GrantLease" ->
                deliver(m, step, r -> r instanceof Message.Heartbeat h && h.round() == step.number("round"));
            case "RenewLease" ->
                deliver(m, step, r -> r instanceof Message.Granted g && g.round() == step.number("round"));
            case "Relinquish" -> stage.step(m, new Input.Relinquish());
            case "Release" -> deliver(m, step, r -> r instanceof Message.Release);
            case "ReadConsistent" -> stage.step(m, new Input.Read());
            case "Answer" -> stage.step(m, new Input.Captured());
            case "ReadEventual" -> stage.step(m, new Input.ReadEventually());
            case "Flush" -> flush(m, step);
            case "Crash" -> {
                if (m.isUp()) {
                    stage.crash(m, step.has("survived") ? step.number("survived") : 0);
                }
            }
            case "Restart" -> {
                if (!m.isUp() && !m.gone) {
                    stage.restart(m);
                }
            }
            case "LoseDisk" -> {
                if (!m.gone) {
                    stage.lose(m);
                }
            }
            // A replica takes these by itself when it may: PrepareNew, ProposeAwaited, Acknowledge.
            default -> stage.pass(m, 0);
        }
    }

    private static boolean covers(long first, long count, long slot) {
        return first <= slot && slot < first + count;
    }

    private Command command(ScenarioStep step) {
        return words.command(step.text("command"));
    }

    /** Each of these messages arrives, until the step is taken. */
    private void deliver(Machine m, ScenarioStep step, Predicate<Message> which) {
        for (Stage.Sent message : stage.sentTo(m, which)) {
            if (m.ahead.stream().anyMatch(t -> words.matches(step, t))) {
                return;
            }
            stage.deliver(message);
        }
    }

    /** Silence for long enough, and nobody who hears the leader. The ballot's number is made what it is to be. */
    private void prepare(Machine m, ScenarioStep step) {
        stepDown(m); // Of one ballot at a time.
        if (step.has("ballot") && step.ballot().number() > 1) {
            Ballot below = new Ballot(step.ballot().number() - 1, m.id());
            stage.step(m, new Input.Received(m.id(), new Message.Reject(Ballot.ZERO, below)));
        }
        stage.pass(
                m,
                2 * stage.timing().electionNanos()
                        + (clocks ? 0 : stage.timing().leaseNanos()));
        for (int i = 0; i < 3 && m.ahead.stream().noneMatch(t -> t instanceof Transition.Prepare); i++) {
            Output output = stage.pass(m, stage.timing().electionNanos());
            if (output != null) {
                output.messages().stream()
                        .filter(e -> e.message() instanceof Message.Ask)
                        .forEach(e -> stage.step(
                                m,
                                new Input.Received(
                                        e.to(), new Message.Answer(((Message.Ask) e.message()).round(), false))));
            }
        }
    }

    private void lead(Machine m, ScenarioStep step) {
        List<ReplicaId> quorum = step.has("quorum") ? words.replicas(step.text("quorum")) : List.of();
        for (Stage.Sent message : stage.sentTo(
                m, r -> r instanceof Message.Promise p && p.ballot().equals(step.ballot()))) {
            if (quorum.isEmpty() || quorum.contains(message.from())) {
                stage.deliver(message);
            }
        }
    }

    /** The members hear who leads, and say what they hold. */
    private void establish(Machine m, ScenarioStep step) {
        m.led.ifPresent(ballot -> stage.machines()
                .filter(o -> o != m && o.isUp() && m.ahead.stream().noneMatch(t -> words.matches(step, t)))
                .toList()
                .forEach(o -> {
                    List<Stage.Sent> heartbeats = stage.sentTo(
                            o,
                            r -> r instanceof Message.Heartbeat h && h.ballot().equals(ballot));
                    if (!heartbeats.isEmpty()) {
                        stage.deliver(heartbeats.getLast());
                    }
                    stage.sentTo(m, r -> r instanceof Message.Held).stream()
                            .filter(s -> s.from().equals(o.id()))
                            .forEach(stage::deliver);
                }));
    }

    /** It hears of a higher ballot, if it has one of its own. */
    private void stepDown(Machine m) {
        m.led.ifPresent(own -> {
            Ballot near = new Ballot(own.number(), other(m));
            Ballot higher = own.isLowerThan(near) ? near : new Ballot(own.number() + 1, other(m));
            stage.step(m, new Input.Received(higher.replica(), new Message.Reject(own, higher)));
        });
    }

    private ReplicaId other(Machine m) {
        return stage.firstMembers().stream()
                .map(Member::id)
                .filter(r -> !r.equals(m.id()))
                .max(Comparator.naturalOrder())
                .orElse(m.id());
    }

    /** It is told so, or told how far the log is and asks. */
    private void learn(Machine m, ScenarioStep step) {
        long slot = step.number("slot");
        deliver(
                m,
                step,
                r -> r instanceof Message.Chosen c
                        && covers(c.slot(), c.commands().size(), slot));
        deliver(m, step, r -> r instanceof Message.Accept a && a.chosenUpTo() >= slot);
        deliver(m, step, r -> r instanceof Message.Heartbeat h && h.chosenUpTo() >= slot);
        for (Machine teller : stage.machines()
                .filter(o -> o != m && o.isUp() && o.replica().chosenUpTo() >= slot)
                .toList()) {
            if (m.ahead.stream().noneMatch(t -> words.matches(step, t))) {
                long from = m.isUp() ? m.replica().chosenUpTo() + 1 : slot;
                stage.deliver(new Stage.Sent(m.id(), teller.id(), new Message.Fetch(from)));
                deliver(
                        m,
                        step,
                        r -> r instanceof Message.Chosen c
                                && covers(c.slot(), c.commands().size(), slot));
            }
        }
    }

    private void applied(Machine m, ScenarioStep step) {
        if (m.isUp()) {
            long upTo = step.has("upTo") ? step.number("upTo") : m.replica().chosenUpTo();
            if (upTo <= m.replica().chosenUpTo()) {
                stage.step(m, new Input.Applied(upTo));
            }
        }
    }

    private void snapshotted(Machine m, ScenarioStep step) {
        long upTo = step.has("upTo") ? step.number("upTo") : m.applied;
        if (upTo <= m.applied) {
            stage.step(m, new Input.Snapshotted(upTo));
        }
    }

    private void install(Machine m, ScenarioStep step) {
        Machine from = stage.machine(step.text("from"));
        long upTo = from.snapshot;
        stage.step(m, new Input.Archived(stage.archived(), false));
        stage.step(m, new Input.Installed(from.id(), upTo, stage.governing(upTo + 1)));
        stage.flushAll(m);
    }

    private void archive(Machine m, ScenarioStep step) {
        if (m.isUp() && step.number("upTo") <= m.replica().notedUpTo()) {
            stage.step(m, new Input.Archived(step.number("upTo"), true));
        }
    }

    private void fetch(Machine m) {
        if (m.isUp()) {
            Replica replica = m.replica();
            long from = replica.chosenUpTo() + 1;
            List<Command> commands = stage.chosenFrom(from);
            long known = Math.min(commands.size(), stage.archived() - from + 1);
            if (known > 0) {
                stage.step(m, new Input.Fetched(from, commands.subList(0, (int) known)));
            }
        }
    }

    /** A replica's own votes may come in between, which it casts in one step with what it proposes. */
    private void flush(Machine m, ScenarioStep step) {
        long own = m.ahead.stream().filter(t -> t instanceof Transition.Accept).count();
        long count = step.has("count") ? step.number("count") : 1;
        for (long i = 0; i < count + own; i++) {
            stage.flush(m);
        }
    }
}
