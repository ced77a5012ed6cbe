package org.synod.transport;

import org.synod.core.CodecException;

/**
 * The versions of the wire format that a node speaks.
 *
 * <p>A rolling change of the format: first every node learns to read the new version, {@code 1..2}, one node after the
 * other; two nodes speak 2 as soon as both can. When no node of {@code 1..1} is left, the lowest may rise.
 *
 * @param lowest from 1 to 127
 * @param highest not below the lowest, at most 127
 */
public record WireVersion(int lowest, int highest) {

    /** What this program speaks. In 2 there is {@link Batch}. */
    public static final WireVersion CURRENT = new WireVersion(1, 2);

    public WireVersion {
        if (lowest < 1 || highest < lowest || highest > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "versions go from 1 to " + Byte.MAX_VALUE + ", not from " + lowest + " to " + highest);
        }
    }

    /** Whether that version is one of them. */
    public boolean speaks(int version) {
        return version >= lowest && version <= highest;
    }

    /**
     * The version that two nodes speak with each other: the lower of their highest ones.
     *
     * @throws CodecException when no version is common to both
     */
    public int agree(WireVersion other) throws CodecException {
        int agreed = Math.min(highest, other.highest);
        if (!speaks(agreed) || !other.speaks(agreed)) {
            throw new CodecException(
                    "a node that speaks the wire versions " + other + " where this one speaks " + this);
        }
        return agreed;
    }

    @Override
    public String toString() {
        return lowest + ".." + highest;
    }
}
