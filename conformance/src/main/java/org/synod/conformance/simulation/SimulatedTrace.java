package org.synod.conformance.simulation;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Timing;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.runtime.TraceFormat;
import org.synod.runtime.TransitionSink;
import org.synod.transport.Stamp;

/** The trace of a simulated group: one file, the events in the order in which they happened. */
public final class SimulatedTrace implements Closeable {

    /** The message that a step received, and where it stood in its sender's trace. */
    public record Cause(ReplicaId from, Stamp stamp) {}

    private final BufferedWriter out;
    private final StringBuilder line = new StringBuilder();
    private long events;
    private long leaders;

    /**
     * Begins a trace.
     *
     * @param others who may become a member later
     * @param run what the run is called
     */
    public SimulatedTrace(Path file, Configuration first, List<Member> others, String run, long seed)
            throws IOException {
        out = Files.newBufferedWriter(file);
        TraceFormat.header(
                line, new TraceFormat.Header(new GroupId(1), first, others, Timing.DEFAULT, run, seed), null, 1);
        write();
    }

    /** The replica took a step; the clock counts it here. */
    public void took(
            ReplicaId replica, TraceClock clock, long timeNanos, Transition transition, @Nullable Cause cause) {
        clock.next();
        events++;
        if (transition instanceof Transition.Lead) {
            leaders++;
        }
        TransitionSink.@Nullable Cause by = cause == null
                ? null
                : new TransitionSink.Cause(cause.from(), cause.stamp().n());
        TraceFormat.event(line, replica, clock, timeNanos, transition, by);
        write();
    }

    public long events() {
        return events;
    }

    public long leaders() {
        return leaders;
    }

    public void end() {
        TraceFormat.end(line, events, "stopped");
        write();
    }

    private void write() {
        try {
            out.append(line);
            line.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
