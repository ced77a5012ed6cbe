package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * Events as values of TLA+: numbers and strings as they are, a ballot as its number among all ballots, a list as a set, a
 * map as a function.
 */
final class EventValues {

    /** Parameters that are commands, or have commands as values. */
    private static final Set<String> COMMANDS = Set.of("command", "proposals");

    private final List<String> everyone;

    /** @param everyone all names, in the order in which ballots are dealt out to them */
    EventValues(List<String> everyone) {
        this.everyone = everyone;
    }

    /**
     * The event as the specification sees it: a record of the action, the replica and the parameters.
     *
     * @param inOrder whether the trace has its events in the order in which they happened
     */
    Value event(String action, String replica, boolean inOrder, JsonNode parameters) {
        List<UniqueString> names = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        names.add(UniqueString.uniqueStringOf("action"));
        values.add(new StringValue(action));
        names.add(UniqueString.uniqueStringOf("replica"));
        values.add(new StringValue(replica));
        names.add(UniqueString.uniqueStringOf("inOrder"));
        values.add(inOrder ? BoolValue.ValTrue : BoolValue.ValFalse);
        parameters.properties().forEach(p -> {
            names.add(UniqueString.uniqueStringOf(p.getKey()));
            values.add(value(p.getKey(), p.getValue()));
        });
        return new RecordValue(names.toArray(UniqueString[]::new), values.toArray(Value[]::new), false).normalize();
    }

    private Value value(String name, JsonNode json) {
        if (json.isIntegralNumber()) {
            return IntValue.gen(json.asInt());
        }
        if (json.isTextual()) {
            Value text = new StringValue(json.asText());
            return COMMANDS.contains(name) ? record("label", text) : text;
        }
        if (json.has("members")) {
            return record("members", value("members", json.get("members")));
        }
        if (TraceEvent.isBallot(json)) {
            return IntValue.gen(ballot(json));
        }
        if (json.isArray()) {
            List<Value> elements = new ArrayList<>();
            json.forEach(e -> elements.add(value(name, e)));
            return new SetEnumValue(elements.toArray(Value[]::new), false).normalize();
        }
        if (json.isObject()) {
            return function(name, json);
        }
        throw new IllegalArgumentException(
                "the parameter '" + name + "' has a value that no specification has: " + json);
    }

    private static Value record(String field, Value value) {
        return new RecordValue(new UniqueString[] {UniqueString.uniqueStringOf(field)}, new Value[] {value}, false);
    }

    private Value function(String name, JsonNode json) {
        TreeMap<Integer, Value> byKey = new TreeMap<>();
        json.properties().forEach(p -> byKey.put(Integer.valueOf(p.getKey()), value(name, p.getValue())));
        if (byKey.isEmpty()) {
            return new TupleValue(new Value[0]);
        }
        Value[] domain = byKey.keySet().stream().map(IntValue::gen).toArray(Value[]::new);
        return new FcnRcdValue(domain, byKey.values().toArray(Value[]::new), true);
    }

    /** The specification's ballots are numbers, dealt out to the members in turn. */
    private int ballot(JsonNode json) {
        int number = json.get(0).asInt();
        if (number == 0) {
            return 0;
        }
        int index = everyone.indexOf(json.get(1).asText());
        if (index < 0) {
            throw new IllegalArgumentException("the ballot " + json + " is of nobody in " + everyone);
        }
        return (number - 1) * everyone.size() + index + 1;
    }

    /** The number of a ballot, of those that its owner leads. */
    int ballotNumber(int ballot) {
        return ballot == 0 ? 0 : (ballot - 1) / everyone.size() + 1;
    }

    /** The owner of a ballot. */
    String ballotOwner(int ballot) {
        return ballot == 0 ? "none" : everyone.get((ballot - 1) % everyone.size());
    }
}
