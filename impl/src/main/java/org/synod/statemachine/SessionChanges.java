package org.synod.statemachine;

import java.util.List;

/**
 * What became of the sessions since the last time that somebody asked.
 *
 * @param used began or went on; each replaces what was saved of it before
 * @param forgotten the numbers of those that had to go
 */
public record SessionChanges(List<SavedSession> used, List<Long> forgotten) {

    /** Nothing happened. */
    public static final SessionChanges NONE = new SessionChanges(List.of(), List.of());

    public SessionChanges {
        used = List.copyOf(used);
        forgotten = List.copyOf(forgotten);
    }

    /** Bytes of memory that they take, about. */
    public long bytes() {
        long bytes = 24L * forgotten.size();
        for (SavedSession session : used) {
            byte[] result = session.result();
            bytes += 64 + (result == null ? 0 : result.length);
        }
        return bytes;
    }
}
