package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

/**
 * Where the operations of a legal order take effect on a time line: a moment within each bar, each later than the one
 * before it. There is one since the order keeps to real time: what stands before an operation began before that operation
 * ended.
 *
 * @param bar the index of the bar
 * @param number the place in the whole order, from 1, of which the time line shows a part
 * @param state the state after it
 * @param at the moment, as a column and the share of the way to the next one
 */
record Placement(int bar, int number, String state, double at) {
    private static final int LONGEST_STATE = 300;

    /** The operations of the order that the time line shows, in the order. */
    static List<Placement> of(Timeline timeline, Model initial, List<Operation> order) {
        Map<Integer, Integer> barOf = new HashMap<>();
        for (int i = 0; i < timeline.bars().size(); i++) {
            barOf.put(timeline.bars().get(i).operation().invokePosition(), i);
        }
        List<Explanation.PathStep> steps =
                Explanation.PathStep.of(initial, order, operation -> barOf.containsKey(operation.invokePosition()));
        List<Integer> bars = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        Map<Integer, Integer> together = new HashMap<>();
        int column = 0;
        for (Explanation.PathStep step : steps) {
            int bar = barOf.getOrDefault(step.operation().invokePosition(), 0);
            column = Math.max(column, timeline.bars().get(bar).from());
            bars.add(bar);
            columns.add(column);
            together.merge(column, 1, Integer::sum);
        }
        List<Placement> placements = new ArrayList<>();
        Map<Integer, Integer> placed = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int at = columns.get(i);
            double share = (double) placed.merge(at, 1, Integer::sum) / (together.getOrDefault(at, 0) + 1);
            Explanation.PathStep step = steps.get(i);
            String state = Words.shorten(step.state().toString(), LONGEST_STATE);
            placements.add(new Placement(bars.get(i), step.number(), state, at + share));
        }
        return placements;
    }
}
