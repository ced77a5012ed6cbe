package org.synod.specs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who takes part in a behaviour: what most of its variables that are functions are indexed by. */
final class Replicas {
    private Replicas() {}

    static List<String> of(Counterexample counterexample) {
        Map<Set<TlaValue>, Integer> domains = new HashMap<>();
        counterexample.states().getFirst().variables().values().forEach(text -> {
            // Sequences are indexed by numbers; whoever takes part has a name.
            if (TlaValue.parse(text) instanceof TlaValue.Mapping m && m.form() == TlaValue.Mapping.Form.FUNCTION) {
                domains.merge(m.entries().keySet(), 1, Integer::sum);
            }
        });
        return domains.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(d -> d.getKey().stream().map(TlaValue::text).sorted().toList())
                .orElse(List.of());
    }
}
