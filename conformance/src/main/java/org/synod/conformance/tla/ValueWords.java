package org.synod.conformance.tla;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * Values of TLC as a person says them. What a number stands for is told by the name that it has: {@code promised} and
 * {@code ballot} are ballots, a field {@code slot} is a slot.
 */
public final class ValueWords {

    private static final int MOST = 12;
    private static final int LONG = 200;

    /** What stands last in an expression, behind a dot; or else what it begins with. */
    private static final Pattern LAST_FIELD = Pattern.compile(".*\\.(\\w+)'?");

    private static final Pattern FIRST_NAME = Pattern.compile("(?:\\w+!)?(\\w+)'?(?:\\[.*)?");

    private final Set<String> special;
    private final IntFunction<String> number;

    /**
     * With a way of its own for some numbers.
     *
     * @param special the names of what they stand for
     */
    public ValueWords(Set<String> special, IntFunction<String> number) {
        this.special = Set.copyOf(special);
        this.number = number;
    }

    /** What a value is called that the expression has: {@code ballot} for {@code m.ballot} and for {@code ballot[r]}. */
    public static String nameOf(String expression) {
        Matcher field = LAST_FIELD.matcher(expression);
        if (field.matches()) {
            return field.group(1);
        }
        Matcher name = FIRST_NAME.matcher(expression);
        return name.matches() ? name.group(1) : "";
    }

    /** The value, cut off where it is very long. */
    public String of(Value value, String name) {
        String text = whole(value, name);
        return text.length() <= LONG ? text : text.substring(0, LONG) + " ...";
    }

    /** The whole value. */
    public String whole(Value value, String name) {
        return switch (value) {
            case IntValue n -> special.contains(name) ? number.apply(n.val) : Integer.toString(n.val);
            case StringValue s -> s.val.toString();
            case RecordValue record -> record(record);
            case TupleValue tuple -> list("<<", tuple.elems, ">>", name);
            case FcnLambdaValue lambda -> whole(lambda.toFcnRcd(), name);
            case FcnRcdValue function -> function(function, name);
            default ->
                value.toSetEnum() instanceof SetEnumValue set
                        ? list("{", set.elems.toArray(), "}", name)
                        : value.toString().replaceAll("\\s+", " ");
        };
    }

    /** A message is told by its type and its fields, a record of one field by that alone. */
    private String record(RecordValue record) {
        List<String> fields = new ArrayList<>();
        String type = "";
        for (int i = 0; i < record.names.length; i++) {
            String field = record.names[i].toString();
            if (field.equals("type")) {
                type = whole(record.values[i], "type");
            } else if (record.names.length == 1) {
                String only = whole(record.values[i], field);
                return field.equals("label") ? only : field + " " + only;
            } else {
                fields.add(field + "=" + whole(record.values[i], field));
            }
        }
        return type.isEmpty() ? "[" + String.join(", ", fields) + "]" : (type + " " + String.join(" ", fields)).strip();
    }

    private String function(FcnRcdValue function, String name) {
        Value[] domain = function.getDomainAsValues();
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < domain.length && i < MOST; i++) {
            entries.add(whole(domain[i], "") + ": " + whole(function.values[i], name));
        }
        if (domain.length > MOST) {
            entries.add("and " + (domain.length - MOST) + " more");
        }
        return entries.isEmpty() ? "empty" : "(" + String.join(", ", entries) + ")";
    }

    /** Of a pair whose first element is a ballot the second is what was voted for. */
    private String list(String open, Value[] elements, String close, String name) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < elements.length && i < MOST; i++) {
            words.add(whole(elements[i], open.equals("<<") && i > 0 && special.contains(name) ? "" : name));
        }
        if (elements.length > MOST) {
            words.add("and " + (elements.length - MOST) + " more");
        }
        return open + String.join(", ", words) + close;
    }
}
