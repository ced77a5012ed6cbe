package org.synod.archive;

/**
 * The archive holds another command in a slot than this replica has chosen there. One of the two is wrong, and nothing
 * that either of them says of this group may be believed before people have looked at it.
 */
public final class DivergedArchiveException extends ArchiveException {
    private static final long serialVersionUID = 1;

    private final String segment;
    private final long firstDifferingSlot;

    /**
     * @param firstDifferingSlot 0 when all commands are equal, and what stands beside them is not
     */
    DivergedArchiveException(String segment, long firstDifferingSlot) {
        super(
                "The archived segment " + segment + " differs from what this replica has chosen, "
                        + (firstDifferingSlot == 0
                                ? "though not in any command."
                                : "first in slot " + firstDifferingSlot + "."),
                false,
                null);
        this.segment = segment;
        this.firstDifferingSlot = firstDifferingSlot;
    }

    /** The object's name. */
    public String segment() {
        return segment;
    }

    /** 0 when all commands are equal, and what stands beside them is not. */
    public long firstDifferingSlot() {
        return firstDifferingSlot;
    }
}
