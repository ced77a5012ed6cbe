package org.synod.conformance.replay;

import java.util.Comparator;
import java.util.List;
import org.synod.core.Ballot;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Transition;

/** Makes a replica stand for election, lead, be known to lead, and step down. */
final class Leadership {

    private final Stage stage;
    private final Words words;
    private final boolean clocks;

    /** @param clocks whether nobody waits for the end of a lease by itself */
    Leadership(Stage stage, Words words, boolean clocks) {
        this.stage = stage;
        this.words = words;
        this.clocks = clocks;
    }

    /** Silence for long enough, and nobody who hears the leader. The ballot's number is made what it is to be. */
    void prepare(Machine m, ScenarioStep step) {
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

    /** It hears the promises of the quorum, or all when the step names none. */
    void lead(Machine m, ScenarioStep step) {
        List<ReplicaId> quorum = step.has("quorum") ? words.replicas(step.text("quorum")) : List.of();
        for (Stage.Sent message : stage.sentTo(
                m, r -> r instanceof Message.Promise p && p.ballot().equals(step.ballot()))) {
            if (quorum.isEmpty() || quorum.contains(message.from())) {
                stage.deliver(message);
            }
        }
    }

    /** The members hear who leads, and say what they hold. */
    void establish(Machine m, ScenarioStep step) {
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
    void stepDown(Machine m) {
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
}
