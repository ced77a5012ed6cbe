package org.synod.core;

/** One replication group among the many of a node. It stands in every frame and in every log record. */
public record GroupId(int value) {

    @Override
    public String toString() {
        return "g" + value;
    }
}
