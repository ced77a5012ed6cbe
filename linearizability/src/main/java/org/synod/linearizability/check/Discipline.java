package org.synod.linearizability.check;

import java.util.Optional;

/** In which order a queue or stack gives its elements back. */
interface Discipline {
    /**
     * Decides whether there is a legal order.
     *
     * @return an order of all completed operations, in which an open one may be, or nothing when there is no legal order
     */
    Optional<int[]> arrange(Stays stays, Moments moments, Meter meter);

    /**
     * For each element that is left, the moment before which it must be taken since another one was: that of the
     * completion by which the other was taken. {@link Moments#NEVER} when nothing is known.
     */
    int[] deadlines(Stays stays, Moments moments);

    /**
     * Whether elements that are taken by these deadlines, and by the moments at which the object is empty, need nothing
     * more: then {@link #arrange} finds an order exactly when there is one.
     */
    boolean deadlinesSuffice();
}
