package org.synod.statemachine;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/**
 * What a client may ask of a {@link KeyValueStore}. Bytes: {@link OperationCodec}.
 *
 * <p>Source: the item operations of DynamoDB. Unlike there, a scan is ordered, and a batch stays within one group.
 */
public sealed interface Operation {

    /** Bytes of the longest key; the shortest has one. */
    int LONGEST_KEY = 2 << 10;

    /** Bytes of the longest value. */
    int LONGEST_VALUE = 400 << 10;

    /** Writes in the longest batch. */
    int MOST_WRITES = 100;

    /** Bytes of all writes of a batch together, conditions included, as they are encoded. */
    int LARGEST_BATCH = 4 << 20;

    /** Entries in the longest page of a scan. */
    int MOST_ENTRIES = 1000;

    /** Bytes in the largest page of a scan. */
    int LARGEST_PAGE = 1 << 20;

    /** An operation on one key. */
    sealed interface OnKey extends Operation {
        Bytes key();
    }

    /** A write that a {@link Batch} may hold. Nothing happens unless the condition holds. */
    sealed interface Write extends OnKey {
        Condition condition();
    }

    /** Gives the key this value. */
    record Put(Bytes key, Bytes value, Condition condition) implements Write {
        public Put {
            checkKey(key);
            checkValue(value);
        }

        /** Whatever was there before. */
        public Put(Bytes key, Bytes value) {
            this(key, value, new Condition.Any());
        }
    }

    /** Reads the key's value. */
    record Get(Bytes key) implements OnKey {
        public Get {
            checkKey(key);
        }
    }

    /** Takes the key away. */
    record Delete(Bytes key, Condition condition) implements Write {
        public Delete {
            checkKey(key);
        }

        /** Whatever was there before. */
        public Delete(Bytes key) {
            this(key, new Condition.Any());
        }
    }

    /**
     * Gives the key this value if it has the expected one. A {@link Put} with a condition does the same; this one is what
     * histories have a word for.
     *
     * @param expected null: the key is not there
     */
    record CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) implements OnKey {
        public CompareAndSet {
            checkKey(key);
            checkValue(value);
            if (expected != null) {
                checkValue(expected);
            }
        }
    }

    /**
     * Writes all or nothing: if one condition does not hold, nothing happens.
     *
     * @param writes 1 to {@link #MOST_WRITES}, on different keys, together at most {@link #LARGEST_BATCH} bytes
     */
    record Batch(List<Write> writes) implements Operation {
        public Batch {
            writes = List.copyOf(writes);
            if (writes.isEmpty() || writes.size() > MOST_WRITES) {
                throw new IllegalArgumentException("a batch has 1 to " + MOST_WRITES + " writes, not " + writes.size());
            }
            Set<Bytes> keys = new HashSet<>();
            long bytes = 0;
            for (Write write : writes) {
                if (!keys.add(write.key())) {
                    throw new IllegalArgumentException("a batch writes a key once");
                }
                bytes += OperationCodec.length(write);
            }
            if (bytes > LARGEST_BATCH) {
                throw new IllegalArgumentException("a batch has at most " + LARGEST_BATCH + " bytes, not " + bytes);
            }
        }
    }

    /**
     * Reads the keys of a range in order, a page of them. A page has at least one entry if the range has one.
     *
     * @param from inclusive; empty: from the first key
     * @param to exclusive; null: to the last key
     * @param limit entries at most, 1 to {@link #MOST_ENTRIES}
     * @param maxBytes bytes at most, 1 to {@link #LARGEST_PAGE}; one entry may be larger
     */
    record Scan(Bytes from, @Nullable Bytes to, int limit, int maxBytes) implements Operation {
        public Scan {
            checkBound(from);
            if (to != null) {
                checkBound(to);
            }
            if (limit < 1 || limit > MOST_ENTRIES) {
                throw new IllegalArgumentException("a page has 1 to " + MOST_ENTRIES + " entries, not " + limit);
            }
            if (maxBytes < 1 || maxBytes > LARGEST_PAGE) {
                throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " bytes, not " + maxBytes);
            }
        }
    }

    /**
     * Refuses what is no key.
     *
     * @throws IllegalArgumentException when it is empty or too long
     */
    static void checkKey(Bytes key) {
        if (key.length() == 0) {
            throw new IllegalArgumentException("a key is not empty");
        }
        checkBound(key);
    }

    private static void checkBound(Bytes key) {
        if (key.length() > LONGEST_KEY) {
            throw new IllegalArgumentException("a key has at most " + LONGEST_KEY + " bytes, not " + key.length());
        }
    }

    /**
     * Refuses what is no value.
     *
     * @throws IllegalArgumentException when it is too long
     */
    static void checkValue(Bytes value) {
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "a value has at most " + LONGEST_VALUE + " bytes, not " + value.length());
        }
    }

    default byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(1 + OperationCodec.length(this));
        return OperationCodec.put(out.put(Wire.VERSION), this).array();
    }

    /**
     * Reads an operation.
     *
     * @throws CodecException when the bytes are no operation
     */
    static Operation decode(byte[] bytes) throws CodecException {
        return OperationCodec.decode(bytes);
    }
}
