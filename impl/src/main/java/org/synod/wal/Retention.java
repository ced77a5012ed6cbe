package org.synod.wal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;

/**
 * Knows which segments some group still needs. Of each segment and group it keeps the highest slot that has a record
 * there, and of each group where its newest records of the other kinds stand. Only what is durable is noted here: what
 * rests on a note may delete files.
 *
 * <p>A group that has not trimmed since the start needs each segment that it has a record in. Any other needs those in
 * which a vote or a learned command of a slot stands that it has not trimmed, or its newest promise, trim or chosen
 * prefix. A vote is a promise as well: so a segment with votes in it is needed until a promise stands in a later one.
 */
final class Retention {

    /**
     * Where the log begins.
     *
     * @param sequence of the first record in that segment
     */
    record Begin(long segment, long sequence) {
        static final Begin FIRST = new Begin(1, 1);
    }

    /** What one group has in one segment. */
    private static final class Held {
        private long highestSlot;
        private boolean votes;
    }

    private record Segment(long index, long firstSequence, long bytes, Int2ObjectHashMap<Held> groups) {}

    /** Of one group: in which segments its newest records stand, 0 for none, and what it gave up. */
    private static final class Group {
        private long promisedIn;
        private long trimmedIn;
        private long chosenIn;
        private long trimRecorded;
        /** Below every slot until the group has trimmed since the start: it needs all that it has. */
        private long trimmed = -1;
    }

    private final LogFormat format;

    /** Invariant: the oldest first, without a gap; the last one is in use. */
    private final Deque<Segment> segments = new ArrayDeque<>();

    private final Int2ObjectHashMap<Group> groups = new Int2ObjectHashMap<>();
    /** The highest that {@link #begin} gave out, or that the log says. */
    private Begin announced = Begin.FIRST;

    Retention(LogFormat format) {
        this.format = format;
    }

    /** A segment comes into use; its header is durable. */
    synchronized void use(long index, long firstSequence, long bytes) {
        segments.add(new Segment(index, firstSequence, bytes, new Int2ObjectHashMap<>()));
    }

    /**
     * Notes the durable records from {@code from} to {@code to}, which stand in the segment in use.
     *
     * @return where the log begins, if a record among these says so; everything before is needed by nobody
     */
    synchronized @Nullable Begin note(ByteBuffer records, int from, int to) {
        Begin found = null;
        for (int at = from; at < to; at += RecordFormat.padded(RecordFormat.lengthAt(records, at))) {
            byte kind = RecordFormat.kindAt(records, at);
            if (kind == RecordFormat.BEGIN) {
                found = RecordFormat.beginAt(records, at);
            } else if (kind != RecordFormat.MARK) {
                byte like = format.like(kind);
                note(like, RecordFormat.groupAt(records, at), RecordFormat.slotAt(records, at, like));
            }
        }
        if (found != null) {
            forget(found);
        }
        return found;
    }

    private void note(byte kind, int number, long slot) {
        Segment segment = segments.getLast();
        Held held = segment.groups().computeIfAbsent(number, n -> new Held());
        Group group = groups.computeIfAbsent(number, n -> new Group());
        switch (kind) {
            case RecordFormat.PROMISED -> group.promisedIn = segment.index();
            case RecordFormat.CHOSEN_UP_TO -> group.chosenIn = segment.index();
            case RecordFormat.TRIMMED -> {
                // It holds the promise as well.
                group.promisedIn = segment.index();
                group.trimmedIn = segment.index();
                group.trimRecorded = Math.max(group.trimRecorded, slot);
            }
            default -> {
                held.highestSlot = Math.max(held.highestSlot, slot);
                held.votes |= kind == RecordFormat.VOTED;
            }
        }
    }

    private void forget(Begin begin) {
        if (begin.segment() > announced.segment()) {
            announced = begin;
        }
        while (segments.getFirst().index() < begin.segment()) {
            segments.removeFirst();
        }
    }

    /**
     * The group gives up its records of the slots up to this one.
     *
     * @throws IllegalStateException when the log does not say so durably
     */
    synchronized void trim(GroupId id, long slot) {
        Group group = groups.get(id.value());
        if (group == null || group.trimRecorded < slot) {
            throw new IllegalStateException(id + " gives up its records up to slot " + slot + ", and the log says "
                    + (group == null ? "nothing" : "slot " + group.trimRecorded));
        }
        group.trimmed = Math.max(group.trimmed, slot);
    }

    /** Where the log may begin, given out once; null when it cannot begin later than was said already. */
    synchronized @Nullable Begin begin() {
        Segment oldest = oldestNeeded();
        if (oldest.index() <= announced.segment()) {
            return null;
        }
        announced = new Begin(oldest.index(), oldest.firstSequence());
        return announced;
    }

    private Segment oldestNeeded() {
        for (Segment segment : segments) {
            if (neededBy(segment) != null) {
                return segment;
            }
        }
        return segments.getLast();
    }

    private @Nullable GroupId neededBy(Segment segment) {
        Int2ObjectHashMap<Held>.EntryIterator entries =
                segment.groups().entrySet().iterator();
        while (entries.hasNext()) {
            entries.next();
            if (needs(segment.index(), entries.getIntKey(), entries.getValue())) {
                return new GroupId(entries.getIntKey());
            }
        }
        return null;
    }

    private boolean needs(long segment, int number, Held held) {
        Group group = groups.get(number);
        return group == null
                || held.highestSlot > group.trimmed
                || (held.votes && group.promisedIn <= segment)
                || group.promisedIn == segment
                || group.trimmedIn == segment
                || group.chosenIn == segment;
    }

    /** Bytes of the segments before the one in use that must stay. */
    synchronized long pinnedBytes() {
        long first = oldestNeeded().index();
        long inUse = segments.getLast().index();
        return segments.stream()
                .filter(segment -> segment.index() >= first && segment.index() < inUse)
                .mapToLong(Segment::bytes)
                .sum();
    }

    /** A group that needs the oldest segment that is needed; null when that is the one in use. */
    synchronized @Nullable GroupId oldestNeededBy() {
        Segment oldest = oldestNeeded();
        return oldest.index() == segments.getLast().index() ? null : neededBy(oldest);
    }
}
