package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the traces of the replicas of one group together into one order that agrees with happens-before.
 *
 * <p>Each replica's events stay in their order, and of the replicas' next events the one with the lowest Lamport clock
 * comes first: an event's clock is above that of every event that may have caused it (Lamport 1978), and a replica goes
 * on counting where its last incarnation stopped.
 *
 * <p>No process reports its own crash. It is put behind the last event of an incarnation that has a successor, or that was
 * killed; how much of the log survived is told by what the successor found there.
 */
public final class TraceMerge {

    private TraceMerge() {}

    /**
     * The events of a group.
     *
     * @throws BadTraceException when the files are not of one run of one group
     */
    public static List<TraceEvent> merge(List<TraceFile> files) {
        if (files.size() == 1 && files.getFirst().replica() == null) {
            return files.getFirst().events();
        }
        SortedMap<String, List<TraceFile>> byReplica = new TreeMap<>();
        for (TraceFile file : files) {
            check(file, files.getFirst());
            byReplica
                    .computeIfAbsent(String.valueOf(file.replica()), r -> new ArrayList<>())
                    .add(file);
        }
        for (String replica : files.getFirst().members().initial()) {
            if (!byReplica.containsKey(replica)) {
                throw new BadTraceException(
                        files.getFirst().file(),
                        1,
                        "the trace of replica " + replica + " is missing from the files given");
            }
        }
        List<Deque<TraceEvent>> queues = new ArrayList<>();
        byReplica.values().forEach(incarnations -> queues.add(withCrashes(incarnations)));
        List<TraceEvent> merged = new ArrayList<>();
        while (true) {
            Deque<TraceEvent> lowest = null;
            for (Deque<TraceEvent> queue : queues) {
                TraceEvent head = queue.peek();
                if (head != null
                        && (lowest == null || head.clock() < lowest.getFirst().clock())) {
                    lowest = queue;
                }
            }
            if (lowest == null) {
                return merged;
            }
            merged.add(lowest.remove());
        }
    }

    private static void check(TraceFile file, TraceFile first) {
        if (file.replica() == null) {
            throw new BadTraceException(file.file(), 1, "a trace of a whole group is judged alone");
        }
        if (!file.run().equals(first.run())
                || !file.group().equals(first.group())
                || !file.members().equals(first.members())) {
            throw new BadTraceException(file.file(), 1, "this is not of the same run as " + first.file());
        }
    }

    private static Deque<TraceEvent> withCrashes(List<TraceFile> incarnations) {
        incarnations.sort(Comparator.comparingLong(TraceFile::incarnation));
        Deque<TraceEvent> events = new ArrayDeque<>();
        Said said = new Said();
        for (int i = 0; i < incarnations.size(); i++) {
            TraceFile file = incarnations.get(i);
            if (i > 0 && file.incarnation() == incarnations.get(i - 1).incarnation()) {
                throw new BadTraceException(
                        file.file(), 1, "this and " + incarnations.get(i - 1).file() + " are of the same incarnation");
            }
            if (file.incarnation() != i + 1) {
                throw new BadTraceException(
                        file.file(),
                        1,
                        "this is of incarnation " + file.incarnation() + ", and the file of incarnation " + (i + 1)
                                + " is missing from the files given");
            }
            if (i > 0) {
                restart(file, events, said);
            }
            for (TraceEvent event : file.events()) {
                TraceEvent last = events.peekLast();
                if (last != null && (event.number() <= last.number() || event.clock() < last.clock())) {
                    throw new BadTraceException(
                            file.file(), 0, "event " + event.number() + " stands behind event " + last.number());
                }
                events.add(event);
                said.follow(event);
            }
            if (i == incarnations.size() - 1 && file.reason().equals("killed") && !said.left) {
                events.add(made("Crash", file, events.peekLast(), crash(0, said.noted)));
            }
        }
        return events;
    }

    /** What a replica has said to be durable. Its disk may hold more when it crashes, and its successor finds that. */
    private static final class Said {
        long votes;
        long noted;
        long trimmed;
        long snapshot;
        long applied;
        boolean left;

        void follow(TraceEvent event) {
            JsonNode parameters = event.parameters();
            switch (event.action()) {
                case "Flush" -> votes = parameters.get("votes").asLong();
                case "Note" -> noted = parameters.get("upTo").asLong();
                case "Trim" -> trimmed = parameters.get("upTo").asLong();
                case "Snapshot" -> snapshot = parameters.get("upTo").asLong();
                case "Apply" -> applied = parameters.get("upTo").asLong();
                case "InstallSnapshot" -> {
                    noted = parameters.get("upTo").asLong();
                    trimmed = noted;
                    snapshot = noted;
                    applied = noted;
                }
                case "Restart" -> {
                    votes = parameters.get("votes").asLong();
                    noted = parameters.get("chosenUpTo").asLong();
                    trimmed = parameters.get("trimmed").asLong();
                    applied = parameters.get("applied").asLong();
                    snapshot = applied;
                }
                case "Leave" -> left = true;
                default -> {}
            }
        }
    }

    /** What the successor found tells what the crash left; a log without a record tells nothing, and is reported here. */
    private static void restart(TraceFile file, Deque<TraceEvent> events, Said said) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        nothing.putArray("promised").add(0).add("none");
        nothing.put("votes", 0).put("chosenUpTo", 0).put("trimmed", 0).put("applied", 0);
        TraceEvent reported = file.events().stream()
                .findFirst()
                .filter(e -> e.action().equals("Restart"))
                .orElse(null);
        JsonNode found = reported == null ? nothing : reported.parameters();
        long chosen = found.get("chosenUpTo").asLong();
        long trimmed = found.get("trimmed").asLong();
        if (trimmed > said.trimmed && chosen > said.noted) {
            events.add(made("Note", file, events.peekLast(), upTo(chosen)));
        }
        if (found.get("applied").asLong() > said.snapshot
                && found.get("applied").asLong() <= said.applied) {
            events.add(made(
                    "Snapshot",
                    file,
                    events.peekLast(),
                    upTo(found.get("applied").asLong())));
        }
        if (trimmed > said.trimmed) {
            events.add(made("Trim", file, events.peekLast(), upTo(trimmed)));
        }
        events.add(
                made("Crash", file, events.peekLast(), crash(found.get("votes").asLong() - said.votes, chosen)));
        if (reported == null) {
            events.add(made("Restart", file, events.peekLast(), nothing));
            said.votes = 0;
        }
    }

    private static ObjectNode upTo(long slot) {
        return JsonNodeFactory.instance.objectNode().put("upTo", slot);
    }

    private static ObjectNode crash(long survived, long chosenUpTo) {
        return JsonNodeFactory.instance.objectNode().put("survived", survived).put("chosenUpTo", chosenUpTo);
    }

    /** An event that no replica reported, right behind the last one; it takes that one's number and clock. */
    private static TraceEvent made(String action, TraceFile file, @Nullable TraceEvent last, ObjectNode parameters) {
        return new TraceEvent(
                last == null ? 0 : last.number(),
                String.valueOf(file.replica()),
                file.incarnation(),
                last == null ? 0 : last.clock(),
                last == null ? 0 : last.timeNanos(),
                action,
                parameters,
                null);
    }
}
