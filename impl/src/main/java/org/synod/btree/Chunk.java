package org.synod.btree;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;

/**
 * A piece of a snapshot: what travels between replicas and into the archive. All of its items are of one kind.
 *
 * <p>Bytes, big-endian: version 1 (1), group (4), slot (8), first position, whether there is a next position (1) and that
 * position, count (4), then each item's key, value and version (8), and the CRC32C (4) of all before it. A position is its
 * kind (1) and key; a key is its length (2) and bytes; a value its length (4) and bytes.
 *
 * @param slot of the snapshot
 * @param first where the chunk begins; there may be no such key
 * @param items in the order of their keys; of sessions the key is the client's number and the value a saved session
 * @param next where the next chunk begins; null: this is the last one
 */
public record Chunk(
        GroupId group,
        long slot,
        Position first,
        List<Item> items,
        @Nullable Position next) {
    private static final byte VERSION = 1;

    /** What the items are. Sessions come after all data. */
    public enum Kind {
        /** Keys of clients. */
        DATA(0),
        /** Client sessions. */
        SESSIONS(1);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** How it is written. */
        byte code() {
            return code;
        }
    }

    /** A place in a snapshot. */
    public record Position(Kind kind, Bytes key) {

        /** Where a snapshot begins. */
        public static final Position START = new Position(Kind.DATA, Bytes.wrap(new byte[0]));

        /** Where its sessions begin. */
        static final Position SESSIONS = new Position(Kind.SESSIONS, Bytes.wrap(new byte[0]));

        /** The bytes of a position that stands alone. */
        public byte[] encode() {
            return put(ByteBuffer.allocate(encodedLength())).array();
        }

        /**
         * Reads what {@link #encode} wrote.
         *
         * @throws CodecException when the bytes are no position
         */
        public static Position decode(byte[] bytes) throws CodecException {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                Position position = get(in);
                if (in.hasRemaining()) {
                    throw new CodecException(in.remaining() + " bytes too many behind a position");
                }
                return position;
            } catch (BufferUnderflowException e) {
                throw new CodecException("a position that ends too soon");
            }
        }

        ByteBuffer put(ByteBuffer out) {
            return putKey(out.put(kind.code()), key);
        }

        static Position get(ByteBuffer in) throws CodecException {
            byte kind = in.get();
            if (kind != 0 && kind != 1) {
                throw new CodecException("a position of the unknown kind " + kind);
            }
            return new Position(kind == 0 ? Kind.DATA : Kind.SESSIONS, getKey(in));
        }

        int encodedLength() {
            return 3 + key.length();
        }
    }

    /** @throws IllegalArgumentException when the items are not in order, or not between first and next */
    public Chunk {
        items = List.copyOf(items);
        Bytes before = null;
        for (Item item : items) {
            if (item.key().compareTo(first.key()) < 0 || (before != null && before.compareTo(item.key()) >= 0)) {
                throw new IllegalArgumentException("the keys of a chunk are in order");
            }
            before = item.key();
        }
        if (next != null && !follows(first, before, next)) {
            throw new IllegalArgumentException("the next chunk begins behind this one");
        }
    }

    private static boolean follows(Position first, @Nullable Bytes last, Position next) {
        if (next.kind() != first.kind()) {
            return next.equals(Position.SESSIONS);
        }
        return last != null && last.compareTo(next.key()) < 0;
    }

    private static ByteBuffer putKey(ByteBuffer out, Bytes key) {
        return out.putShort((short) key.length()).put(key.array());
    }

    private static Bytes getKey(ByteBuffer in) throws CodecException {
        return getBytes(in, Short.toUnsignedInt(in.getShort()));
    }

    private static Bytes getBytes(ByteBuffer in, int length) throws CodecException {
        if (length < 0 || length > in.remaining()) {
            throw new CodecException(length + " bytes where " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }

    /** What an item adds to the size of a chunk. */
    static int encodedLength(Item item) {
        return 2 + item.key().length() + 4 + item.value().length() + 8;
    }

    /** The bytes; the same for the same chunk, on every replica that cuts in the same places. */
    public byte[] encode() {
        Position following = next;
        int length = 1 + 4 + 8 + first.encodedLength() + 1 + 4 + 4;
        length += following == null ? 0 : following.encodedLength();
        for (Item item : items) {
            length += encodedLength(item);
        }
        byte[] bytes = new byte[length];
        ByteBuffer out =
                ByteBuffer.wrap(bytes).put(VERSION).putInt(group.value()).putLong(slot);
        first.put(out).put((byte) (following == null ? 0 : 1));
        if (following != null) {
            following.put(out);
        }
        out.putInt(items.size());
        for (Item item : items) {
            putKey(out, item.key()).putInt(item.value().length());
            out.put(item.value().array()).putLong(item.version());
        }
        out.putInt(checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    /**
     * Reads a chunk.
     *
     * @throws CodecException when the bytes are no chunk, or not the bytes that were written
     */
    public static Chunk decode(byte[] bytes) throws CodecException {
        if (bytes.length < Integer.BYTES
                || ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES) != checksum(bytes)) {
            throw new CodecException("a chunk with a wrong checksum");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - Integer.BYTES);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new CodecException("a chunk of the unknown version " + version);
            }
            GroupId group = new GroupId(in.getInt());
            long slot = in.getLong();
            Position first = Position.get(in);
            byte more = in.get();
            if (more != 0 && more != 1) {
                throw new CodecException("a flag is 0 or 1, not " + more);
            }
            Position next = more == 0 ? null : Position.get(in);
            int count = in.getInt();
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                items.add(new Item(getKey(in), getBytes(in, in.getInt()), in.getLong()));
            }
            if (in.hasRemaining()) {
                throw new CodecException(in.remaining() + " bytes too many");
            }
            return new Chunk(group, slot, first, items, next);
        } catch (BufferUnderflowException e) {
            throw new CodecException("a chunk that ends too soon");
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }
}
