package org.synod.linearizability.check;

import java.util.Arrays;
import java.util.Optional;

/**
 * Gives elements that must be gone to crashed takes, of which nobody knows what they took.
 *
 * <p>An element that is left must be gone before a deadline: another one came out ({@link Discipline#deadlines}), or the
 * object was empty. A crashed take can be any of those that were invoked by then. So there are enough of them exactly
 * when for each moment at least as many were invoked as elements must be gone by then (Hall's theorem, for takes of which
 * each can do all that a later one can); then the earliest deadline gets the earliest take.
 *
 * <p>At which gap the object was empty may be chosen. By a gap all elements must be gone that were put before it; so for
 * a later moment only the last gap before it counts, and each gap is possible or not whatever the others are.
 */
final class UnknownTakes {
    private final Stays stays;
    private final Moments moments;
    /** The elements that nobody is known to have taken, and for each the last moment at which its take may begin. */
    private final int[] left;

    private final int[] latest;

    private UnknownTakes(Stays stays, Moments moments, Discipline discipline) {
        this.stays = stays;
        this.moments = moments;
        int[] deadlines = discipline.deadlines(stays, moments);
        int[] elements = new int[stays.size()];
        int count = 0;
        for (int element = 0; element < elements.length; element++) {
            if (stays.isLeft(element)) {
                elements[count++] = element;
            }
        }
        left = Arrays.copyOf(elements, count);
        latest = new int[count];
        for (int i = 0; i < count; i++) {
            latest[i] = deadlines[left[i]] == Moments.NEVER ? Moments.NEVER : deadlines[left[i]] - 1;
        }
    }

    /** Assigns takes; false when there are too few of them, so that there is no legal order. */
    static boolean assign(Stays stays, Moments moments, Discipline discipline, Meter meter) {
        meter.steps(stays.size());
        UnknownTakes takes = new UnknownTakes(stays, moments, discipline);
        return takes.empty(meter) && takes.match();
    }

    /** Chooses the gaps at which the object is empty, which makes deadlines for what was put before. */
    private boolean empty(Meter meter) {
        if (stays.empty.length == 0) {
            return true;
        }
        boolean[] free = EmptyMoments.free(stays, moments, true);
        forbid(free, meter);
        Optional<EmptyMoments> chosen = EmptyMoments.choose(stays, moments, free);
        if (chosen.isEmpty()) {
            return false;
        }
        for (int i = 0; i < left.length; i++) {
            int at = chosen.get().before(stays.putComplete[left[i]]);
            if (at < chosen.get().gap.length) {
                latest[i] = Math.min(latest[i], chosen.get().gap[at]);
            }
        }
        return true;
    }

    /** Takes out the gaps by which more elements would have to be gone than takes can have taken. */
    private void forbid(boolean[] free, Meter meter) {
        meter.hold(16L * moments.count);
        // For each moment: how many elements must be gone by then, less the takes that were invoked.
        RangeMax lack = new RangeMax(moments.count);
        for (int at : latest) {
            if (at < moments.count) {
                lack.add(at, moments.count, 1);
            }
        }
        for (int op : stays.unknown) {
            lack.add(moments.invoke[op], moments.count, -1);
        }
        int[] byPut = new int[left.length];
        for (int i = 0; i < left.length; i++) {
            byPut[i] = stays.putComplete[left[i]];
        }
        int[] order = Stays.sorted(byPut, byPut.length);
        int next = 0;
        for (int at = 0; at < free.length; at++) {
            meter.steps(1);
            for (; next < order.length && byPut[order[next]] <= at; next++) {
                lack.add(at, Math.min(latest[order[next]], moments.count), 1);
            }
            free[at] &= lack.max(at) <= 0;
        }
    }

    private boolean match() {
        int[] order = Stays.sorted(latest, latest.length);
        int used = 0;
        for (int i : order) {
            if (latest[i] == Moments.NEVER) {
                break;
            }
            if (used == stays.unknown.length || moments.invoke[stays.unknown[used]] > latest[i]) {
                return false;
            }
            int op = stays.unknown[used++];
            stays.takenBy(left[i], op, moments.invoke[op]);
        }
        return true;
    }
}
