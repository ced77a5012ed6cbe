package org.synod.specs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who did what and who heard of it: steps, such as those of an explanation, each in the lane of its replica, and the messages that
 * went from one lane to another. What a replica says to itself, and what nobody received by the end, is a note at the step
 * that sent it.
 *
 * @param lanes the replicas, in order
 * @param beginning what stands above the lanes, such as that there is the initial state
 * @param initial the initial state, in lines
 * @param rows the steps, in order
 * @param ending how the behaviour goes on, as a sentence; empty if it need not
 */
public record SequenceDiagram(
        List<String> lanes, String beginning, List<String> initial, List<Row> rows, String ending) {
    public SequenceDiagram {
        lanes = List.copyOf(lanes);
        initial = List.copyOf(initial);
        rows = List.copyOf(rows);
    }

    private static final String INITIAL = "1. Initial state";

    /** The lane of a step that is of no replica. */
    static final String NOBODY = "(no replica)";

    /** So begins the note of a message that nobody received by the end. */
    static final String UNHEARD = "unheard: ";

    /**
     * One step.
     *
     * @param number counts the steps from 2: 1 is where they begin
     * @param lane whose it is
     * @param title number, action and parameters
     * @param notes what it changed, and what it sent to nobody
     * @param arrows the messages that it received
     * @param wrong whether it is the one that is at fault
     */
    public record Row(int number, String lane, String title, List<String> notes, List<Arrow> arrows, boolean wrong) {
        public Row {
            notes = List.copyOf(notes);
            arrows = List.copyOf(arrows);
        }
    }

    /**
     * A message of another replica.
     *
     * @param from the number of the step that sent it; 1 if it was on its way from the start
     * @param type what kind of message it is
     * @param rest its other fields
     */
    public record Arrow(int from, String type, String rest) {}

    /**
     * Draws an explanation.
     *
     * @throws InputException if the specification has no replicas that could have lanes
     */
    static SequenceDiagram of(Explanation explanation) throws InputException {
        if (explanation.replicas().isEmpty()) {
            throw new InputException("there is nothing to draw: no variable is a function of the replicas");
        }
        List<String> lanes = new ArrayList<>(explanation.replicas());
        if (explanation.steps().stream().anyMatch(s -> lane(s, lanes).equals(NOBODY))) {
            lanes.add(NOBODY);
        }
        Map<Integer, String> laneOf =
                explanation.steps().stream().collect(Collectors.toMap(Explanation.Step::number, s -> lane(s, lanes)));
        List<Row> rows = explanation.steps().stream()
                .map(s -> row(s, explanation, laneOf))
                .toList();
        return new SequenceDiagram(
                lanes,
                INITIAL,
                explanation.initial(),
                rows,
                explanation.ending().strip());
    }

    /** A step is of the first replica among its parameters, or else of the only one whose variables it changed. */
    private static String lane(Explanation.Step step, List<String> lanes) {
        Optional<String> parameter = Optional.ofNullable(step.parameters()).orElse(List.of()).stream()
                .filter(lanes::contains)
                .findFirst();
        List<String> touched = lanes.stream()
                .filter(l -> step.changes().stream().anyMatch(c -> c.matches("\\w+\\[" + l + "\\].*")))
                .toList();
        return parameter.orElse(touched.size() == 1 ? touched.getFirst() : NOBODY);
    }

    private static Row row(Explanation.Step step, Explanation explanation, Map<Integer, String> laneOf) {
        String lane = String.valueOf(laneOf.get(step.number()));
        List<String> notes = new ArrayList<>();
        step.changes().forEach(c -> notes.add(c.replace("[" + lane + "]", "")));
        for (TlaValue message : step.sent()) {
            Set<String> hearers = explanation.steps().stream()
                    .filter(s -> s.received().stream()
                            .anyMatch(r -> r.message().equals(message) && r.sentIn() == step.number()))
                    .map(s -> String.valueOf(laneOf.get(s.number())))
                    .collect(Collectors.toSet());
            Arrow arrow = arrow(step.number(), message, lane, NOBODY);
            String words = (arrow.type() + " " + arrow.rest()).strip();
            if (hearers.isEmpty()) {
                notes.add(UNHEARD + words);
            } else if (hearers.equals(Set.of(lane))) {
                notes.add("to itself: " + words);
            }
        }
        List<Arrow> arrows = step.received().stream()
                .filter(r -> !Objects.equals(laneOf.get(r.sentIn()), lane))
                .map(r -> arrow(r.sentIn(), r.message(), String.valueOf(laneOf.get(r.sentIn())), lane))
                .toList();
        return new Row(step.number(), lane, step.number() + ". " + step.title(), notes, arrows, false);
    }

    /** The lanes show who sent it and who heard it. */
    private static Arrow arrow(int from, TlaValue message, String sender, String hearer) {
        return new Arrow(
                from,
                Words.type(message),
                Words.fields(
                        message,
                        e -> !e.getValue().text().equals(sender)
                                && !(e.getKey().text().equals("to")
                                        && e.getValue().text().equals(hearer))));
    }

    Row rowOf(int number) {
        return rows.get(number - 2);
    }

    /** As Mermaid's text, which GitHub and many editors draw. */
    String mermaid() {
        StringBuilder text = new StringBuilder("sequenceDiagram\n");
        lanes.forEach(l -> text.append("    participant ").append(mermaid(l)).append('\n'));
        text.append("    Note over " + allLanes() + ": " + beginning + lines(initial) + "\n");
        for (Row row : rows) {
            for (Arrow arrow : row.arrows()) {
                String label = plain((arrow.type() + " " + arrow.rest()).strip());
                if (arrow.from() == 1) {
                    text.append("    Note over " + mermaid(row.lane()) + ": received from the start, " + label + "\n");
                } else {
                    text.append("    " + mermaid(rowOf(arrow.from()).lane()) + "->>" + mermaid(row.lane()) + ": "
                            + label + " (of step " + arrow.from() + ")\n");
                }
            }
            text.append("    Note over " + mermaid(row.lane()) + ": " + plain(row.title()) + lines(row.notes()) + "\n");
        }
        if (!ending.isEmpty()) {
            text.append("    Note over " + allLanes() + ": " + ending + "\n");
        }
        return text.toString();
    }

    private String allLanes() {
        return lanes.size() == 1
                ? mermaid(lanes.getFirst())
                : mermaid(lanes.getFirst()) + "," + mermaid(lanes.getLast());
    }

    private static String lines(List<String> notes) {
        return notes.stream().map(n -> "<br/>" + plain(n)).collect(Collectors.joining());
    }

    private static String mermaid(String lane) {
        return lane.equals(NOBODY) ? "nobody" : lane;
    }

    /** Mermaid ends a statement at a semicolon and takes what follows a hash for a character's number. */
    private static String plain(String text) {
        return text.replace("#", "#35;")
                .replace(";", "#59;")
                .replace("#35#59;", "#35;")
                .replace("<<", "&lt;&lt;")
                .replace(">>", "&gt;&gt;");
    }
}
