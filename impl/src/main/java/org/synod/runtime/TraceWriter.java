package org.synod.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/**
 * Writes a replica's transitions to {@code trace-<replica>-<incarnation>.ndjson}, one write for each flush. They survive
 * the end of the process, not a loss of power.
 *
 * <p>A trace that cannot be written on is left without an end line, so that nobody takes it for whole; the node goes on.
 */
public final class TraceWriter implements TransitionSink {
    private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);
    private static final Pattern EVENT = Pattern.compile("^\\{\"n\":(\\d+),.*?\"clock\":(\\d+),.*}$");
    private static final int TAIL = 1 << 20;

    private final ReplicaId replica;
    private final FileChannel channel;
    private final StringBuilder lines = new StringBuilder(1 << 16);
    private long events;
    private boolean broken;

    /** The last transition of the line that is open; null: none is. */
    private @Nullable TraceRun run;

    private long runClock;
    private long runNanos;
    private @Nullable Cause runCause;

    private TraceWriter(ReplicaId replica, FileChannel channel) {
        this.replica = replica;
        this.channel = channel;
    }

    /**
     * Begins the trace of one incarnation.
     *
     * @throws IOException when the file exists already or cannot be written
     */
    public static TraceWriter open(Path folder, TraceFormat.Header header, ReplicaId replica, long incarnation)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                file(folder, replica, incarnation), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TraceWriter writer = new TraceWriter(replica, channel);
        TraceFormat.header(writer.lines, header, replica, incarnation);
        writer.flush();
        return writer;
    }

    private static Path file(Path folder, ReplicaId replica, long incarnation) {
        return folder.resolve("trace-" + replica + "-" + incarnation + ".ndjson");
    }

    /** The clock for a new incarnation: it goes on after the last whole line of the trace before it, if there is one. */
    public static TraceClock clock(@Nullable Path folder, ReplicaId replica, long incarnation) throws IOException {
        for (long before = incarnation - 1; folder != null && before > 0; before--) {
            Path file = file(folder, replica, before);
            if (Files.exists(file)) {
                Matcher last = lastEvent(file);
                if (last != null) {
                    long more = eventsOf(last.group()) - 1;
                    return new TraceClock(
                            incarnation, Long.parseLong(last.group(1)) + more, Long.parseLong(last.group(2)) + more);
                }
            }
        }
        return new TraceClock(incarnation, 0, 0);
    }

    /** How many events a line has. Labels have no comma in them. */
    private static long eventsOf(String line) {
        int commands = line.indexOf("\"commands\":[");
        return commands < 0
                ? 1
                : 1
                        + line.substring(commands, line.indexOf(']', commands))
                                .chars()
                                .filter(c -> c == ',')
                                .count();
    }

    private static @Nullable Matcher lastEvent(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            for (long tail = TAIL; ; tail *= 4) {
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(tail, size));
                long start = size - bytes.capacity();
                while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
                String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
                Matcher found = lastEvent(text, start == 0);
                if (found != null || start == 0 || tail > 1 << 28) {
                    return found;
                }
            }
        }
    }

    private static @Nullable Matcher lastEvent(String text, boolean whole) {
        int end = text.lastIndexOf('\n');
        while (end > 0) {
            int start = text.lastIndexOf('\n', end - 1) + 1;
            if (start > 0 || whole) {
                Matcher matcher = EVENT.matcher(text.substring(start, end));
                if (matcher.matches()) {
                    return matcher;
                }
            }
            end = start - 1;
        }
        return null;
    }

    @Override
    public void took(Transition transition, TraceClock clock, long timeNanos, @Nullable Cause cause) {
        if (broken) {
            return;
        }
        events++;
        TraceRun next = TraceRun.of(transition);
        TraceRun open = run;
        if (next != null && open != null && open.goesOnWith(next) && isNext(clock, timeNanos, cause)) {
            TraceFormat.more(lines, next.command());
        } else {
            endRun();
            if (next == null) {
                TraceFormat.event(lines, replica, clock, timeNanos, transition, cause);
            } else {
                TraceFormat.beginRun(lines, replica, clock, timeNanos, transition, next);
            }
        }
        run = next;
        runClock = clock.clock();
        runNanos = timeNanos;
        runCause = cause;
    }

    private boolean isNext(TraceClock clock, long timeNanos, @Nullable Cause cause) {
        return clock.clock() == runClock + 1 && timeNanos == runNanos && Objects.equals(cause, runCause);
    }

    private void endRun() {
        if (run != null) {
            TraceFormat.endRun(lines, runCause);
            run = null;
        }
    }

    @Override
    public void flush() {
        endRun();
        if (lines.isEmpty() || broken) {
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            broken = true;
            LOG.error("The trace of {} ends here: it cannot be written", replica, e);
        }
        lines.setLength(0);
    }

    @Override
    public void close() {
        endRun();
        TraceFormat.end(lines, events, "stopped");
        flush();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.error("The trace of {} could not be closed", replica, e);
        }
    }
}
