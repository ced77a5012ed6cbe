package org.synod.archive;

/** What a look at a whole chain of segments found. */
public sealed interface Verification {

    /**
     * All there is to the end is whole.
     *
     * @param lastSlot of the newest segment; 0 when there is none
     */
    record Whole(int segments, long lastSlot) implements Verification {}

    /**
     * Something is missing or wrong.
     *
     * @param object the name of the first object that is
     * @param problem one sentence
     * @param lastWholeSlot up to which all is whole
     */
    record Broken(String object, String problem, long lastWholeSlot) implements Verification {}
}
