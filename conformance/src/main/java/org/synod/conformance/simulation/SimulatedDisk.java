package org.synod.conformance.simulation;

import java.util.ArrayList;
import java.util.List;
import org.synod.core.LogRecord;

/** The log of one replica: what is durable, and what a crash may lose. */
public final class SimulatedDisk {

    private final Habits habits;
    private final List<LogRecord> records = new ArrayList<>();
    private int durable;

    /** The longest that a sync takes beyond the usual, in nanoseconds. */
    private long slowNanos;

    /** As its owner is used to treat it. */
    public SimulatedDisk(Habits habits) {
        this.habits = habits;
    }

    public void append(List<LogRecord> more) {
        records.addAll(more);
    }

    /** How many records there are, durable or not. */
    public int written() {
        return records.size();
    }

    public boolean isDirty() {
        return durable < records.size();
    }

    /** The records up to this one are durable from now on. */
    public void synced(int upTo) {
        durable = Math.max(durable, habits.synced(durable, upTo));
    }

    void slow(long nanos) {
        slowNanos = nanos;
    }

    long slowNanos() {
        return slowNanos;
    }

    public int unsynced() {
        return records.size() - durable;
    }

    /** A crash: of what was not synced the first {@code survivors} records are found again, and are durable. */
    public void crash(int survivors) {
        records.subList(durable + survivors, records.size()).clear();
        durable = records.size();
    }

    /** Nothing is left. */
    void wipe() {
        records.clear();
        durable = 0;
    }

    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** How many promises and votes were ever durable. */
    public long durableVotes() {
        long votes = 0;
        for (LogRecord record : records.subList(0, durable)) {
            votes = record instanceof LogRecord.Trimmed t ? t.votes() : votes + (record.isVote() ? 1 : 0);
        }
        return votes;
    }

    /** How long a prefix is durable, as chosen. */
    public long noted() {
        long noted = 0;
        for (LogRecord record : records.subList(0, durable)) {
            if (record instanceof LogRecord.ChosenUpTo c) {
                noted = Math.max(noted, c.slot());
            } else if (record instanceof LogRecord.Trimmed t) {
                noted = Math.max(noted, t.slot());
            }
        }
        return noted;
    }

    /** Behind which slot the log begins. */
    public long trimmed() {
        long trimmed = 0;
        for (LogRecord record : records.subList(0, durable)) {
            trimmed = record instanceof LogRecord.Trimmed t ? t.slot() : trimmed;
        }
        return trimmed;
    }
}
