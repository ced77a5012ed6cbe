package org.synod.btree;

import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;

/** Keys that can be compared with those of another replica by range: a snapshot, here or elsewhere. */
public interface Ranges {

    /**
     * What a range amounts to.
     *
     * @param from inclusive
     * @param to exclusive; null: to the last key
     */
    RangeDigest digest(Bytes from, @Nullable Bytes to);

    /**
     * The key in the middle of a range: of n keys, the one behind the first n / 2; so of one key that one. Null if there is
     * none.
     */
    @Nullable Bytes middle(Bytes from, @Nullable Bytes to);

    /**
     * The first key that two replicas do not hold with the same version and value, found by halving the range; null if they
     * agree. Both must be at the same slot for the answer to mean anything. Asks for a number of digests that grows with
     * the logarithm of the number of keys.
     */
    static @Nullable Bytes firstDifference(Ranges one, Ranges other, Bytes from, @Nullable Bytes to) {
        Bytes low = from;
        Bytes high = to;
        RangeDigest mine = one.digest(low, high);
        RangeDigest theirs = other.digest(low, high);
        if (mine.equals(theirs)) {
            return null;
        }
        while (mine.count() > 1 || theirs.count() > 1) {
            // The larger side's middle is not its first key: each half has fewer keys of that side.
            Ranges larger = mine.count() >= theirs.count() ? one : other;
            Bytes middle = larger.middle(low, high);
            if (middle == null || middle.compareTo(low) <= 0) {
                throw new IllegalStateException("a range of several keys has a middle");
            }
            RangeDigest myLeft = one.digest(low, middle);
            RangeDigest theirLeft = other.digest(low, middle);
            if (myLeft.equals(theirLeft)) {
                low = middle;
                mine = one.digest(low, high);
                theirs = other.digest(low, high);
            } else {
                high = middle;
                mine = myLeft;
                theirs = theirLeft;
            }
        }
        Bytes myKey = one.middle(low, high);
        Bytes theirKey = other.middle(low, high);
        if (myKey == null || theirKey == null) {
            return myKey == null ? theirKey : myKey;
        }
        return myKey.compareTo(theirKey) <= 0 ? myKey : theirKey;
    }
}
