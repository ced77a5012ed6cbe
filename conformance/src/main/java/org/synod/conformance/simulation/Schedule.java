package org.synod.conformance.simulation;

import java.util.PriorityQueue;

/** Simulated time, and what is to happen when. Things due at the same time happen in the order they were asked for. */
final class Schedule {

    private record Task(long at, long order, Runnable what) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now;
    private long order;

    /** Simulated nanoseconds since the start. */
    long now() {
        return now;
    }

    void after(long nanos, Runnable what) {
        tasks.add(new Task(now + nanos, order++, what));
    }

    /** Does the next thing; false when there is none. */
    boolean next() {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        now = task.at();
        task.what().run();
        return true;
    }
}
