package org.synod.conformance.replay;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.message.Message;
import org.synod.protocol.Input;

/**
 * Gives a replica what makes it take an action: the messages that were sent, time, a client's command, what its disk and its
 * tree report. Whether it takes the action then is for the replica to say.
 */
final class Performer {

    private final Stage stage;
    private final Words words;
    private final boolean clocks;
    private final Leadership leadership;
    private final Storage storage;

    /** @param clocks whether nobody waits for the end of a lease by itself */
    Performer(Stage stage, Words words, boolean clocks) {
        this.stage = stage;
        this.words = words;
        this.clocks = clocks;
        this.leadership = new Leadership(stage, words, clocks);
        this.storage = new Storage(stage);
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
            case "Prepare" -> leadership.prepare(m, step);
            case "Promise" -> {
                deliver(
                        m,
                        step,
                        r -> r instanceof Message.Prepare p && p.ballot().equals(step.ballot()));
                if (!clocks && m.isUp() && m.replica().promised().isLowerThan(step.ballot())) {
                    stage.pass(m, 2 * stage.timing().leaseNanos()); // Until it is bound by no lease.
                }
            }
            case "Lead" -> leadership.lead(m, step);
            case "StepDown" -> leadership.stepDown(m);
            case "Propose" -> {
                stage.step(m, new Input.Submitted(List.of(command(step)), 0));
                leadership.establish(m, step);
            }
            case "Reconfigure" -> {
                leadership.establish(m, step);
                stage.step(m, new Input.Reconfigure(words.members(step.text("command"))));
            }
            case "Retire" -> leadership.establish(m, step);
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
            case "Apply" -> storage.applied(m, step);
            case "Snapshot" -> storage.snapshotted(m, step);
            case "InstallSnapshot" -> storage.install(m, step);
            case "Archive" -> storage.archive(m, step);
            case "Trim" -> {
                storage.tellArchived(m);
                stage.flushAll(m);
            }
            case "Fetch" -> storage.fetch(m);
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
            case "Flush" -> storage.flush(m, step);
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
}
