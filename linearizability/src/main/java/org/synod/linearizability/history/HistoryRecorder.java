package org.synod.linearizability.history;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history while it happens, from many threads.
 *
 * <p>Order is everything: {@code invoke} returns before the request may leave, and a completion is recorded after the
 * answer came. Then an operation that ended before another began stands before it in the file. The time of an event is
 * taken under the same lock that orders the file, so times never run backwards if the clock does not.
 *
 * <p>The file is ND-JSON; {@link #close} adds the line that says it is whole and forces it to disk, and only then may
 * it be judged.
 */
public final class HistoryRecorder implements Closeable {
    private final FileChannel channel;
    private final BufferedWriter out;
    private final LongSupplier nanos;
    private final AtomicLong processes = new AtomicLong();
    private long events;
    private boolean closed;

    private HistoryRecorder(FileChannel channel, LongSupplier nanos) throws IOException {
        this.channel = channel;
        this.nanos = nanos;
        this.out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), 1 << 16);
        out.append(NdJson.header()).append('\n');
    }

    /**
     * Opens a new file.
     *
     * @param nanos nanoseconds from any origin
     * @throws IOException when the file exists or cannot be written
     */
    public static HistoryRecorder create(Path file, LongSupplier nanos) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new HistoryRecorder(channel, nanos);
    }

    /** A process number that nobody had before: for a new client, and for a client after {@code info}. */
    public long newProcess() {
        return processes.getAndIncrement();
    }

    /** An operation is about to be sent. */
    public void invoke(long process, String f, @Nullable Object key, @Nullable Object value) {
        append(EventType.INVOKE, process, f, key, value, null);
    }

    /** The operation happened and returned the value. */
    public void ok(long process, String f, @Nullable Object key, @Nullable Object value) {
        append(EventType.OK, process, f, key, value, null);
    }

    /** The operation certainly did not happen; the value is the invoked one. */
    public void fail(long process, String f, @Nullable Object key, @Nullable Object value, @Nullable Object error) {
        append(EventType.FAIL, process, f, key, value, error);
    }

    /** Nobody knows whether the operation happened or will: a time-out, a lost connection. */
    public void info(long process, String f, @Nullable Object key, @Nullable Object value, @Nullable Object error) {
        append(EventType.INFO, process, f, key, value, error);
    }

    /** Something that is no client's operation, for the picture: a fault that was injected. */
    public void note(String actor, String f, @Nullable Object value) {
        append(EventType.INFO, new Keyword(actor), f, null, value, null);
    }

    /** Hands everything recorded so far to the operating system. */
    public synchronized void flush() throws IOException {
        out.flush();
    }

    /** How many events were recorded. */
    public synchronized long events() {
        return events;
    }

    /** Adds the end line and forces the file to disk; a second call does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (channel) {
            out.append(NdJson.end(events)).append('\n');
            out.flush();
            channel.force(true);
        }
    }

    private synchronized void append(
            EventType type,
            Object process,
            String f,
            @Nullable Object key,
            @Nullable Object value,
            @Nullable Object error) {
        if (closed) {
            throw new IllegalStateException("the history is closed");
        }
        Map<String, @Nullable Object> extra = error == null ? Map.of() : Map.of("error", error);
        Event event = new Event(0, events, process, type, f, key, value, nanos.getAsLong(), extra);
        try {
            out.append(NdJson.line(event)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        events++;
    }
}
