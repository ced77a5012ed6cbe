package org.synod.btree;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;

/**
 * Receives one snapshot, chunk by chunk, and puts it in the place of the group's tree when it is complete and checked. Until
 * then nobody sees it; after a crash it goes on behind the last chunk that was durable. One thread only.
 */
public final class TreeInstaller {
    private final GroupId group;
    private final long slot;
    private final TreeWriter writer;

    /** Invariant: the sum of all chunks that were added, durable or not. */
    private Received received;

    TreeInstaller(GroupId group, long slot, Received received, TreeWriter writer) {
        this.group = group;
        this.slot = slot;
        this.received = received;
        this.writer = writer;
    }

    /** Where to go on; null: every chunk was added. */
    public Chunk.@Nullable Position next() {
        return received.next();
    }

    /** How many keys and sessions were added. */
    public long entries() {
        return received.entries();
    }

    /**
     * Adds the chunk that begins at {@link #next}. Further ones may be added before it is durable.
     *
     * @return completes when it is durable; a crash before that asks for it again
     * @throws IllegalArgumentException when it is not of this snapshot, or not the next one
     */
    public CompletableFuture<Void> add(Chunk chunk) {
        if (!chunk.group().equals(group) || chunk.slot() != slot) {
            throw new IllegalArgumentException("a chunk of " + chunk.group() + " at slot " + chunk.slot() + ", not of "
                    + group + " at slot " + slot);
        }
        if (!chunk.first().equals(received.next())) {
            throw new IllegalArgumentException("a chunk that begins elsewhere than the next one");
        }
        Received upToIt = received.and(chunk);
        received = upToIt;
        return writer.write(maps -> {
                    maps.receive(chunk, upToIt);
                    return true;
                })
                .thenAccept(done -> {});
    }

    /**
     * Compares what was received with what the snapshot must amount to, and makes it the group's tree, all at once. If it
     * does not amount to that, what was received is removed, and the future fails with {@link CorruptTreeException}.
     *
     * @return completes when that is durable; then {@link TreeStore#tree} gives the new tree
     * @throws IllegalStateException when not every chunk was added
     */
    public CompletableFuture<Void> finish(SnapshotDescription description) {
        if (received.next() != null) {
            throw new IllegalStateException("the snapshot of " + group + " is not complete");
        }
        boolean right = description.group().equals(group)
                && description.slot() == slot
                && description.entries() == received.entries()
                && description.checksum() == received.checksum();
        return writer.write(maps -> {
                    if (right) {
                        maps.install(description);
                    } else {
                        maps.abandon(group);
                    }
                    return right;
                })
                .thenAccept(installed -> {
                    if (!installed) {
                        throw new CorruptTreeException(group, null, "what was received is not the snapshot", null);
                    }
                });
    }
}
