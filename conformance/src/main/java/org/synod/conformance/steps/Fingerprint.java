package org.synod.conformance.steps;

import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;
import tlc2.util.FP64;
import tlc2.value.IMVPerm;
import tlc2.value.IValue;

/**
 * Tells the states of a specification apart, by TLC's fingerprints of their variables and without symmetry. What a step
 * has not changed is the same object as before, and is not looked at again.
 */
final class Fingerprint {

    private final TLCState state;
    private final long[] parts;
    private final long key;

    private Fingerprint(TLCState state, long[] parts) {
        this.state = state;
        this.parts = parts;
        long all = FP64.New();
        for (long part : parts) {
            all = FP64.Extend(all, part);
        }
        this.key = all;
    }

    /** @param before a state of which the state is a successor; null for an initial state */
    @SuppressWarnings("ReferenceEquality")
    static Fingerprint of(TLCState state, @Nullable Fingerprint before) {
        long[] parts = new long[TLCState.vars.length];
        for (int i = 0; i < parts.length; i++) {
            IValue value = variable(state, i);
            parts[i] = before != null && variable(before.state, i) == value
                    ? before.parts[i]
                    : value.fingerPrint(FP64.New());
        }
        return new Fingerprint(state, parts);
    }

    private static IValue variable(TLCState state, int i) {
        return state.lookup(TLCState.vars[i].getName());
    }

    long key() {
        return key;
    }

    /** The same for all states that these permutations make of one. */
    long keyUnder(IMVPerm[] permutations) {
        long least = key;
        for (IMVPerm permutation : permutations) {
            long[] permuted = new long[parts.length];
            for (int i = 0; i < parts.length; i++) {
                permuted[i] = variable(state, i).permute(permutation).fingerPrint(FP64.New());
            }
            least = Math.min(least, new Fingerprint(state, permuted).key);
        }
        return least;
    }
}
