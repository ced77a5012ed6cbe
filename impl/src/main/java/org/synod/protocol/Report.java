package org.synod.protocol;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.core.Command;
import org.synod.core.Entry;
import org.synod.message.Message;

/**
 * One replica's promise, in the parts that have arrived.
 *
 * <p>A replica that is asked again promises again. If it has trimmed its log in between, its votes are cut into other parts:
 * parts of two promises together would leave votes out. So the parts are those of one promise, whose log began at one place.
 */
final class Report {
    private final Map<Integer, SortedMap<Long, Entry>> parts = new HashMap<>();
    private int expected = Integer.MAX_VALUE;
    private long trimmed;

    void add(Message.Promise part) {
        if (part.trimmed() != trimmed) {
            parts.clear();
        }
        expected = part.parts();
        trimmed = part.trimmed();
        parts.put(part.part(), part.entries());
    }

    boolean isComplete() {
        return parts.size() == expected;
    }

    /** What the replica could not report since it is gone from its log. */
    long trimmed() {
        return trimmed;
    }

    /**
     * What a leader must propose again, by slot, from what a quorum reports: the command under the highest ballot. Slots
     * that nobody reports are missing. {@code ReplicationGroup!Adopt}.
     */
    static SortedMap<Long, Command> adopt(Collection<Report> reports, Rules rules) {
        TreeMap<Long, Entry> highest = new TreeMap<>();
        for (Report report : reports) {
            report.parts
                    .values()
                    .forEach(part -> part.forEach((slot, entry) -> highest.merge(slot, entry, rules::highest)));
        }
        SortedMap<Long, Command> adopted = new TreeMap<>();
        highest.forEach((slot, entry) -> {
            boolean overtaken = entry.command().isConfiguration() && isOvertaken(reports, slot, entry, rules);
            adopted.put(slot, rules.adopt(entry.command(), overtaken));
        });
        return adopted;
    }

    /**
     * A vote for a configuration was overtaken if a later leader went on behind its slot under an older configuration:
     * that leader knew, or proposed, something else there, so that the configuration was not chosen. {@code
     * ReplicationGroup!Overtaken}.
     */
    private static boolean isOvertaken(Collection<Report> reports, long slot, Entry vote, Rules rules) {
        for (Report report : reports) {
            for (SortedMap<Long, Entry> part : report.parts.values()) {
                for (Entry later : part.tailMap(slot + 1).values()) {
                    if (rules.overtaken(vote.ballot(), slot, later.ballot(), later.under())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
