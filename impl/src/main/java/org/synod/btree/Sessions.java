package org.synod.btree;

import java.nio.ByteBuffer;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SavedSession;

/** Client sessions as items: the key is the client's number, 8 bytes, and the version the slot of its last command. */
final class Sessions {

    private Sessions() {}

    static Item item(SavedSession session) {
        return new Item(key(session.client()), Bytes.wrap(session.encode()), session.lastSlot());
    }

    static Bytes key(long client) {
        byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).putLong(client);
        return Bytes.wrap(bytes);
    }

    /** @throws CorruptTreeException when it is no client's number */
    static long client(Bytes key) {
        if (key.length() != Long.BYTES) {
            throw new CorruptTreeException(null, key, "a client's number has 8 bytes, not " + key.length(), null);
        }
        return ByteBuffer.wrap(key.array()).getLong();
    }
}
