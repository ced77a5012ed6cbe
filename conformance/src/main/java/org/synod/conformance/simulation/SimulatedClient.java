package org.synod.conformance.simulation;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.workload.RecordedOperation;
import org.synod.conformance.workload.Workload;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.linearizability.history.HistoryRecorder;
import org.synod.message.ClientMessage;
import org.synod.statemachine.KeyValueStore;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/** A client with one operation out at a time: looks for the leader, tries again under the same number, gives up in time. */
final class SimulatedClient {

    /** Few let a compare-and-set succeed; many let a stale answer be seen. */
    private static final int FEW_VALUES = 4;

    private static final int MANY_VALUES = 20;
    private static final long TRY_NANOS = 150_000_000;
    private static final long DEADLINE_NANOS = 1_500_000_000;

    private final Schedule schedule;
    private final long thinkNanos;
    private final boolean holdsOn;
    private final SplittableRandom random;
    private final List<SimulatedNode> nodes;
    private final HistoryRecorder history;
    private final Workload workload;

    private long process;
    private long session;
    private long sequence;
    /** The node to ask next: for what goes through the log, and for reads if they are held on to. */
    private final int[] targets = new int[2];

    private int attempt;
    private long deadline;

    /** Whether some try may have been taken up without an answer. */
    private boolean unsure;

    private @Nullable RecordedOperation current;
    private long succeeded;
    private boolean stopped;

    /**
     * @param thinkNanos the longest pause between an answer and the next operation
     * @param holdsOn whether it reads where it read last, though it writes elsewhere
     */
    SimulatedClient(
            Schedule schedule,
            long thinkNanos,
            boolean holdsOn,
            SplittableRandom random,
            List<SimulatedNode> nodes,
            HistoryRecorder history) {
        this.schedule = schedule;
        this.thinkNanos = thinkNanos;
        this.holdsOn = holdsOn;
        this.random = random;
        this.nodes = nodes;
        this.history = history;
        this.workload = new Workload(random, 3, holdsOn ? MANY_VALUES : FEW_VALUES);
        begin();
    }

    /** How many operations were answered. */
    long succeeded() {
        return succeeded;
    }

    /** No further operation; the one that is out is still seen through. */
    void stop() {
        stopped = true;
    }

    boolean isIdle() {
        return current == null;
    }

    void start() {
        schedule.after(random.nextLong(thinkNanos), this::next);
    }

    private void begin() {
        process = history.newProcess();
        session = random.nextLong(1, Long.MAX_VALUE);
        sequence = 0;
    }

    private void next() {
        if (stopped) {
            return;
        }
        Operation.OnKey operation = workload.next();
        sequence++;
        deadline = schedule.now() + DEADLINE_NANOS;
        unsure = false;
        RecordedOperation invoked = RecordedOperation.invoke(history, process, operation);
        current = invoked;
        attempt(invoked, new Command(session, sequence, operation.encode()));
    }

    private void attempt(RecordedOperation operation, Command command) {
        if (current != operation) {
            return;
        }
        if (schedule.now() >= deadline) {
            giveUp(operation);
            return;
        }
        int number = ++attempt;
        boolean read = isRead(command);
        SimulatedNode node = nodes.get(targets[target(read)]);
        schedule.after(
                50_000 + random.nextLong(300_000),
                () -> ask(node, command, read, (status, leader, result) -> {
                    schedule.after(
                            50_000 + random.nextLong(300_000),
                            () -> answered(operation, command, number, read, status, leader, result));
                }));
        schedule.after(TRY_NANOS, () -> {
            if (current == operation && attempt == number) {
                unsure = true;
                moveOn(read, null);
                attempt(operation, command);
            }
        });
    }

    /** A read goes to the leader's tree; while there is no lease, now and then through the log. */
    private boolean isRead(Command command) {
        return new KeyValueStore().isRead(command.payload()) && attempt % 4 != 3;
    }

    private int target(boolean read) {
        return read && holdsOn ? 1 : 0;
    }

    private static void ask(SimulatedNode node, Command command, boolean read, SimulatedRequests.Answer answer) {
        if (read) {
            node.read(command.payload(), answer);
        } else {
            node.submit(command, answer);
        }
    }

    private void answered(
            RecordedOperation operation,
            Command command,
            int number,
            boolean read,
            ClientMessage.Status status,
            @Nullable ReplicaId leader,
            byte[] result) {
        if (current != operation) {
            return;
        }
        switch (status) {
            case OK -> {
                try {
                    operation.ok(Result.decode(result));
                } catch (CodecException e) {
                    throw new IllegalStateException(e);
                }
                succeeded++;
                done();
            }
            case INVALID, SESSION_EXPIRED -> giveUp(operation);
            case IN_DOUBT -> {
                unsure = true;
                again(operation, command, number, read, leader);
            }
            case NOT_LEADER, BUSY -> again(operation, command, number, read, leader);
        }
    }

    private void again(
            RecordedOperation operation, Command command, int number, boolean read, @Nullable ReplicaId leader) {
        if (attempt == number) {
            attempt++;
            moveOn(read, leader);
            schedule.after(5_000_000 + random.nextLong(20_000_000), () -> attempt(operation, command));
        }
    }

    /** To the leader, if the node that was asked knows who that is. */
    private void moveOn(boolean read, @Nullable ReplicaId leader) {
        int next = (targets[target(read)] + 1) % nodes.size();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).id().equals(leader)) {
                next = i;
            }
        }
        targets[target(read)] = next;
    }

    /** Out of time: a failure if every try was turned away, and otherwise nobody knows. */
    private void giveUp(RecordedOperation operation) {
        if (unsure) {
            operation.info("time-out");
            begin();
        } else {
            operation.fail("no leader");
        }
        done();
    }

    private void done() {
        current = null;
        schedule.after(random.nextLong(thinkNanos), this::next);
    }
}
