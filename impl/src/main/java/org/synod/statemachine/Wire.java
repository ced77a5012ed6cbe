package org.synod.statemachine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/** The pieces that operations and results are made of. */
final class Wire {
    static final byte VERSION = 1;

    static final byte PUT = 1;
    static final byte GET = 2;
    static final byte DELETE = 3;
    static final byte COMPARE_AND_SET = 4;
    static final byte INVALID = 5;
    static final byte PUT_IF = 6;
    static final byte DELETE_IF = 7;
    static final byte BATCH = 8;
    static final byte SCAN = 9;
    static final byte UNMET = 10;

    private static final int NO_KEY = 0xffff;

    private Wire() {}

    static int length(@Nullable Bytes value) {
        return value == null ? 0 : value.length();
    }

    /** Bytes of a key or of none, with its length. */
    static int keyLength(@Nullable Bytes key) {
        return 2 + length(key);
    }

    static ByteBuffer putKey(ByteBuffer out, Bytes key) {
        return out.putShort((short) key.length()).put(key.array());
    }

    static ByteBuffer putKeyOrNone(ByteBuffer out, @Nullable Bytes key) {
        return key == null ? out.putShort((short) NO_KEY) : putKey(out, key);
    }

    static ByteBuffer put(ByteBuffer out, @Nullable Bytes value) {
        return value == null ? out.putInt(-1) : out.putInt(value.length()).put(value.array());
    }

    static Bytes key(ByteBuffer in) throws CodecException {
        return bytes(in, Short.toUnsignedInt(in.getShort()), Operation.LONGEST_KEY);
    }

    static @Nullable Bytes keyOrNone(ByteBuffer in) throws CodecException {
        int length = Short.toUnsignedInt(in.getShort());
        return length == NO_KEY ? null : bytes(in, length, Operation.LONGEST_KEY);
    }

    static @Nullable Bytes value(ByteBuffer in) throws CodecException {
        int length = in.getInt();
        return length == -1 ? null : bytes(in, length, Operation.LONGEST_VALUE);
    }

    static Bytes present(ByteBuffer in) throws CodecException {
        return bytes(in, in.getInt(), Operation.LONGEST_VALUE);
    }

    private static Bytes bytes(ByteBuffer in, int length, int longest) throws CodecException {
        if (length < 0 || length > longest || length > in.remaining()) {
            throw new CodecException(
                    length + " bytes where at most " + longest + " may be and " + in.remaining() + " are left");
        }
        byte[] array = new byte[length];
        in.get(array);
        return Bytes.wrap(array);
    }

    static byte flag(boolean flag) {
        return (byte) (flag ? 1 : 0);
    }

    static boolean flag(ByteBuffer in) throws CodecException {
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new CodecException("a flag is 0 or 1, not " + flag);
        }
        return flag == 1;
    }

    static void checkEnd(ByteBuffer in) throws CodecException {
        if (in.hasRemaining()) {
            throw new CodecException(in.remaining() + " bytes too many");
        }
    }
}
