package org.synod.conformance.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.runtime.TraceFormat;

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

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where it does not matter who. */
    private static final ReplicaId SOMEBODY = Ballot.ZERO.replica();

    private TraceMerge() {}

    /**
     * The events of a group.
     *
     * @throws BadTraceException when the files are not of one run of one group
     */
    public static List<TraceEvent> merge(List<TraceFile> files) {
        if (files.size() == 1 && files.getFirst().replica() == null) {
            Causes.check(files, files.getFirst().events());
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
                Causes.check(files, merged);
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
                Transition step = durable(event);
                if (step != null) {
                    said.follow(step);
                }
            }
            if (i == incarnations.size() - 1 && file.reason().equals("killed") && !said.hasLeft()) {
                events.add(made(new Transition.Crash(0, said.noted()), file, events.peekLast()));
            }
        }
        return events;
    }

    /** What the event says of what is durable; null when it says nothing of that. */
    private static @Nullable Transition durable(TraceEvent event) {
        JsonNode p = event.parameters();
        return switch (event.action()) {
            case "Flush" -> new Transition.Flush(p.get("count").asInt(), number(p, "votes"));
            case "Note" -> new Transition.Note(number(p, "upTo"));
            case "Trim" -> new Transition.Trim(number(p, "upTo"));
            case "Snapshot" -> new Transition.Snapshot(number(p, "upTo"));
            case "Apply" -> new Transition.Apply(number(p, "upTo"));
            case "InstallSnapshot" -> new Transition.InstallSnapshot(SOMEBODY, number(p, "upTo"));
            case "Restart" ->
                new Transition.Restart(
                        Ballot.ZERO,
                        number(p, "votes"),
                        number(p, "chosenUpTo"),
                        number(p, "trimmed"),
                        number(p, "applied"));
            case "Leave" -> new Transition.Leave(number(p, "configuration"));
            default -> null;
        };
    }

    private static long number(JsonNode parameters, String name) {
        return parameters.get(name).asLong();
    }

    /** What the successor found tells what the crash left; a log without a record tells nothing, and is reported here. */
    private static void restart(TraceFile file, Deque<TraceEvent> events, Said said) {
        Transition first =
                file.events().isEmpty() ? null : durable(file.events().getFirst());
        boolean reported = first instanceof Transition.Restart;
        Transition.Restart found =
                first instanceof Transition.Restart r ? r : new Transition.Restart(Ballot.ZERO, 0, 0, 0, 0);
        said.crash(new Said.Found(found.votes(), found.chosenUpTo(), found.trimmed(), found.applied()))
                .forEach(step -> events.add(made(step, file, events.peekLast())));
        if (!reported) {
            events.add(made(found, file, events.peekLast()));
            said.follow(found);
        }
    }

    /** As a replica would have written them. */
    private static JsonNode parameters(Transition step) {
        StringBuilder line = new StringBuilder();
        TraceFormat.event(line, SOMEBODY, new TraceClock(0, 0, 0), 0, step, null);
        try {
            return JSON.readTree(line.toString()).get("parameters");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of a trace is JSON", e);
        }
    }

    /** An event that no replica reported, right behind the last one; it takes that one's number and clock. */
    private static TraceEvent made(Transition step, TraceFile file, @Nullable TraceEvent last) {
        return new TraceEvent(
                last == null ? 0 : last.number(),
                String.valueOf(file.replica()),
                file.incarnation(),
                last == null ? 0 : last.clock(),
                last == null ? 0 : last.timeNanos(),
                step.action(),
                parameters(step),
                null);
    }
}
