package org.synod.conformance.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.Conditions;
import org.synod.conformance.tla.Miss;
import org.synod.conformance.tla.Relaxed;
import org.synod.conformance.tla.ValueWords;
import org.synod.conformance.trace.TraceVerdict;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.TLCState;
import tlc2.util.Context;
import tlc2.value.impl.Value;

/** Why an event is no step of somebody's specification, and what would have to be otherwise. */
final class OwnRefusal {

    private static final int MOST = 3;

    private final OwnSpecification spec;
    private final List<TLCState> states;
    private final SeenValues seen;
    private final ValueWords words = new ValueWords(Set.of(), Integer::toString);
    private final Conditions conditions;

    /** With the states that agreed. */
    OwnRefusal(OwnSpecification spec, List<TLCState> states, SeenValues seen) {
        this.spec = spec;
        this.states = states;
        this.seen = seen;
        this.conditions = new Conditions(spec.tool(), spec.source(), words);
    }

    TraceVerdict.Refusal explain(
            String event, JsonNode line, Value value, @Nullable String broken, List<String> context) {
        String action = line.path(spec.mapping().actionField()).asText();
        List<Miss> misses = broken == null ? falseOnes(action, value) : violated(broken, value);
        String because = (broken == null ? "" : "the step breaks the property " + broken + ": ")
                + (misses.isEmpty()
                        ? "what the event says of the step does not agree with any that `" + step(action)
                                + "` could take"
                        : misses.getFirst().text());
        return new TraceVerdict.Refusal(
                event,
                because,
                misses.stream()
                        .map(m -> m.nearest().isEmpty() ? m.text() : m.text() + "; " + String.join("; ", m.nearest()))
                        .toList(),
                broken == null ? "" : meaning(broken),
                changes(line),
                List.of(),
                List.of(),
                context,
                state(),
                null);
    }

    private String step(String action) {
        Mapping.Step step = spec.mapping().actions().get(action);
        return step == null ? action : step.next();
    }

    private String meaning(String property) {
        OpDefNode definition = spec.tool().getRootModule().getOpDef(property);
        return definition == null ? "" : spec.source().commentAbove(definition.getSource());
    }

    /** Of the states that agreed the one of which least is false says why. */
    private List<Miss> falseOnes(String action, Value event) {
        OpDefNode definition = spec.definition(action);
        if (definition == null) {
            return List.of();
        }
        List<Miss> least = List.of();
        for (TLCState state : states) {
            TLCState led = spec.led(state, event);
            List<Miss> misses = conditions.falseOnes(definition.getBody(), Context.Empty, led);
            if (misses.isEmpty()) {
                misses = new ArrayList<>();
                for (Relaxed.Step step : new Relaxed(spec.tool()).steps(definition, Context.Empty, led)) {
                    misses.addAll(conditions.falseOnes(step.condition(), step.context(), led, step.next()));
                }
            }
            if (least.isEmpty() || (!misses.isEmpty() && misses.size() < least.size())) {
                least = misses;
            }
        }
        return least;
    }

    private List<Miss> violated(String property, Value event) {
        OpDefNode definition = spec.tool().getRootModule().getOpDef(property);
        for (TLCState state : states) {
            for (TLCState next : spec.step(state, event)) {
                if (property.equals(spec.broken(next)) && definition != null) {
                    return conditions.falseOnes(definition.getBody(), Context.Empty, next);
                }
            }
        }
        return List.of();
    }

    /** Another value of one field, or another action with the same fields, that would have been accepted. */
    private List<String> changes(JsonNode line) {
        List<String> changes = new ArrayList<>();
        String actionField = spec.mapping().actionField();
        for (Map.Entry<String, JsonNode> field : line.properties()) {
            for (JsonNode value : alternatives(field.getKey(), field.getValue(), actionField)) {
                ObjectNode changed = line.deepCopy();
                changed.set(field.getKey(), value);
                if (changes.size() < MOST && conforms(changed)) {
                    changes.add("with " + field.getKey() + " " + value + " instead of " + field.getValue());
                    break;
                }
            }
        }
        return changes;
    }

    private Set<JsonNode> alternatives(String field, JsonNode value, String actionField) {
        Set<JsonNode> values = new LinkedHashSet<>();
        if (field.equals(actionField)) {
            spec.mapping().actions().keySet().forEach(a -> values.add(JsonNodeFactory.instance.textNode(a)));
        }
        if (value.isIntegralNumber()) {
            for (int by : new int[] {1, -1, 2, -2}) {
                values.add(JsonNodeFactory.instance.numberNode(value.asInt() + by));
            }
        }
        if (value.isBoolean()) {
            values.add(JsonNodeFactory.instance.booleanNode(!value.booleanValue()));
        }
        values.addAll(seen.of(field));
        values.remove(value);
        return values;
    }

    private boolean conforms(ObjectNode line) {
        Mapping.Step step = spec.mapping()
                .actions()
                .get(line.path(spec.mapping().actionField()).asText());
        if (step == null || !step.needs(spec.mapping().variable()).stream().allMatch(line::hasNonNull)) {
            return false;
        }
        try {
            Value event = spec.value(line);
            return states.stream()
                    .anyMatch(s -> spec.step(s, event).stream().anyMatch(next -> spec.broken(next) == null));
        } catch (RuntimeException e) {
            return false; // What TLC cannot evaluate is no step.
        }
    }

    /** The first state that agreed; where there are several, that there are. */
    private SortedMap<String, String> state() {
        SortedMap<String, String> text = new TreeMap<>();
        states.getFirst().getVals().forEach((name, value) -> {
            if (!name.toString().equals(spec.mapping().variable()) && value instanceof Value known) {
                text.put(name.toString(), words.of(known, name.toString()));
            }
        });
        if (states.size() > 1) {
            text.put("(one of " + states.size() + " states that agree)", "");
        }
        return text;
    }
}
