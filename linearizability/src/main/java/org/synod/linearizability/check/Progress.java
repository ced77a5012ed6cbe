package org.synod.linearizability.check;

/** Hears how far a check is. Called by several threads, one at a time; whoever takes long keeps the check waiting. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (operations, allOperations, objects, allObjects) -> {};

    /**
     * One more object was decided, or the search of one has come further.
     *
     * @param operations operations of the objects that are decided, and of the others those for which there is an order
     * @param allOperations operations of all objects
     * @param objects objects that are decided
     * @param allObjects all of them
     */
    void judged(long operations, long allOperations, int objects, int allObjects);
}
