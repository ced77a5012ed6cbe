package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.Operation;

/**
 * A part of a history that a reader can take in, and the orders of it. However long the history is, a view has no more
 * than {@value #MOST} operations, and says of how many.
 *
 * @param name what a switch says
 * @param note what is shown, of how many, as a sentence
 * @param orders those that were tried, or the witness
 */
record View(String name, String note, Timeline timeline, List<Order> orders) {
    static final int MOST = 100;

    private static final int AFTER = 8;
    private static final int MOST_OBJECTS = 12;
    private static final int MOST_REFUSALS = 40;
    private static final int LONGEST = 300;

    /**
     * An order of operations.
     *
     * @param length how many operations it has, shown or not
     * @param placements those that are shown
     * @param state the state at its end
     * @param refusals why it does not go on; empty for a witness
     */
    record Order(int length, List<Placement> placements, String state, List<Refused> refusals) {}

    /**
     * A way on that fails.
     *
     * @param bar the index of its bar; -1 when the time line does not show it
     */
    record Refused(int bar, String operation, String why) {}

    /** The views of a judged history, the most telling first. */
    static List<View> of(Judged judged) {
        List<Fault> faults = Fault.of(judged.history());
        return switch (judged.verdict()) {
            case Verdict.Violated v -> violated(v, judged.explanation(), faults);
            case Verdict.Valid v -> valid(v, faults);
            case Verdict.Unknown v -> {
                List<Operation> happened = judged.history().operations().stream()
                        .filter(operation -> operation.outcome() != EventType.FAIL)
                        .toList();
                List<Operation> first = happened.subList(0, Math.min(MOST, happened.size()));
                yield List.of(new View("Beginning", first(first, happened), Timeline.of(first, faults), List.of()));
            }
        };
    }

    /** The smallest violated part, and its neighbourhood. */
    static List<View> violated(Verdict.Violated verdict, @Nullable Explanation explanation, List<Fault> faults) {
        List<Explanation.Path> paths = explanation == null ? List.of() : explanation.paths();
        List<View> views = new ArrayList<>();
        if (explanation != null) {
            List<Operation> smallest = explanation.smallest();
            List<Operation> shown = smallest.subList(Math.max(0, smallest.size() - MOST), smallest.size());
            String of = count(smallest.size(), "operation") + " of "
                    + verdict.part().operations().size() + on(verdict.part());
            views.add(new View(
                    explanation.minimal() ? "Smallest violated part" : "A violated part",
                    (shown.size() < smallest.size() ? "The last " + shown.size() + " of " : "")
                            + of
                            + (explanation.minimal()
                                    ? ": violated whatever became of the others, and none of these can be spared."
                                    : ": violated whatever became of the others; there was no time to look for fewer."),
                    Timeline.of(shown, faults),
                    List.of()));
        }
        List<Operation> around = around(verdict, explanation);
        views.add(new View(
                "Neighbourhood",
                around.size() + " of " + count(verdict.part().operations().size(), "operation") + on(verdict.part())
                        + ": those around the violation.",
                Timeline.of(around, faults),
                List.of()));
        return views.stream()
                .map(view -> new View(
                        view.name,
                        view.note,
                        view.timeline,
                        paths.stream().map(path -> order(view.timeline, path)).toList()))
                .toList();
    }

    private static Order order(Timeline timeline, Explanation.Path path) {
        List<Refused> refused = new ArrayList<>();
        for (Explanation.Refusal refusal : path.refusals()
                .subList(0, Math.min(MOST_REFUSALS, path.refusals().size()))) {
            int bar = -1;
            for (int i = 0; i < timeline.bars().size(); i++) {
                Operation shown = timeline.bars().get(i).operation();
                if (shown.invokePosition() == refusal.operation().invokePosition()) {
                    bar = i;
                }
            }
            refused.add(new Refused(
                    bar,
                    Words.shorten(refusal.operation().describe(), LONGEST),
                    Words.shorten(refusal.why(), LONGEST)));
        }
        return new Order(
                path.length(),
                Placement.of(timeline, path.initial(), path.order()),
                Words.shorten(path.state().toString(), LONGEST),
                refused);
    }

    /** What is violated, what might have come next, and what ran shortly before and after. */
    private static List<Operation> around(Verdict.Violated verdict, @Nullable Explanation explanation) {
        TreeMap<Integer, Operation> chosen = new TreeMap<>();
        add(chosen, List.of(verdict.blocked()), MOST);
        if (explanation != null) {
            List<Operation> smallest = explanation.smallest();
            add(chosen, smallest.subList(Math.max(0, smallest.size() - MOST / 2), smallest.size()), MOST / 2);
            for (Explanation.Path path : explanation.paths()) {
                add(
                        chosen,
                        path.refusals().stream()
                                .map(Explanation.Refusal::operation)
                                .toList(),
                        MOST * 2 / 3);
            }
        }
        List<Operation> all = verdict.part().operations();
        int end = verdict.blocked().completionPosition();
        List<Operation> before = new ArrayList<>(
                all.stream().filter(op -> op.invokePosition() < end).toList());
        List<Operation> after = all.stream()
                .filter(op -> op.invokePosition() > end)
                .limit(AFTER)
                .toList();
        before.sort(Comparator.comparingInt(Operation::invokePosition).reversed());
        add(chosen, after, MOST);
        add(chosen, before, MOST);
        return List.copyOf(chosen.values());
    }

    private static void add(TreeMap<Integer, Operation> chosen, List<Operation> operations, int most) {
        for (Operation operation : operations) {
            if (chosen.size() < most) {
                chosen.putIfAbsent(operation.invokePosition(), operation);
            }
        }
    }

    /** The objects with the most operations, each with its witness. */
    private static List<View> valid(Verdict.Valid verdict, List<Fault> faults) {
        List<View> views = new ArrayList<>();
        verdict.witnesses().stream()
                .sorted(Comparator.comparingInt((Verdict.Witness witness) ->
                                witness.part().operations().size())
                        .reversed())
                .limit(MOST_OBJECTS)
                .forEach(witness -> {
                    Part part = witness.part();
                    List<Operation> first = part.operations()
                            .subList(0, Math.min(MOST, part.operations().size()));
                    Timeline timeline = Timeline.of(first, faults);
                    List<Operation> order = Witnesses.order(witness);
                    List<Placement> placements = Placement.of(timeline, part.initial(), order);
                    views.add(new View(
                            part.key() == null
                                    ? "Beginning"
                                    : "Key " + Words.shorten(EdnWriter.toString(part.key()), 30),
                            first(first, part.operations()),
                            timeline,
                            order.isEmpty()
                                    ? List.of()
                                    : List.of(new Order(
                                            order.size(),
                                            placements,
                                            Words.shorten(witness.last().toString(), LONGEST),
                                            List.of()))));
                });
        return views;
    }

    private static String first(List<Operation> shown, List<Operation> all) {
        return shown.size() == all.size()
                ? "All " + count(all.size(), "operation") + "."
                : "The first " + shown.size() + " of " + count(all.size(), "operation") + ".";
    }

    private static String on(Part part) {
        return part.key() == null ? "" : " of key " + Words.shorten(EdnWriter.toString(part.key()), 30);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
