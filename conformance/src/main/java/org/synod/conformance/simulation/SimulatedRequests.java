package org.synod.conformance.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage.Status;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.statemachine.ClientSessions;

/** The requests that wait for an answer of a simulated process, and the tree that they are answered from. */
final class SimulatedRequests {

    /** Takes the answer to a request. */
    interface Answer {
        void reply(Status status, @Nullable ReplicaId leader, byte[] result);
    }

    private record Waiting(Command command, Answer answer) {}

    private record Done(long slot, Answer answer, ClientSessions.Outcome outcome) {}

    private record Reading(byte[] operation, Answer answer) {}

    private record Captured(Answer answer, byte[] result) {}

    private static final byte[] NOTHING = new byte[0];

    private final SimulatedProcess process;
    private final SimulatedTree tree;
    private final Habits habits;
    private final SplittableRandom random;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private List<Reading> reading = new ArrayList<>();
    private boolean capturing;

    SimulatedRequests(SimulatedProcess process, SimulatedTree tree, Habits habits, SplittableRandom random) {
        this.habits = habits;
        this.process = process;
        this.tree = tree;
        this.random = random;
    }

    // Through the log.

    void submit(Command command, Answer answer) {
        boolean asked = waiting.put(command.client(), new Waiting(command, answer)) != null;
        if (!asked || !process.replica().isLeader()) {
            process.step(new Input.Submitted(List.of(command), process.nowMillis()));
        }
    }

    /** Puts what was chosen into the tree, and answers who asked for it. */
    void apply(List<Output.Decision> chosen) {
        List<Done> done = new ArrayList<>();
        long before = tree.applied();
        for (Output.Decision decision : chosen) {
            if (decision.slot() <= tree.applied()) {
                continue;
            }
            Command command = decision.command();
            ClientSessions.Outcome outcome = tree.apply(decision.slot(), command);
            Waiting asked = waiting.get(command.client());
            if (asked != null && asked.command().sequence() == command.sequence()) {
                waiting.remove(command.client());
                done.add(new Done(decision.slot(), asked.answer(), outcome));
            }
        }
        if (tree.applied() > before) {
            Output output = process.take(new Input.Applied(tree.applied()));
            done.forEach(d -> answer(d, output.acknowledged()));
        }
    }

    /** Only what this replica's own ballot chose is acknowledged. */
    private void answer(Done done, List<Output.Acknowledged> acknowledged) {
        boolean mayBe =
                habits.mayReply(acknowledged.stream().anyMatch(a -> a.from() <= done.slot && done.slot <= a.upTo()));
        Status status = switch (done.outcome.how()) {
            case EXECUTED, REPEATED -> mayBe ? Status.OK : Status.IN_DOUBT;
            case EXPIRED -> Status.SESSION_EXPIRED;
            case NO_OP -> throw new IllegalStateException("a client's command is no no-op");
        };
        done.answer().reply(status, leader(), done.outcome.result());
    }

    void refuse(List<Output.Refusal> refusals) {
        for (Output.Refusal refusal : refusals) {
            Waiting refused = waiting.remove(refusal.command().client());
            if (refused != null) {
                refused.answer().reply(status(refusal.reason()), refusal.leader(), NOTHING);
            }
        }
    }

    private static Status status(Output.Reason reason) {
        return switch (reason) {
            case NOT_LEADER -> Status.NOT_LEADER;
            case BUSY -> Status.BUSY;
        };
    }

    /** Who does not lead any more cannot tell what becomes of what it proposed. */
    void leaveInDoubt() {
        List<Waiting> inDoubt = List.copyOf(waiting.values());
        waiting.clear();
        inDoubt.forEach(w -> w.answer().reply(Status.IN_DOUBT, leader(), NOTHING));
    }

    // From the tree.

    void read(byte[] operation, Answer answer) {
        reading.add(new Reading(operation, answer));
        capture();
    }

    private void capture() {
        if (capturing || reading.isEmpty()) {
            return;
        }
        List<Reading> batch = reading;
        reading = new ArrayList<>();
        if (!habits.mayRead(process.step(new Input.Read()))) {
            batch.forEach(r -> r.answer.reply(Status.NOT_LEADER, leader(), NOTHING));
            return;
        }
        capturing = true;
        List<Captured> captured = batch.stream()
                .map(r -> new Captured(r.answer, tree.read(r.operation)))
                .toList();
        long pause = random.nextInt(20) == 0 ? random.nextLong(400_000_000) : random.nextLong(1_000_000);
        process.later(pause, () -> answer(captured));
    }

    private void answer(List<Captured> captured) {
        boolean granted = habits.mayRead(process.step(new Input.Captured()));
        capturing = false;
        captured.forEach(c -> c.answer.reply(granted ? Status.OK : Status.NOT_LEADER, leader(), c.result));
        capture();
    }

    private @Nullable ReplicaId leader() {
        return process.replica().leader();
    }
}
