package org.synod.linearizability.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.Keyword;

/** Shapes of values that several models share. */
final class Shapes {
    private Shapes() {}

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
