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
 * What an archived snapshot says of itself. Big-endian: magic {@code SYNODSNP}, version (4), group (4), slot, time (8
 * each), configuration (its slot (8), and its members after their length (4)), number of chunks (4) and the checksum of
 * each (4), the description after its length (4), CRC32C of all before (4).
 *
 * @param slot the last one that the snapshot has
 * @param timeMillis the leader's time at that slot, in milliseconds since 1970
 * @param configuration the one that governs the next slot
 * @param checksums CRC32C of each chunk
 * @param description what the maker says of it; nobody here looks into it, and it is not to be changed
 */
public record SnapshotManifest(
        GroupId group,
        long slot,
        long timeMillis,
        Configuration configuration,
        List<Integer> checksums,
        byte[] description) {

    static final int VERSION = 1;
    /** A chunk's number has six digits. */
    static final int MOST_CHUNKS = 1_000_000;

    private static final long MAGIC = 0x53594e4f44534e50L; // SYNODSNP

    public SnapshotManifest {
        checksums = List.copyOf(checksums);
    }

    byte[] encode() {
        byte[] members = Command.configuration(configuration.members()).payload();
        ByteBuffer out =
                ByteBuffer.allocate(56 + members.length + Integer.BYTES * checksums.size() + description.length);
        out.putLong(MAGIC).putInt(VERSION).putInt(group.value()).putLong(slot).putLong(timeMillis);
        out.putLong(configuration.slot()).putInt(members.length).put(members);
        out.putInt(checksums.size());
        checksums.forEach(out::putInt);
        out.putInt(description.length).put(description);
        return out.putInt(Checksum.of(out.array(), 0, out.position())).array();
    }

    static SnapshotManifest decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.getLong() != MAGIC) {
                throw new CodecException("the bytes are no manifest of a snapshot");
            }
            int version = in.getInt();
            if (version != VERSION) {
                throw new CodecException("a snapshot of version " + version + ", and this Synod reads " + VERSION);
            }
            if (in.getInt(bytes.length - Integer.BYTES) != Checksum.of(bytes, 0, bytes.length - Integer.BYTES)) {
                throw new CodecException("the snapshot's manifest does not have its checksum");
            }
            GroupId group = new GroupId(in.getInt());
            long slot = in.getLong();
            long timeMillis = in.getLong();
            Configuration configuration = SegmentFormat.getConfiguration(in);
            int count = in.getInt();
            if (count < 0 || count > in.remaining() / Integer.BYTES) {
                throw new CodecException(count + " checksums where " + in.remaining() + " bytes are left");
            }
            List<Integer> checksums = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                checksums.add(in.getInt());
            }
            byte[] description = SegmentFormat.getBytes(in);
            if (in.remaining() != Integer.BYTES) {
                throw new CodecException(
                        "a snapshot's manifest with " + in.remaining() + " bytes at its end, and not 4");
            }
            return new SnapshotManifest(group, slot, timeMillis, configuration, checksums, description);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new CodecException("a snapshot's manifest that ends too soon");
        }
    }
}
