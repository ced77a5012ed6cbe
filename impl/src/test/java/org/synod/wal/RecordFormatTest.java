package org.synod.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.synod.core.Ballot;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.LogRecord;
import org.synod.core.Member;
import org.synod.core.ReplicaId;

/** Records and headers come back; other bytes are one typed error, or nothing. */
class RecordFormatTest {
    private static final LogFormat.Written AS = new LogFormat.Written(LogFormat.CURRENT, SegmentHeader.VERSION);
    private static final List<Member> MEMBERS =
            List.of(Member.storage(new ReplicaId("r1")), Member.log(new ReplicaId("l4")));

    private static LogRecord record(Random random) {
        Ballot ballot = new Ballot(random.nextInt(9), new ReplicaId("r" + random.nextInt(200)));
        byte[] payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
        Command command = switch (random.nextInt(3)) {
            case 0 -> Command.NO_OP;
            case 1 -> Command.configuration(MEMBERS).at(random.nextLong());
            default -> new Command(1 + random.nextInt(9), random.nextLong(), payload).at(random.nextLong());
        };
        return switch (random.nextInt(5)) {
            case 0 -> new LogRecord.Promised(ballot);
            case 1 -> new LogRecord.Voted(ballot, random.nextLong(), random.nextLong(), command);
            case 2 -> new LogRecord.Learned(random.nextLong(), command);
            case 3 -> new LogRecord.ChosenUpTo(random.nextLong());
            default ->
                new LogRecord.Trimmed(random.nextLong(), new Configuration(3, MEMBERS), ballot, random.nextLong());
        };
    }

    private static ByteBuffer written(LogRecord record) {
        ByteBuffer out = ByteBuffer.allocate(RecordFormat.padded(RecordFormat.length(AS, record)));
        RecordFormat.put(out, 7, 11, AS, record);
        return out.flip();
    }

    @Property(tries = 500)
    void recordsComeBack(@ForAll Random random) throws CodecException {
        LogRecord record = record(random);
        ByteBuffer bytes = written(record);
        assertEquals(record, RecordFormat.get(bytes, 0, AS.format()));
        CRC32C crc = new CRC32C();
        RecordFormat.seal(bytes, 0, 5, crc);
        assertEquals(true, RecordFormat.isValid(bytes, 0, bytes.limit(), crc));
        assertEquals(7, RecordFormat.groupAt(bytes, 0));
        assertEquals(11, RecordFormat.sequenceAt(bytes, 0));
    }

    /** A checksum that is right says that somebody wrote it, not that this version can read it. */
    @Property(tries = 5000)
    void anyBytesOfAWholeRecordAreARecordOrAnError(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int changes) {
        ByteBuffer bytes = written(record(random));
        int length = RecordFormat.lengthAt(bytes, 0);
        if (random.nextInt(4) == 0) {
            length = RecordFormat.HEADER + random.nextInt(length - RecordFormat.HEADER + 1);
            bytes.putInt(0, length);
        }
        for (int i = 0; i < changes; i++) {
            // What stands in the header, but for the length and the checksum, may be anything too.
            bytes.put(8 + random.nextInt(length - 8), (byte) random.nextInt());
        }
        RecordFormat.seal(bytes, 0, 5, new CRC32C());
        try {
            assertNotNull(RecordFormat.get(bytes, 0, AS.format()));
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }

    @Property(tries = 2000)
    void anyBytesAreNoValidRecord(@ForAll byte[] bytes) {
        RecordFormat.isValid(ByteBuffer.wrap(bytes), 0, bytes.length, new CRC32C());
    }

    @Property(tries = 1000)
    void anyBytesAreAHeaderOrNone(@ForAll byte[] bytes, @ForAll Random random) {
        assertNull(SegmentHeader.decode(ByteBuffer.wrap(bytes)));
        SegmentHeader header =
                new SegmentHeader(random.nextInt(), random.nextLong(), random.nextLong(), random.nextLong());
        ByteBuffer whole = header.encode();
        assertEquals(header, SegmentHeader.decode(whole));
        int at = random.nextInt(40);
        whole.put(at, (byte) (whole.get(at) ^ (1 + random.nextInt(255))));
        assertNull(SegmentHeader.decode(whole));
    }
}
