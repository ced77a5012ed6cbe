package org.synod.linearizability.weaker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which writes must come before which: a graph that is kept free of circles. Whatever is free of circles can be brought
 * into one order.
 *
 * <p>It always has such an order, and brings it up to date at each edge that contradicts it, between the two ends alone
 * (Pearce & Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", 2006). An order stays right when
 * edges are taken back.
 */
final class WriteOrder {
    /**
     * One write before another.
     *
     * @param from the earlier one
     * @param to the later one
     * @param why what demands it, as a clause
     */
    record Edge(int from, int to, String why) {}

    private final List<List<Edge>> out = new ArrayList<>();
    private final List<List<Edge>> in = new ArrayList<>();
    private final Deque<Edge> added = new ArrayDeque<>();
    /** Each write's place in the order. */
    private final int[] place;

    WriteOrder(int writes) {
        place = new int[writes];
        for (int i = 0; i < writes; i++) {
            out.add(new ArrayList<>());
            in.add(new ArrayList<>());
            place[i] = i;
        }
    }

    /** How many edges there are, for {@link #takeBack}. */
    int size() {
        return added.size();
    }

    /** Takes back all but the first edges. */
    void takeBack(int size) {
        while (added.size() > size) {
            Edge edge = added.pop();
            out.get(edge.from()).removeLast();
            in.get(edge.to()).removeLast();
        }
    }

    /** Adds the edge; the circle that it would close, beginning with it, when it cannot be. */
    @Nullable List<Edge> add(Edge edge) {
        if (edge.from() == edge.to()) {
            return List.of(edge);
        }
        if (place[edge.from()] > place[edge.to()]) {
            Map<Integer, Edge> after = reach(edge.to(), out, true, place[edge.from()]);
            if (after.containsKey(edge.from())) {
                return circle(edge, after);
            }
            reorder(after, reach(edge.from(), in, false, place[edge.to()]), edge);
        }
        out.get(edge.from()).add(edge);
        in.get(edge.to()).add(edge);
        added.push(edge);
        return null;
    }

    /** What can be reached from a write without going beyond a place, and the edge by which it was. */
    private Map<Integer, Edge> reach(int start, List<List<Edge>> edges, boolean forward, int bound) {
        Map<Integer, Edge> reached = new HashMap<>();
        Deque<Integer> todo = new ArrayDeque<>(List.of(start));
        while (!todo.isEmpty()) {
            for (Edge edge : edges.get(todo.poll())) {
                int next = forward ? edge.to() : edge.from();
                boolean within = forward ? place[next] <= bound : place[next] >= bound;
                if (within && reached.putIfAbsent(next, edge) == null) {
                    todo.add(next);
                }
            }
        }
        return reached;
    }

    private static List<Edge> circle(Edge closing, Map<Integer, Edge> reached) {
        List<Edge> circle = new ArrayList<>();
        int at = closing.from();
        while (at != closing.to()) {
            Edge edge = Objects.requireNonNull(reached.get(at));
            circle.add(edge);
            at = edge.from();
        }
        circle.add(closing);
        Collections.reverse(circle);
        return circle;
    }

    /** Deals the places of both sets out anew: first to what leads to the edge, then to what it leads to. */
    private void reorder(Map<Integer, Edge> after, Map<Integer, Edge> before, Edge edge) {
        List<Integer> first = new ArrayList<>(before.keySet());
        first.add(edge.from());
        List<Integer> second = new ArrayList<>(after.keySet());
        second.add(edge.to());
        first.sort(Comparator.comparingInt(write -> place[write]));
        second.sort(Comparator.comparingInt(write -> place[write]));
        first.addAll(second);
        int[] places = first.stream().mapToInt(write -> place[write]).toArray();
        Arrays.sort(places);
        for (int i = 0; i < places.length; i++) {
            place[first.get(i)] = places[i];
        }
    }
}
