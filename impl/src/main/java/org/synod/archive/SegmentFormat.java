package org.synod.archive;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;

/**
 * The bytes of a segment, big-endian: the manifest, then of each command client, sequence, time (8 each), the length of
 * the payload (4) and the payload. The manifest:
 *
 * <pre>
 *  0 long  magic        SYNODSEG
 *  8 int   version      1
 * 12 int   group
 * 16 long  first slot, last slot, first time, last time
 * 48 int   predecessor
 * 52 long  slot of the governing configuration
 * 60 int   length of its members, then these, as in the command that changes to them
 *    long  length of the body
 *    int   CRC32C of the body
 *    int   CRC32C of all before
 * </pre>
 */
final class SegmentFormat {
    static final int VERSION = 1;

    private static final long MAGIC = 0x53594e4f44534547L; // SYNODSEG
    private static final long COMMAND_HEADER = 28;

    private SegmentFormat() {}

    /** How many bytes a command takes. */
    static long bytes(Command command) {
        return COMMAND_HEADER + command.payload().length;
    }

    static SegmentManifest manifest(SegmentContent content, int predecessor) {
        return manifest(content, predecessor, body(content));
    }

    private static SegmentManifest manifest(SegmentContent content, int predecessor, byte[] body) {
        return new SegmentManifest(
                content.group(),
                content.firstSlot(),
                content.lastSlot(),
                content.firstTimeMillis(),
                content.lastTimeMillis(),
                predecessor,
                content.governing(),
                body.length,
                Checksum.of(body));
    }

    /** The whole segment. */
    static byte[] encode(SegmentContent content, int predecessor) {
        byte[] body = body(content);
        byte[] header = encode(manifest(content, predecessor, body));
        return ByteBuffer.allocate(Math.addExact(header.length, body.length))
                .put(header)
                .put(body)
                .array();
    }

    private static byte[] body(SegmentContent content) {
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(content.bytes()));
        for (Command command : content.commands()) {
            out.putLong(command.client()).putLong(command.sequence()).putLong(command.timeMillis());
            out.putInt(command.payload().length).put(command.payload());
        }
        return out.array();
    }

    /** The manifest alone. */
    static byte[] encode(SegmentManifest manifest) {
        byte[] members = Command.configuration(manifest.governing().members()).payload();
        ByteBuffer out = ByteBuffer.allocate(80 + members.length);
        out.putLong(MAGIC).putInt(VERSION).putInt(manifest.group().value());
        out.putLong(manifest.firstSlot()).putLong(manifest.lastSlot());
        out.putLong(manifest.firstTimeMillis()).putLong(manifest.lastTimeMillis());
        out.putInt(manifest.predecessor());
        out.putLong(manifest.governing().slot()).putInt(members.length).put(members);
        out.putLong(manifest.bodyBytes()).putInt(manifest.bodyChecksum());
        return out.putInt(Checksum.of(out.array(), 0, out.position())).array();
    }

    static int checksum(SegmentManifest manifest) {
        byte[] bytes = encode(manifest);
        return ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES);
    }

    /**
     * Reads a manifest that stands alone.
     *
     * @throws CodecException when the bytes are none
     */
    static SegmentManifest decodeManifest(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        SegmentManifest manifest = getManifest(in, bytes);
        if (in.hasRemaining()) {
            throw new CodecException(in.remaining() + " bytes too many behind a manifest");
        }
        return manifest;
    }

    /**
     * Reads a segment.
     *
     * @throws CodecException when the bytes are none, or anything in it contradicts another thing
     */
    static SegmentContent decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        SegmentManifest manifest = getManifest(in, bytes);
        if (in.remaining() != manifest.bodyBytes()) {
            throw new CodecException(
                    "the segment's commands have " + in.remaining() + " bytes and not " + manifest.bodyBytes());
        }
        if (Checksum.of(bytes, in.position(), in.remaining()) != manifest.bodyChecksum()) {
            throw new CodecException("the segment's commands do not have the checksum that its header tells");
        }
        List<Command> commands = new ArrayList<>();
        while (in.hasRemaining()) {
            commands.add(getCommand(in));
        }
        try {
            SegmentContent content =
                    new SegmentContent(manifest.group(), manifest.firstSlot(), commands, manifest.governing());
            if (!manifest(content, manifest.predecessor()).equals(manifest)) {
                throw new CodecException("the segment's header tells of other commands than are in it");
            }
            return content;
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }

    /** The manifest that a segment begins with. */
    static SegmentManifest manifestOf(byte[] segment) throws CodecException {
        return getManifest(ByteBuffer.wrap(segment), segment);
    }

    private static SegmentManifest getManifest(ByteBuffer in, byte[] bytes) throws CodecException {
        try {
            if (in.getLong() != MAGIC) {
                throw new CodecException("the bytes are no segment of an archive");
            }
            int version = in.getInt();
            if (version != VERSION) {
                throw new CodecException("a segment of version " + version + ", and this Synod reads " + VERSION);
            }
            GroupId group = new GroupId(in.getInt());
            long firstSlot = in.getLong();
            long lastSlot = in.getLong();
            long firstTime = in.getLong();
            long lastTime = in.getLong();
            int predecessor = in.getInt();
            Configuration governing = getConfiguration(in);
            long bodyBytes = in.getLong();
            int bodyChecksum = in.getInt();
            int checked = in.position();
            if (in.getInt() != Checksum.of(bytes, 0, checked)) {
                throw new CodecException("the segment's header does not have its checksum");
            }
            if (firstSlot < 1 || lastSlot < firstSlot || bodyBytes < 0) {
                throw new CodecException("a segment of slots " + firstSlot + " to " + lastSlot);
            }
            return new SegmentManifest(
                    group, firstSlot, lastSlot, firstTime, lastTime, predecessor, governing, bodyBytes, bodyChecksum);
        } catch (BufferUnderflowException e) {
            throw new CodecException("a segment's header that ends too soon");
        }
    }

    /** The slot of a configuration, and its members after their length. */
    static Configuration getConfiguration(ByteBuffer in) throws CodecException {
        long slot = in.getLong();
        Command members = Command.of(0, 0, 0, getBytes(in));
        if (!members.isConfiguration() || slot < 0) {
            throw new CodecException("a configuration without members, or of slot " + slot);
        }
        return new Configuration(slot, members.members());
    }

    private static Command getCommand(ByteBuffer in) throws CodecException {
        if (in.remaining() < COMMAND_HEADER) {
            throw new CodecException("a command that ends too soon");
        }
        return Command.of(in.getLong(), in.getLong(), in.getLong(), getBytes(in));
    }

    /** Bytes after their length. */
    static byte[] getBytes(ByteBuffer in) throws CodecException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new CodecException(length + " bytes where " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
