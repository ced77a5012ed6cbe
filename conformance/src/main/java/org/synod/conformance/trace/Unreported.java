package org.synod.conformance.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;
import org.synod.runtime.TraceClock;
import org.synod.runtime.TraceFormat;

/**
 * The events of a replica that no process reported: its crash, and what it took right before that and had no time to say.
 * How much of the log survived is told by what the successor found there.
 */
final class Unreported {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where it does not matter who. */
    private static final ReplicaId SOMEBODY = Ballot.ZERO.replica();

    private final Said said = new Said();

    /** The replica says this. */
    void follow(TraceEvent event) {
        Transition step = durable(event);
        if (step != null) {
            said.follow(step);
        }
    }

    /**
     * What stands between an incarnation and the next.
     *
     * @param header of the next
     * @param first what the next reported first; a log without a record tells nothing, and is reported here; null when it
     *     said nothing at all
     */
    List<TraceEvent> between(@Nullable TraceEvent last, TraceHeader header, @Nullable TraceEvent first) {
        Transition step = first == null ? null : durable(first);
        boolean reported = step instanceof Transition.Restart;
        Transition.Restart found =
                step instanceof Transition.Restart r ? r : new Transition.Restart(Ballot.ZERO, 0, 0, 0, 0);
        List<TraceEvent> events = new ArrayList<>();
        said.crash(new Said.Found(found.votes(), found.chosenUpTo(), found.trimmed(), found.applied()))
                .forEach(s -> events.add(made(s, header, last)));
        if (!reported) {
            events.add(made(found, header, last));
            said.follow(found);
        }
        return events;
    }

    /** What stands behind the last event of an incarnation that was killed and has no successor. */
    List<TraceEvent> after(@Nullable TraceEvent last, TraceHeader header) {
        return said.hasLeft() ? List.of() : List.of(made(new Transition.Crash(0, said.noted()), header, last));
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

    /** Right behind the last event; it takes that one's number and clock. */
    private static TraceEvent made(Transition step, TraceHeader header, @Nullable TraceEvent last) {
        return new TraceEvent(
                last == null ? 0 : last.number(),
                String.valueOf(header.replica()),
                header.incarnation(),
                last == null ? 0 : last.clock(),
                last == null ? 0 : last.timeNanos(),
                step.action(),
                parameters(step),
                null);
    }
}
