package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.synod.specs.SequenceDiagram;
import org.synod.specs.SequenceSvg;

/** The events around a refused one as a sequence diagram, the refused one marked. */
final class RefusalPicture {

    private static final int LAST = 6;
    private static final int MOST = 14;

    /** What a step of these actions receives, as the specification's messages are called. */
    private static final Map<String, String> RECEIVED = Map.of(
            "Promise",
            "prepare",
            "Lead",
            "promise",
            "Accept",
            "accept",
            "Choose",
            "accepted",
            "Learn",
            "chosen",
            "GrantLease",
            "heartbeat",
            "RenewLease",
            "granted",
            "Release",
            "release",
            "Leave",
            "retire");

    private final TraceEvent refused;
    private final String because;

    RefusalPicture(TraceEvent refused, String because) {
        this.refused = refused;
        this.because = because;
    }

    /** The diagram of these events, the last ones of the trace, and the refused one. */
    String svg(List<TraceEvent> origin, History history) {
        Map<TraceEvent, Integer> positions = history.positions();
        Set<TraceEvent> shown = new HashSet<>();
        shown.addAll(origin);
        shown.addAll(history.last(LAST));
        List<TraceEvent> events = new ArrayList<>(shown.stream()
                .sorted(Comparator.comparingInt(e -> positions.getOrDefault(e, -1)))
                .toList());
        events = new ArrayList<>(events.subList(Math.max(0, events.size() - MOST), events.size()));
        events.add(refused);
        Set<String> lanes = new TreeSet<>();
        events.forEach(e -> lanes.add(e.replica()));
        List<SequenceDiagram.Row> rows = new ArrayList<>();
        for (TraceEvent event : events) {
            rows.add(row(event, events, rows.size() + 2));
        }
        String title = "Refused: " + refused.replica() + " #" + refused.number() + " " + refused.action();
        return new SequenceSvg(
                        new SequenceDiagram(
                                List.copyOf(lanes),
                                "Events of the trace; some between them are left out",
                                List.of(),
                                rows,
                                ""),
                        title)
                .svg();
    }

    private SequenceDiagram.Row row(TraceEvent event, List<TraceEvent> events, int number) {
        List<String> notes = new ArrayList<>();
        event.parameters().properties().forEach(p -> notes.add(p.getKey() + " " + TraceEvent.words(p.getValue())));
        boolean wrong = event.equals(refused);
        List<SequenceDiagram.Arrow> arrows = arrows(event, events, notes);
        if (wrong) {
            notes.add("refused: " + because);
        }
        return new SequenceDiagram.Row(
                number, event.replica(), "#" + event.number() + " " + event.action(), notes, arrows, wrong);
    }

    /** From the last event of the sender before the message left, where that is shown. */
    private static List<SequenceDiagram.Arrow> arrows(TraceEvent event, List<TraceEvent> events, List<String> notes) {
        TraceEvent.Cause cause = event.cause();
        if (cause == null || cause.from().equals(event.replica())) {
            return List.of();
        }
        String type = RECEIVED.getOrDefault(event.action(), "message");
        for (int i = 0; i < events.indexOf(event); i++) {
            if (events.get(i).replica().equals(cause.from()) && events.get(i).number() == cause.number()) {
                return List.of(
                        new SequenceDiagram.Arrow(i + 2, type, "of " + cause.from() + " after its #" + cause.number()));
            }
        }
        notes.add("on a " + type + " of " + cause.from() + " after its #" + cause.number());
        return List.of();
    }
}
