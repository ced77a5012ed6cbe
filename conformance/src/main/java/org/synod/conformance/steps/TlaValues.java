package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Applicable;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueVec;

/** Takes TLC's values apart. Throws {@link IllegalArgumentException} for a value of another shape. */
final class TlaValues {

    private TlaValues() {}

    static long number(Value value) {
        if (value instanceof IntValue i) {
            return i.val;
        }
        throw new IllegalArgumentException("not a number: " + value);
    }

    /** The field of a record; null when it has no such field. */
    static @Nullable Value find(Value value, String name) {
        if (value.toRcd() instanceof RecordValue r) {
            for (int i = 0; i < r.names.length; i++) {
                if (r.names[i].toString().equals(name)) {
                    return r.values[i];
                }
            }
        }
        return null;
    }

    static Value field(Value record, String name) {
        Value found = find(record, name);
        if (found == null) {
            throw new IllegalArgumentException("no field " + name + ": " + record);
        }
        return found;
    }

    static long number(Value record, String name) {
        return number(field(record, name));
    }

    /** What the function has for the argument. */
    static Value at(Value function, Value argument) {
        Value found = function instanceof Applicable f ? f.select(argument) : null;
        if (found == null) {
            throw new IllegalArgumentException(argument + " is not in the domain of " + function);
        }
        return found;
    }

    /** A function of numbers, or a sequence. */
    static SortedMap<Long, Value> byNumber(Value function) {
        if (!(function.toFcnRcd() instanceof FcnRcdValue f)) {
            throw new IllegalArgumentException("not a function: " + function);
        }
        SortedMap<Long, Value> map = new TreeMap<>();
        for (int i = 0; i < f.values.length; i++) {
            map.put(f.intv != null ? f.intv.low + i : number(f.domain[i]), f.values[i]);
        }
        return map;
    }

    /** A sequence. */
    static List<Value> sequence(Value value) {
        return List.copyOf(byNumber(value).values());
    }

    static List<Value> elements(Value set) {
        if (!(set.toSetEnum() instanceof SetEnumValue enumerated)) {
            throw new IllegalArgumentException("not a set that can be listed: " + set);
        }
        ValueVec all = enumerated.elems;
        List<Value> elements = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            elements.add(all.elementAt(i));
        }
        return elements;
    }
}
