package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.List;

/** All ways to choose some of a list, in its order. */
final class Subsets {

    private Subsets() {}

    static <T> List<List<T>> of(List<T> all, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<T>> subsets = new ArrayList<>();
        for (int i = 0; i + size <= all.size(); i++) {
            for (List<T> rest : of(all.subList(i + 1, all.size()), size - 1)) {
                List<T> subset = new ArrayList<>();
                subset.add(all.get(i));
                subset.addAll(rest);
                subsets.add(subset);
            }
        }
        return subsets;
    }
}
