package org.synod.linearizability.check;

import java.util.Arrays;

/**
 * From when to when each element stayed in a queue or stack, at a certain event.
 *
 * <p>What nobody took, and what an operation takes that is still open, is taken at last by somebody who comes after all
 * completed operations: an order without those takes, and one in which the rest is taken in the order that the object
 * wants, are legal or not together. So every element here is taken, between {@link Moments#END} and
 * {@link Moments#NEVER} if not sooner.
 *
 * <p>Who puts must come before who takes: a put ends for us when its take does, and a take begins when its put does.
 */
final class Stays {
    static final int NOBODY = -1;

    /** Who put and took each element; {@link #NOBODY} takes what stays. */
    final int[] put;

    final int[] take;
    final int[] putInvoke;
    final int[] putComplete;
    final int[] takeInvoke;
    final int[] takeComplete;
    /** Completed takes that found nothing. */
    final int[] empty;
    /** Takes that crashed, of which nobody knows what they took, in the order of invocation. */
    final int[] unknown;

    private int size;

    Stays(int most, int[] empty, int[] unknown) {
        put = new int[most];
        take = new int[most];
        putInvoke = new int[most];
        putComplete = new int[most];
        takeInvoke = new int[most];
        takeComplete = new int[most];
        this.empty = empty;
        this.unknown = unknown;
    }

    int size() {
        return size;
    }

    void add(int by, int invoke, int complete, int taker, int takerInvoke, int takerComplete) {
        put[size] = by;
        putInvoke[size] = invoke;
        putComplete[size] = Math.min(complete, takerComplete);
        take[size] = taker;
        takeInvoke[size] = Math.max(takerInvoke, invoke);
        takeComplete[size] = takerComplete;
        size++;
    }

    /** Somebody else takes the element, if it is taken at all. */
    void takenBy(int element, int taker, int invoke) {
        take[element] = taker;
        takeInvoke[element] = Math.max(invoke, putInvoke[element]);
    }

    /** Whether the element is there at some time for certain: it was put before anybody began to take it. */
    boolean isSolid(int element) {
        return putComplete[element] < takeInvoke[element];
    }

    /** Whether nobody is known to have taken the element or to be about to. */
    boolean isLeft(int element) {
        return take[element] == NOBODY;
    }

    /** Whether who takes the element is still open. */
    boolean isBeingTaken(int element) {
        return take[element] != NOBODY && takeComplete[element] == Moments.NEVER;
    }

    /** The elements in the order of one of the arrays. */
    int[] sortedBy(int[] moments) {
        return sorted(moments, size);
    }

    /** The numbers from 0 to below the size in the order of their values. */
    static int[] sorted(int[] values, int size) {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = ((long) values[i] << 32) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) keys[i];
        }
        return order;
    }
}
