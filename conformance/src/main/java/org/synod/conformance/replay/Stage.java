package org.synod.conformance.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.simulation.SimulatedTrace;
import org.synod.conformance.trace.Said;
import org.synod.core.Configuration;
import org.synod.core.LogRecord;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.message.Message;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;
import org.synod.protocol.Settings;
import org.synod.protocol.Timing;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;

/**
 * Replicas, their disks and all messages that were ever sent. Nothing happens by itself: whoever has the stage says which
 * message arrives, what becomes durable, whose time passes and who crashes.
 */
final class Stage implements Closeable {

    /** A message under way, for ever: it may arrive late, twice, or not at all. */
    record Sent(ReplicaId from, ReplicaId to, Message message) {}

    /** All but the lease is so short that it does not count beside it. */
    private static final Timing BRIEF =
            new Timing(2_000_000, 4_000_000, 2_000_000, 2_000_000, Timing.DEFAULT.leaseNanos(), Timing.DEFAULT.drift());

    private final Replicas replicas;
    private final Timing timing;
    private final Configuration first;
    private final SimulatedTrace trace;
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Set<Sent> sent = new LinkedHashSet<>();

    private final StageLog log;

    /** What happened since the last look. */
    private final List<String> news = new ArrayList<>();

    private final Words words;

    Stage(Scenario scenario, Words words, Replicas replicas, Path traceFile) throws IOException {
        this.replicas = replicas;
        this.words = words;
        this.first = Configuration.first(scenario.members());
        this.log = new StageLog(first);
        this.timing = scenario.clocks() ? BRIEF : Timing.DEFAULT;
        this.trace = new SimulatedTrace(traceFile, first, scenario.standby(), "scenario", 0);
        Stream.concat(scenario.members().stream(), scenario.standby().stream())
                .forEach(m -> machines.put(m.id().name(), new Machine(m)));
        machines.values().forEach(m -> run(m, false));
    }

    Machine machine(String name) {
        Machine machine = machines.get(name);
        if (machine == null) {
            throw new IllegalArgumentException("'" + name + "' is neither a member nor on standby");
        }
        return machine;
    }

    Stream<Machine> machines() {
        return machines.values().stream();
    }

    /** What was sent to it, the oldest first. */
    List<Sent> sentTo(Machine machine, Predicate<Message> which) {
        return sent.stream()
                .filter(s -> s.to().equals(machine.id()) && which.test(s.message()))
                .toList();
    }

    Timing timing() {
        return timing;
    }

    /** What was chosen and archived. */
    StageLog log() {
        return log;
    }

    /** What came of all since the last call, a sentence each. */
    List<String> news() {
        List<String> all = List.copyOf(news);
        news.clear();
        return all;
    }

    // What happens.

    /** A replica that is down takes nothing. */
    @Nullable Output step(Machine m, Input input) {
        if (!m.isUp()) {
            return null;
        }
        Output output = m.replica().step(input);
        handle(m, output);
        return output;
    }

    void deliver(Sent message) {
        step(machine(message.to().name()), new Input.Received(message.from(), message.message()));
    }

    /** Time passes for this one. */
    @Nullable Output pass(Machine m, long nanos) {
        m.now += nanos;
        return step(m, new Input.Tick(m.now, 0));
    }

    /** The next promise or vote becomes durable, and what was written before it; false when there is none. */
    boolean flush(Machine m) {
        List<LogRecord> records = m.disk.records();
        for (int i = m.disk.written() - m.disk.unsynced(); i < records.size(); i++) {
            if (records.get(i).isVote()) {
                sync(m, i + 1);
                return true;
            }
        }
        return false;
    }

    /** All that was written becomes durable. */
    void flushAll(Machine m) {
        if (m.disk.isDirty()) {
            sync(m, m.disk.written());
        }
    }

    private void sync(Machine m, int upTo) {
        m.disk.synced(upTo);
        step(m, new Input.Durable(upTo - m.base));
    }

    /** The process is gone; of the promises and votes that were not durable so many are found again. */
    void crash(Machine m, long survived) {
        List<LogRecord> records = m.disk.records();
        int durable = m.disk.written() - m.disk.unsynced();
        int survivors = 0;
        long votes = 0;
        for (LogRecord record : records.subList(durable, records.size())) {
            votes += record.isVote() ? 1 : 0;
            if (votes > survived) {
                break;
            }
            survivors++;
        }
        m.disk.crash(survivors);
        m.survivors = Math.min(votes, survived);
        m.run(null);
        m.ahead.clear();
        m.said.crash(new Said.Found(m.disk.durableVotes(), m.disk.noted(), m.disk.trimmed(), m.snapshot))
                .forEach(step -> took(m, step));
    }

    void restart(Machine m) {
        m.clock = new TraceClock(m.clock.incarnation() + 1, m.clock.n(), m.clock.clock());
        run(m, true);
    }

    /** Its disk is lost, and it with that. */
    void lose(Machine m) {
        m.run(null);
        m.gone = true;
        m.ahead.clear();
        took(m, new Transition.LoseDisk());
    }

    private void run(Machine m, boolean ranBefore) {
        Settings settings = Settings.of(m.id(), m.member.role(), first, timing, m.clock.incarnation());
        Replica replica = replicas.make(settings, ranBefore, m.disk.records(), m.snapshot);
        m.base = m.disk.written();
        m.run(replica);
        handle(m, replica.start());
        pass(m, 0);
    }

    private void handle(Machine m, Output output) {
        output.transitions().forEach(t -> took(m, t));
        m.disk.append(output.records());
        for (Output.Envelope envelope : output.messages()) {
            sent.add(new Sent(m.id(), envelope.to(), envelope.message()));
            news.add(m.id() + " sent " + envelope.to() + " " + envelope.message());
        }
        if (output.refusal() != null) {
            news.add(m.id() + " refused: " + output.refusal());
        }
        output.refused()
                .forEach(r -> news.add(
                        m.id() + " did not propose: " + r.reason().name().toLowerCase(java.util.Locale.ROOT)));
        if (output.left()) {
            m.run(null);
            m.gone = true;
        }
    }

    private void took(Machine m, Transition transition) {
        trace.took(m.id(), m.clock, m.now, transition, null);
        m.took(transition);
        log.took(transition);
        news.add(words.step(m.id(), transition).toString());
    }

    /** How many events the trace has. */
    long events() {
        return trace.events();
    }

    /** Whom the first configuration has. */
    List<Member> firstMembers() {
        return first.members();
    }

    @Override
    public void close() throws IOException {
        trace.end();
        trace.close();
    }
}
