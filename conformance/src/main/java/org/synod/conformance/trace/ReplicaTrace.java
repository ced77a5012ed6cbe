package org.synod.conformance.trace;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of one replica over all its incarnations, with the crashes between them, read as far as they are asked for.
 *
 * <p>No process reports its own crash. It is put behind the last event of an incarnation that has a successor, or that was
 * killed.
 */
final class ReplicaTrace implements Closeable {

    /** Read at once, so that a file is not looked at for each event. */
    private static final int AT_ONCE = 256;

    private final boolean growing;
    private final TreeMap<Long, TraceReader> later = new TreeMap<>();
    private final List<TraceHeader> headers = new ArrayList<>();
    private final Unreported unreported = new Unreported();
    private final Deque<TraceEvent> queue = new ArrayDeque<>();
    private @Nullable TraceReader current;

    /** Of the current incarnation, while nothing of it is read that would tell what the crash before it left. */
    private boolean restarting;

    private @Nullable TraceEvent last;
    private boolean finished;
    private boolean killed;
    private long readAt;
    private long emptyAt;

    /**
     * Of no file yet.
     *
     * @param growing whether its process may still run: then who has a successor has ended, whether it said so or not
     */
    ReplicaTrace(boolean growing) {
        this.growing = growing;
    }

    /**
     * One more file.
     *
     * @throws BadTraceException when there is one of this incarnation
     */
    void add(TraceReader reader, TraceHeader header) {
        for (TraceHeader other : headers) {
            if (other.incarnation() == header.incarnation()) {
                throw new BadTraceException(
                        header.file(), 1, "this and " + other.file() + " are of the same incarnation");
            }
        }
        headers.add(header);
        later.put(header.incarnation(), reader);
        emptyAt = 0; // Whatever was looked at before, this file was not.
    }

    /**
     * Nothing will be appended, and no file added.
     *
     * @throws BadTraceException when a file is missing
     */
    void finish() {
        finished = true;
        long expected = headers.size() - later.size() + 1L;
        for (TraceReader reader : later.values()) {
            TraceHeader header = TraceMerge.header(reader);
            if (header.incarnation() != expected) {
                throw new BadTraceException(
                        header.file(),
                        1,
                        "this is of incarnation " + header.incarnation() + ", and the file of incarnation " + expected
                                + " is missing from the files given");
            }
            expected++;
        }
    }

    /** Whose events are in this file order already: those of a whole group. */
    private boolean isWhole() {
        return headers.getFirst().replica() == null;
    }

    @Nullable TraceEvent head() {
        return queue.peek();
    }

    TraceEvent remove() {
        return queue.remove();
    }

    /** When the events were read that come next. */
    long readAt() {
        return readAt;
    }

    /** When there was nothing more to be read. */
    long emptyAt() {
        return emptyAt;
    }

    /** Reads on, as far as is written at this moment. */
    void read(long at) {
        if (current != null) {
            current.look();
        }
        while (queue.size() < AT_ONCE) {
            TraceReader reader = current == null ? begin() : current;
            if (reader == null) {
                break;
            }
            TraceEvent event = reader.next();
            if (event != null) {
                give(reader, event);
            } else if (!end(reader)) {
                break;
            }
        }
        if (queue.isEmpty()) {
            emptyAt = at;
        } else {
            readAt = at;
        }
    }

    /** The next incarnation, once there is one. */
    private @Nullable TraceReader begin() {
        long next = headers.size() - later.size() + 1L;
        TraceReader reader = later.remove(next);
        current = reader;
        if (reader != null) {
            reader.look();
            restarting = next > 1;
            killed = false;
        } else if (finished && killed) {
            killed = false;
            queue.addAll(unreported.after(last, headers.getLast()));
        }
        return reader;
    }

    private void give(TraceReader reader, TraceEvent event) {
        restarted(reader, event);
        TraceEvent before = last;
        if (!isWhole()) {
            if (before != null && (event.number() <= before.number() || event.clock() < before.clock())) {
                throw new BadTraceException(
                        reader.file(), 0, "event " + event.number() + " stands behind event " + before.number());
            }
            unreported.follow(event);
        }
        queue.add(event);
        last = event;
    }

    private void restarted(TraceReader reader, @Nullable TraceEvent first) {
        if (restarting) {
            restarting = false;
            queue.addAll(unreported.between(last, TraceMerge.header(reader), first));
        }
    }

    /** Whether nothing more comes in this file: it has its end line, or another incarnation has begun. */
    private boolean end(TraceReader reader) {
        boolean succeeded = growing && !later.isEmpty();
        if (reader.reason() == null && finished && !succeeded) {
            reader.finish();
        }
        String reason = reader.reason();
        if (reason == null && !succeeded) {
            return false;
        }
        restarted(reader, null);
        killed = reason == null || reason.equals("killed");
        reader.close();
        current = null;
        return true;
    }

    /** Whether the process of the last file has ended, and all of it is read. */
    boolean isEnded() {
        return current == null && later.isEmpty() && queue.isEmpty();
    }

    /** The file that has the event. */
    Path file(TraceEvent event) {
        for (TraceHeader header : headers) {
            if (header.replica() == null || header.incarnation() == event.incarnation()) {
                return header.file();
            }
        }
        throw new IllegalStateException("the event is of none of the files: " + event);
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
        later.values().forEach(TraceReader::close);
    }
}
