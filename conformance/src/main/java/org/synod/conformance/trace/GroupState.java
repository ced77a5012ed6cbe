package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/** A state of {@code TraceLeasedGroup}, as those read it who know its variables; values in the form that traces have. */
final class GroupState {

    private final SpecEvaluator spec;
    private final TLCState state;

    GroupState(SpecEvaluator spec, TLCState state) {
        this.spec = spec;
        this.state = state;
    }

    TLCState tlc() {
        return state;
    }

    Value variable(String name) {
        return (Value) SpecEvaluator.variable(state, name);
    }

    /** The value that a variable has for the replica. */
    Value of(String variable, String replica) {
        return ((Applicable) variable(variable)).apply(new StringValue(replica), EvalControl.Clear);
    }

    int number(String variable, String replica) {
        return ((IntValue) of(variable, replica)).val;
    }

    /** A field of a variable that is a record for each replica. */
    int number(String variable, String replica, String field) {
        return number(of(variable, replica), field);
    }

    static int number(Value record, String field) {
        return field(record, field) instanceof IntValue n ? n.val : 0;
    }

    static @Nullable Value field(Value value, String name) {
        if (value instanceof RecordValue record) {
            for (int i = 0; i < record.names.length; i++) {
                if (record.names[i].toString().equals(name)) {
                    return record.values[i];
                }
            }
        }
        return null;
    }

    static String text(Value value, String field) {
        return field(value, field) instanceof StringValue s ? s.val.toString() : "";
    }

    /** The messages of a type, in TLC's order. */
    List<Value> messages(String type) {
        List<Value> found = new ArrayList<>();
        if (variable("messages").toSetEnum() instanceof SetEnumValue all) {
            for (Value message : all.elems.toArray()) {
                if (text(message, "type").equals(type)) {
                    found.add(message);
                }
            }
        }
        return found;
    }

    /** A function of numbers, such as the votes by slot. */
    static Map<Integer, Value> byNumber(Value value) {
        Map<Integer, Value> entries = new TreeMap<>();
        switch (value) {
            case TupleValue tuple -> {
                for (int i = 0; i < tuple.elems.length; i++) {
                    entries.put(i + 1, tuple.elems[i]);
                }
            }
            case FcnLambdaValue lambda -> entries.putAll(byNumber(lambda.toFcnRcd()));
            case FcnRcdValue function -> {
                Value[] domain = function.getDomainAsValues();
                for (int i = 0; i < domain.length; i++) {
                    if (domain[i] instanceof IntValue n) {
                        entries.put(n.val, function.values[i]);
                    }
                }
            }
            default -> {}
        }
        return entries;
    }

    /** The number of a configuration's slot, the members in a set of names. */
    static List<String> names(@Nullable Value set) {
        List<String> names = new ArrayList<>();
        if (set != null && set.toSetEnum() instanceof SetEnumValue elements) {
            for (Value element : elements.elems.toArray()) {
                names.add(element instanceof StringValue s ? s.val.toString() : element.toString());
            }
        }
        return names;
    }

    /** As a trace has it: {@code [number, replica]}. */
    JsonNode ballot(int number) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(spec.ballotNumber(number))
                .add(spec.ballotOwner(number));
    }

    /** As a trace has it: a label, or members; null where the value is no command. */
    static @Nullable JsonNode command(@Nullable Value command) {
        if (command == null) {
            return null;
        }
        if (field(command, "label") instanceof StringValue label) {
            return JsonNodeFactory.instance.textNode(label.val.toString());
        }
        Value members = field(command, "members");
        if (members == null) {
            return null;
        }
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        names(members).forEach(configuration.putArray("members")::add);
        return configuration;
    }
}
