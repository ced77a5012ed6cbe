package org.synod.statemachine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/**
 * What a client may ask of a {@link KeyValueStore}.
 *
 * <p>Bytes, big-endian: format version, kind, then keys as short length and bytes, values as int length and bytes; a
 * length of -1 is no value.
 */
public sealed interface Operation {

    /** Bytes of the longest key. */
    int LONGEST_KEY = 2 << 10;

    /** Bytes of the longest value. */
    int LONGEST_VALUE = 400 << 10;

    Bytes key();

    /** Gives the key this value. */
    record Put(Bytes key, Bytes value) implements Operation {
        public Put {
            checkKey(key);
            checkValue(value);
        }
    }

    /** Reads the key's value. */
    record Get(Bytes key) implements Operation {
        public Get {
            checkKey(key);
        }
    }

    /** Takes the key away. */
    record Delete(Bytes key) implements Operation {
        public Delete {
            checkKey(key);
        }
    }

    /**
     * Gives the key this value if it has the expected one.
     *
     * @param expected null: the key is not there
     */
    record CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) implements Operation {
        public CompareAndSet {
            checkKey(key);
            checkValue(value);
            if (expected != null) {
                checkValue(expected);
            }
        }
    }

    private static void checkKey(Bytes key) {
        if (key.length() > LONGEST_KEY) {
            throw new IllegalArgumentException("a key has at most " + LONGEST_KEY + " bytes, not " + key.length());
        }
    }

    private static void checkValue(Bytes value) {
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "a value has at most " + LONGEST_VALUE + " bytes, not " + value.length());
        }
    }

    default byte[] encode() {
        int length = 4
                + key().length()
                + switch (this) {
                    case Put put -> 4 + put.value().length();
                    case Get get -> 0;
                    case Delete delete -> 0;
                    case CompareAndSet cas ->
                        8 + Wire.length(cas.expected()) + cas.value().length();
                };
        ByteBuffer out = ByteBuffer.allocate(length).put(Wire.VERSION);
        switch (this) {
            case Put put -> Wire.put(Wire.putKey(out.put(Wire.PUT), put.key()), put.value());
            case Get get -> Wire.putKey(out.put(Wire.GET), get.key());
            case Delete delete -> Wire.putKey(out.put(Wire.DELETE), delete.key());
            case CompareAndSet cas ->
                Wire.put(Wire.put(Wire.putKey(out.put(Wire.COMPARE_AND_SET), cas.key()), cas.expected()), cas.value());
        }
        return out.array();
    }

    /**
     * Reads an operation.
     *
     * @throws CodecException when the bytes are no operation
     */
    static Operation decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != Wire.VERSION) {
                throw new CodecException("an operation of the unknown version " + version);
            }
            byte kind = in.get();
            Operation operation = switch (kind) {
                case Wire.PUT -> new Put(Wire.key(in), Wire.present(in));
                case Wire.GET -> new Get(Wire.key(in));
                case Wire.DELETE -> new Delete(Wire.key(in));
                case Wire.COMPARE_AND_SET -> new CompareAndSet(Wire.key(in), Wire.value(in), Wire.present(in));
                default -> throw new CodecException("an operation of the unknown kind " + kind);
            };
            Wire.checkEnd(in);
            return operation;
        } catch (BufferUnderflowException e) {
            throw new CodecException("an operation that ends too soon");
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }
}
