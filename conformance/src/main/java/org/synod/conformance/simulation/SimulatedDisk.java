package org.synod.conformance.simulation;

import java.util.ArrayList;
import java.util.List;
import org.synod.core.LogRecord;

/** The log of one replica: what is durable, and what a crash may lose. */
final class SimulatedDisk {

    private final List<LogRecord> records = new ArrayList<>();
    private int durable;

    void append(List<LogRecord> more) {
        records.addAll(more);
    }

    /** How many records there are, durable or not. */
    int written() {
        return records.size();
    }

    boolean isDirty() {
        return durable < records.size();
    }

    /** The records up to this one are durable from now on. */
    void synced(int upTo) {
        durable = Math.max(durable, upTo);
    }

    int unsynced() {
        return records.size() - durable;
    }

    /** A crash: of what was not synced the first {@code survivors} records are found again, and are durable. */
    void crash(int survivors) {
        records.subList(durable + survivors, records.size()).clear();
        durable = records.size();
    }

    List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** How many promises and votes are durable. */
    long durableVotes() {
        return records.subList(0, durable).stream().filter(LogRecord::isVote).count();
    }
}
