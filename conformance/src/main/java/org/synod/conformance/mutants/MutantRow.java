package org.synod.conformance.mutants;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of one mutant.
 *
 * @param found what the layers made of it that looked; a layer that is missing did not look
 */
public record MutantRow(Mutant mutant, Map<Layer, Detection> found, double seconds) {

    public MutantRow {
        found = new TreeMap<>(found);
    }

    /** Whether every layer that looked, and must find it, has found it, and one did. */
    public boolean caught() {
        return found.keySet().stream().anyMatch(mutant.layers()::contains)
                && found.entrySet().stream()
                        .filter(e -> mutant.layers().contains(e.getKey()))
                        .allMatch(e -> e.getValue() instanceof Detection.Caught);
    }

    /** The events until the first layer has found it. */
    public OptionalLong events() {
        return found.values().stream()
                .filter(Detection.Caught.class::isInstance)
                .mapToLong(d -> ((Detection.Caught) d).events())
                .filter(events -> events > 0)
                .min();
    }

    /** What came of a layer, in a word or two. */
    public String cell(Layer layer) {
        Detection detection = found.get(layer);
        return switch (detection) {
            case null -> "";
            case Detection.Caught c -> "caught";
            case Detection.Missed m -> mutant.layers().contains(layer) ? "MISSED" : "missed";
        };
    }

    /** Name and layers, in one line. */
    public String line() {
        return mutant.name() + " "
                + found.entrySet().stream()
                        .map(e -> e.getKey().label() + " " + cell(e.getKey()))
                        .collect(Collectors.joining(", "));
    }

    /** As it stands in the JSON document. */
    public Map<String, Object> json() {
        Map<String, Object> layers = new LinkedHashMap<>();
        found.forEach((layer, detection) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("must", mutant.layers().contains(layer));
            switch (detection) {
                case Detection.Caught c -> {
                    one.put("caught", true);
                    one.put("events", c.events());
                    one.put("by", c.by());
                }
                case Detection.Missed m -> {
                    one.put("caught", false);
                    one.put("events", m.events());
                }
            }
            layers.put(layer.label(), one);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", mutant.name());
        json.put("of", mutant.isOfSpecification() ? "specification" : "implementation");
        json.put("operator", mutant.operator());
        json.put("fault", mutant.fault());
        json.put("layers", layers);
        json.put("caught", caught());
        json.put("events", events().isPresent() ? events().getAsLong() : null);
        json.put("seconds", Math.round(seconds * 10) / 10.0);
        return json;
    }
}
