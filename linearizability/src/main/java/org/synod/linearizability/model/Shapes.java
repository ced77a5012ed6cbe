package org.synod.linearizability.model;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Keyword;

/** Shapes of values that several models share. */
final class Shapes {
    /** How many elements the text of a state shows. */
    static final int MOST_SHOWN = 20;

    private Shapes() {}

    /** What a collection may hold: anything but nil. */
    static Object element(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("nil is no element");
        }
        return value;
    }

    /**
     * Elements as the text of a state shows them.
     *
     * @param some those to show
     * @param size how many there are
     * @param first whether the others come after these, rather than before
     */
    static String shown(List<?> some, int size, boolean first) {
        String text = some.stream().map(EdnWriter::toString).collect(Collectors.joining(" "));
        int others = size - some.size();
        if (others == 0) {
            return "[" + text + "]";
        }
        return first ? "[" + text + " ... " + others + " more]" : "[" + others + " more ... " + text + "]";
    }

    static boolean isInteger(@Nullable Object value) {
        return value instanceof Long || value instanceof BigInteger;
    }

    static BigInteger integer(@Nullable Object value) {
        if (value instanceof Long number) {
            return BigInteger.valueOf(number);
        }
        if (value instanceof BigInteger number) {
            return number;
        }
        throw new IllegalArgumentException("no integer: " + value);
    }

    static boolean isPair(@Nullable Object value) {
        return value instanceof List<?> list && list.size() == 2;
    }

    static List<?> pair(@Nullable Object value) {
        if (value instanceof List<?> list && list.size() == 2) {
            return list;
        }
        throw new IllegalArgumentException("no pair: " + value);
    }

    /** Whether the value is a list of {@code [:read k v]} and {@code [:write k v]}. */
    static boolean isTransaction(@Nullable Object value) {
        return value instanceof List<?> steps && steps.stream().allMatch(Shapes::isMicroStep);
    }

    private static boolean isMicroStep(@Nullable Object step) {
        if (!(step instanceof List<?> list) || list.size() < 2 || list.size() > 3) {
            return false;
        }
        String name = name(list.get(0));
        return name.equals("read") || (name.equals("write") && list.size() == 3);
    }

    static String name(@Nullable Object value) {
        return value instanceof Keyword keyword ? keyword.name() : String.valueOf(value);
    }
}
