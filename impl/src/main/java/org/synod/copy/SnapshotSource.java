package org.synod.copy;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.btree.Chunk;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.Pace;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.message.NodeMessage;

/**
 * Answers questions for pieces, one after the other. A snapshot that is asked for stays open, so that the tree may go on,
 * until nobody has asked for a while. For one thread.
 */
final class SnapshotSource {

    private record Key(GroupId group, long slot) {}

    private static final class Open {
        private final TreeSnapshot snapshot;
        private long askedNanos;

        /** Made when it is first asked for: that reads the whole tree. */
        private byte @Nullable [] description;

        Open(TreeSnapshot snapshot) {
            this.snapshot = snapshot;
        }
    }

    private final TreeStore store;
    private final SnapshotSender.Settings settings;
    private final Pace pace;
    private final SnapshotSender.Listener listener;
    private final Map<Key, Open> open = new HashMap<>();

    SnapshotSource(TreeStore store, SnapshotSender.Settings settings, Pace pace, SnapshotSender.Listener listener) {
        this.store = store;
        this.settings = settings;
        this.pace = pace;
        this.listener = listener;
    }

    /** The answer; takes as long as the disk and the pace do. */
    NodeMessage answer(GroupId group, NodeMessage.Want want, long nowNanos) {
        closeIdle(nowNanos);
        long question = want.question();
        Key key = new Key(group, want.slot());
        try {
            Open asked = want.slot() == 0 ? null : open.get(key);
            if (asked == null) {
                TreeSnapshot present = store.snapshot(group);
                if (present == null) {
                    return new NodeMessage.Gone(question, 0);
                }
                key = new Key(group, present.slot());
                asked = open.get(key);
                if (asked != null || (want.slot() != 0 && want.slot() != present.slot())) {
                    present.close();
                }
                if (want.slot() != 0 && want.slot() != key.slot()) {
                    return new NodeMessage.Gone(question, key.slot());
                }
                if (asked == null) {
                    if (open.size() >= settings.mostOpen()) {
                        present.close();
                        return new NodeMessage.Wait(question);
                    }
                    present.paced(pace::take);
                    asked = new Open(present);
                    open.put(key, asked);
                }
            }
            asked.askedNanos = nowNanos;
            return answer(asked, want);
        } catch (CorruptTreeException e) {
            close(key);
            listener.corrupt(group, e);
            return new NodeMessage.Failed(question, String.valueOf(e.getMessage()));
        } catch (CodecException e) {
            return new NodeMessage.Failed(question, "The question makes no sense: " + e.getMessage() + ".");
        }
    }

    private NodeMessage answer(Open asked, NodeMessage.Want want) throws CodecException {
        if (want.position().length > 0) {
            Chunk.Position from = Chunk.Position.decode(want.position());
            byte[] chunk = asked.snapshot.chunk(from, settings.chunkBytes()).encode();
            pace.take(chunk.length);
            return new NodeMessage.Piece(want.question(), chunk);
        }
        byte[] description = asked.description;
        if (description == null) {
            description = asked.snapshot.describe().encode();
            asked.description = description;
        }
        return new NodeMessage.Finished(want.question(), description);
    }

    /** Closes what nobody has asked for in a while. */
    void closeIdle(long nowNanos) {
        for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
            Open one = all.next();
            if (nowNanos - one.askedNanos > settings.idleNanos()) {
                one.snapshot.close();
                all.remove();
            }
        }
    }

    private void close(Key key) {
        Open one = open.remove(key);
        if (one != null) {
            one.snapshot.close();
        }
    }

    /** How many snapshots are open. */
    int openSnapshots() {
        return open.size();
    }

    void close() {
        open.values().forEach(one -> one.snapshot.close());
        open.clear();
    }
}
