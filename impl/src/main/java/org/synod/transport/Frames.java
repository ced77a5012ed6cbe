package org.synod.transport;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;
import org.synod.core.CodecException;

/**
 * What all frames have in common, big-endian:
 *
 * <pre>
 *  0 int   length    of all that follows
 *  4 int   checksum  CRC32C of all that follows it
 *  8 byte  magic     0x53
 *  9 byte  version   the one agreed upon; any in a hello, a ping and a pong
 * 10 byte  kind      hello, peer message, request, reply, ping, pong, node message or batch
 * 11 byte  zero
 * 12 int   group
 * 16       body
 * </pre>
 */
public final class Frames {
    /** Bytes of the longest frame, unless set otherwise. */
    public static final int LONGEST = 16 << 20;

    /** Bytes before the body. */
    public static final int HEADER = 16;

    /** The first frame of a connection between nodes. */
    public static final byte HELLO = 1;

    /** A {@link org.synod.message.Message} after a {@link Stamp}. */
    public static final byte PEER = 2;

    /** A client's request. */
    public static final byte REQUEST = 3;

    /** A node's reply. */
    public static final byte REPLY = 4;

    /** Asks whether anybody is there; no body. */
    public static final byte PING = 5;

    /** Answers a ping, in its version; no body. */
    public static final byte PONG = 6;

    /** A {@link org.synod.message.NodeMessage}. */
    public static final byte NODE = 7;

    /** Small peer messages of many groups, {@link Batch}. */
    public static final byte BATCH = 8;

    private static final byte MAGIC = 0x53;
    private static final int LENGTH = 4;

    private Frames() {}

    /**
     * Begins a frame at the end of {@code out}.
     *
     * @param version of the wire format
     * @return where it begins, for {@link #end}
     */
    public static int begin(ByteBuf out, int version, byte kind, int group) {
        int start = out.writerIndex();
        out.writeLong(0);
        out.writeByte(MAGIC).writeByte(version).writeByte(kind).writeByte(0).writeInt(group);
        return start;
    }

    /** Completes the frame that began at {@code start} with its length and checksum. */
    public static void end(ByteBuf out, int start, CRC32C crc) {
        int length = out.writerIndex() - start - LENGTH;
        out.setInt(start, length);
        out.setInt(start + 4, checksum(out, start + 8, length - 4, crc));
    }

    /**
     * The bytes of the frame that begins at {@code at}, length field included; 0 when not even its length is there.
     *
     * @throws CodecException when no frame has that length
     */
    public static int size(ByteBuf in, int at, int longest) throws CodecException {
        if (in.writerIndex() - at < LENGTH) {
            return 0;
        }
        int length = in.getInt(at);
        if (length < HEADER - LENGTH || length > longest - LENGTH) {
            if (isTls(length)) {
                throw new CodecException("TLS, where this side speaks plain text");
            }
            throw new CodecException("a frame of " + length + " bytes, where " + (HEADER - LENGTH) + " to "
                    + (longest - LENGTH) + " may be");
        }
        return LENGTH + length;
    }

    /** Whether a frame's length is rather the head of a TLS record: a handshake (22) or an alert (21), version 3.x. */
    private static boolean isTls(int length) {
        int type = length >>> 24;
        return (type == 21 || type == 22) && ((length >>> 16) & 0xff) == 3;
    }

    /** Checks a whole frame of {@code size} bytes at {@code at}, but for its version, which is its reader's matter. */
    public static void check(ByteBuf in, int at, int size, CRC32C crc) throws CodecException {
        if (in.getByte(at + 8) != MAGIC) {
            throw new CodecException("bytes that are no frame of Synod");
        }
        if (in.getInt(at + 4) != checksum(in, at + 8, size - 8, crc)) {
            throw new CodecException("a frame whose checksum is wrong");
        }
    }

    public static int version(ByteBuf in, int at) {
        return in.getByte(at + 9);
    }

    public static byte kind(ByteBuf in, int at) {
        return in.getByte(at + 10);
    }

    public static int group(ByteBuf in, int at) {
        return in.getInt(at + 12);
    }

    private static int checksum(ByteBuf bytes, int at, int length, CRC32C crc) {
        crc.reset();
        if (bytes.nioBufferCount() == 1) {
            crc.update(bytes.internalNioBuffer(at, length));
        } else {
            crc.update(bytes.nioBuffer(at, length));
        }
        return (int) crc.getValue();
    }
}
