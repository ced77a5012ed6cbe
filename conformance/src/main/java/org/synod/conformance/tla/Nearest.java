package org.synod.conformance.tla;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tlc2.util.Context;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueEnumeration;

/** The element of a set that a false condition is about: the one that violates it, or that nearly makes it true. */
final class Nearest {

    /** What tells one kind of message from another. */
    private static final Pattern TYPE = Pattern.compile("\\w+\\.type = \"(\\w+)\"");

    private final Conditions conditions;
    private final ValueWords words;
    private final Source source;

    Nearest(Conditions conditions, ValueWords words, Source source) {
        this.conditions = conditions;
        this.words = words;
        this.source = source;
    }

    /** Why {@code \A x \in S : P} is false: what is false of P for the first element that violates it. */
    List<Miss> violating(OpApplNode forall, Context context, Conditions.Pair at) {
        return violating(forall, 0, 0, context, at);
    }

    private List<Miss> violating(OpApplNode forall, int list, int name, Context context, Conditions.Pair at) {
        FormalParamNode[][] names = forall.getBdedQuantSymbolLists();
        if (list == names.length) {
            return conditions.falseOnes(forall.getArgs()[0], context, at);
        }
        ValueEnumeration elements = conditions.elements(forall.getBdedQuantBounds()[list], context, at);
        if (elements == null || forall.isBdedQuantATuple()[list]) {
            return List.of();
        }
        boolean last = name + 1 == names[list].length;
        FormalParamNode bound = names[list][name];
        for (Value element = elements.nextElement(); element != null; element = elements.nextElement()) {
            List<Miss> misses =
                    violating(forall, last ? list + 1 : list, last ? 0 : name + 1, context.cons(bound, element), at);
            if (!misses.isEmpty()) {
                String of = "for " + bound.getName() + " = "
                        + words.of(element, bound.getName().toString()) + " ";
                return misses.stream()
                        .map(m -> m.with(of + m.text(), m.nearest(), m.variables()))
                        .toList();
            }
        }
        return List.of();
    }

    /** Why no x of S makes P true: of the elements of the kind that is asked for, the one of which least is false. */
    List<Miss> missing(OpApplNode exists, Context context, Conditions.Pair at) {
        FormalParamNode[][] names = exists.getBdedQuantSymbolLists();
        if (names.length != 1 || names[0].length != 1) {
            return List.of();
        }
        FormalParamNode name = names[0][0];
        SemanticNode bound = exists.getBdedQuantBounds()[0];
        ValueEnumeration elements = conditions.elements(bound, context, at);
        if (elements == null) {
            return List.of();
        }
        List<Miss> least = List.of();
        @Nullable Value nearest = null;
        String type = "";
        for (Value element = elements.nextElement(); element != null; element = elements.nextElement()) {
            List<Miss> misses = conditions.falseOnes(exists.getArgs()[0], context.cons(name, element), at);
            if (misses.isEmpty()) {
                return List.of();
            }
            String other = otherType(misses);
            type = other.isEmpty() ? type : other;
            if (other.isEmpty() && (nearest == null || misses.size() < least.size())) {
                nearest = element;
                least = misses;
            }
        }
        return List.of(missing(exists, name, context, nearest, least, type, at));
    }

    private Miss missing(
            OpApplNode exists,
            FormalParamNode name,
            Context context,
            @Nullable Value nearest,
            List<Miss> least,
            String type,
            Conditions.Pair at) {
        String set = source.text(exists.getBdedQuantBounds()[0]);
        Miss whole = conditions.leaf(exists, context, at);
        List<String> near = new ArrayList<>();
        if (nearest != null) {
            near.add("the nearest in " + set + " is: " + words.of(nearest, ""));
            least.forEach(m -> near.add("of which " + m.text()));
        } else if (!type.isEmpty()) {
            near.add("there is no '" + type + "' in " + set + " at all");
        }
        return whole.with(
                "no " + name.getName() + " in " + set + " makes this true: " + source.text(exists.getArgs()[0]) + " ("
                        + whole.place() + ")",
                near,
                whole.variables());
    }

    /** The type that is asked for where the element is of another one; empty where it is of that type. */
    private static String otherType(List<Miss> misses) {
        for (Miss miss : misses) {
            var type = TYPE.matcher(miss.source());
            if (type.matches()) {
                return type.group(1);
            }
        }
        return "";
    }

    /** Why a message is not in a set: it is another one that is there. */
    List<Miss> member(OpApplNode in, Context context, Conditions.Pair at) {
        Value set = conditions.evaluate(in.getArgs()[1], context, at);
        if (!(conditions.evaluate(in.getArgs()[0], context, at) instanceof RecordValue wanted)
                || field(wanted, "type") == null
                || set == null
                || !(set.toSetEnum() instanceof SetEnumValue elements)) {
            return List.of();
        }
        String where = source.text(in.getArgs()[1]);
        String type = words.of(wanted, "").split(" ", 2)[0];
        @Nullable RecordValue nearest = null;
        List<String> least = List.of();
        for (Value element : elements.elems.toArray()) {
            if (element instanceof RecordValue other && equal(field(other, "type"), field(wanted, "type"))) {
                List<String> different = differences(other, wanted);
                if (nearest == null || different.size() < least.size()) {
                    nearest = other;
                    least = different;
                }
            }
        }
        Miss whole = conditions.leaf(in, context, at);
        return List.of(whole.with(
                "there is no such '" + type + "' in " + where + " (" + whole.place() + "): " + words.of(wanted, ""),
                nearest == null
                        ? List.of("there is no '" + type + "' in " + where + " at all")
                        : List.of(
                                "the nearest in " + where + " is: " + words.of(nearest, ""),
                                "which differs in " + String.join(" and ", least)),
                whole.variables()));
    }

    private List<String> differences(RecordValue other, RecordValue wanted) {
        List<String> different = new ArrayList<>();
        for (int i = 0; i < wanted.names.length; i++) {
            String name = wanted.names[i].toString();
            Value there = field(other, name);
            if (!equal(there, wanted.values[i])) {
                different.add(name + " (" + (there == null ? "none" : words.of(there, name)) + " there, "
                        + words.of(wanted.values[i], name) + " wanted)");
            }
        }
        return different;
    }

    private static boolean equal(@Nullable Value a, @Nullable Value b) {
        return a != null && b != null && a.getKind() == b.getKind() && a.equals(b);
    }

    private static @Nullable Value field(RecordValue record, String name) {
        for (int i = 0; i < record.names.length; i++) {
            if (record.names[i].toString().equals(name)) {
                return record.values[i];
            }
        }
        return null;
    }
}
