package org.synod.conformance.own;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The last few values that each field of a trace had: what a wrong one may have been meant to be. */
final class SeenValues {

    private static final int MOST = 12;

    private final String but;
    private final Map<String, Set<JsonNode>> byField = new LinkedHashMap<>();

    /** Of all fields but one. */
    SeenValues(String but) {
        this.but = but;
    }

    void follow(JsonNode line) {
        line.properties().forEach(field -> {
            if (!field.getKey().equals(but)) {
                Set<JsonNode> values = byField.computeIfAbsent(field.getKey(), f -> new LinkedHashSet<>());
                values.remove(field.getValue());
                values.add(field.getValue());
                if (values.size() > MOST) {
                    values.remove(values.iterator().next());
                }
            }
        });
    }

    Set<JsonNode> of(String field) {
        return byField.getOrDefault(field, Set.of());
    }
}
