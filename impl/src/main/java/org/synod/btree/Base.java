package org.synod.btree;

import java.util.Iterator;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/**
 * A group's tree as it is on disk at an exact slot. Does not change; valid while the pin is held that it came from.
 *
 * @param generation counts the trees of the node: an installed one replaces one of another generation
 * @param data sealed items by key
 * @param sessions sealed sessions by the client's number, 8 bytes
 */
record Base(
        GroupId group,
        long generation,
        long slot,
        Bytes meta,
        MVMap<byte[], byte[]> data,
        MVMap<byte[], byte[]> sessions) {

    MVMap<byte[], byte[]> map(Chunk.Kind kind) {
        return switch (kind) {
            case DATA -> data;
            case SESSIONS -> sessions;
        };
    }

    /** @throws CorruptTreeException when it cannot be read, or is not what was written */
    @Nullable Item get(Bytes key) {
        try {
            byte[] sealed = data.get(key.array());
            return sealed == null ? null : Sealed.open(group, key.array(), sealed);
        } catch (MVStoreException e) {
            throw CorruptTreeException.of(group, key, e);
        }
    }

    boolean contains(Bytes key) {
        try {
            return data.containsKey(key.array());
        } catch (MVStoreException e) {
            throw CorruptTreeException.of(group, key, e);
        }
    }

    /** The items from a key on, in order. The iterator throws {@link CorruptTreeException} like {@link #get}. */
    Iterator<Item> from(Chunk.Kind kind, Bytes key) {
        try {
            var cursor = map(kind).cursor(key.array());
            return new Iterator<>() {
                private Bytes at = key;

                @Override
                public boolean hasNext() {
                    try {
                        return cursor.hasNext();
                    } catch (MVStoreException e) {
                        throw CorruptTreeException.of(group, at, e);
                    }
                }

                @Override
                public Item next() {
                    try {
                        byte[] next = cursor.next();
                        at = Bytes.wrap(next);
                        return Sealed.open(group, next, cursor.getValue());
                    } catch (MVStoreException e) {
                        throw CorruptTreeException.of(group, at, e);
                    }
                }
            };
        } catch (MVStoreException e) {
            throw CorruptTreeException.of(group, key, e);
        }
    }
}
