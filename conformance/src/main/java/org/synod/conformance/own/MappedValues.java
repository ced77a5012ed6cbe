package org.synod.conformance.own;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.ModelValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** JSON as values of TLA+: numbers, truth values and strings as they are, the rest as the mapping says. */
final class MappedValues {

    private final Mapping mapping;

    MappedValues(Mapping mapping) {
        this.mapping = mapping;
    }

    /**
     * A line, as a record of its fields; those that are null are not there.
     *
     * @throws IllegalArgumentException with a sentence, for a value that TLA+ does not have
     */
    Value record(JsonNode line) {
        Map<String, Value> fields = new TreeMap<>();
        line.properties().forEach(f -> {
            if (!f.getValue().isNull()) {
                fields.put(f.getKey(), value(f.getKey(), f.getValue()));
            }
        });
        return new RecordValue(
                        fields.keySet().stream()
                                .map(UniqueString::uniqueStringOf)
                                .toArray(UniqueString[]::new),
                        fields.values().toArray(Value[]::new),
                        false)
                .normalize();
    }

    private Value value(String field, JsonNode json) {
        return switch (json.getNodeType()) {
            case BOOLEAN -> json.booleanValue() ? BoolValue.ValTrue : BoolValue.ValFalse;
            case STRING -> string(json.textValue());
            case NUMBER -> {
                if (!json.canConvertToInt() || !json.canConvertToExactIntegral()) {
                    throw new IllegalArgumentException(
                            "the field '" + field + "' is " + json + ", and TLC has whole numbers of 32 bits only");
                }
                yield IntValue.gen(json.intValue());
            }
            case ARRAY -> {
                List<Value> elements = new ArrayList<>();
                json.forEach(e -> elements.add(value(field, e)));
                Value[] all = elements.toArray(Value[]::new);
                yield mapping.sets().contains(field) ? new SetEnumValue(all, false).normalize() : new TupleValue(all);
            }
            case OBJECT -> mapping.functions().contains(field) ? function(field, json) : record(json);
            default ->
                throw new IllegalArgumentException("the field '" + field + "' has a value that TLA+ has not: " + json);
        };
    }

    private Value string(String text) {
        return mapping.modelValues().contains(text) ? ModelValue.make(text) : new StringValue(text);
    }

    private Value function(String field, JsonNode json) {
        List<Value> domain = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        json.properties().forEach(entry -> {
            String key = entry.getKey();
            domain.add(key.matches("-?\\d{1,9}") ? IntValue.gen(Integer.parseInt(key)) : string(key));
            values.add(value(field, entry.getValue()));
        });
        return new FcnRcdValue(domain.toArray(Value[]::new), values.toArray(Value[]::new), false).normalize();
    }
}
