package org.synod.copy;

import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;

/** The way to other nodes. What is sent may get lost. */
@FunctionalInterface
public interface Link {

    /** Sends a message, on whichever thread; does not wait. */
    void send(ReplicaId to, GroupId group, NodeMessage message);
}
