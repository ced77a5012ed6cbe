package org.synod.conformance.trace;

import java.util.Map;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import tlc2.value.impl.FcnLambdaValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetCupValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.SetPredValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import tlc2.value.impl.ValueVec;
import util.UniqueString;

/**
 * Computes the values of a state, once.
 *
 * <p>TLC builds functions, unions and filtered sets lazily. In breadth-first search the fingerprint of each state computes
 * them; whoever steps without fingerprints has to do it, or each step is put on top of all that came before it. Only
 * variables that the step gave another value are looked at.
 */
public final class Settled {

    private Settled() {}

    /** What a step has not changed is the same object as before, and comparing objects is all that it may cost. */
    @SuppressWarnings("ReferenceEquality")
    public static void settle(TLCState state, TLCState before) {
        Map<UniqueString, IValue> old = before.getVals();
        state.getVals().forEach((name, value) -> {
            if (value instanceof Value computed && old.get(name) != value) {
                Value settled = settle(computed);
                if (settled != value) {
                    state.bind(name, settled);
                }
            }
        });
    }

    private static Value settle(Value value) {
        return switch (value) {
            case FcnLambdaValue lambda -> settle(lambda.toFcnRcd());
            case FcnRcdValue function -> {
                settleAll(function.values);
                yield function.normalize();
            }
            case RecordValue record -> {
                settleAll(record.values);
                yield record.normalize();
            }
            case TupleValue tuple -> {
                settleAll(tuple.elems);
                yield tuple;
            }
            case SetCupValue union -> union(union);
            case SetPredValue filtered -> settleSet(filtered.toSetEnum());
            default -> value;
        };
    }

    private static void settleAll(Value[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = settle(values[i]);
        }
    }

    private static Value settleSet(Value set) {
        set.normalize();
        return set;
    }

    /** A few new elements are put where they belong, instead of sorting all of them again. */
    private static Value union(SetCupValue union) {
        if (settle(union.set1) instanceof SetEnumValue large
                && large.isNormalized()
                && settle(union.set2).toSetEnum() instanceof SetEnumValue small
                && small.size() <= 8) {
            ValueVec elements = (ValueVec) large.elems.clone();
            for (int i = 0; i < small.size(); i++) {
                Value added = settle(small.elems.elementAt(i));
                int at = position(elements, added);
                if (at >= 0) {
                    elements.insertElementAt(added, at);
                }
            }
            return new SetEnumValue(elements, true);
        }
        return settleSet(union.toSetEnum());
    }

    /** Where the value belongs in the sorted elements; -1 when it is there already. */
    private static int position(ValueVec elements, Value value) {
        int low = 0;
        int high = elements.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = elements.elementAt(middle).compareTo(value);
            if (order == 0) {
                return -1;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
