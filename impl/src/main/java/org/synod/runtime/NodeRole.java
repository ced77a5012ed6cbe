package org.synod.runtime;

/** What a replica keeps. */
public enum NodeRole {
    /** The log and the tree: it may lead, and serves reads. */
    STORAGE,
    /** The log only: it votes, and neither leads nor serves reads. */
    LOG
}
