package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Configuration;

class SegmentFormatTest {

    private static SegmentContent content(Random random, int count) {
        return Logs.segment(Logs.commands(random, count + 2), 3, count + 2);
    }

    @Property(tries = 200)
    void aSegmentComesBack(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 30) int count, @ForAll int predecessor)
            throws CodecException {
        SegmentContent content = content(random, count);
        byte[] bytes = SegmentFormat.encode(content, predecessor);
        assertEquals(content, SegmentFormat.decode(bytes));
        SegmentManifest manifest = SegmentFormat.manifestOf(bytes);
        assertEquals(manifest, SegmentFormat.decodeManifest(SegmentFormat.encode(manifest)));
        assertEquals(SegmentFormat.manifest(content, predecessor), manifest);
        assertEquals(predecessor, manifest.predecessor());
        assertArrayEquals(bytes, SegmentFormat.encode(SegmentFormat.decode(bytes), predecessor));
    }

    @Property(tries = 500)
    void aFlippedBitIsFound(@ForAll Random random, @ForAll @IntRange(min = 1, max = 10) int count) {
        byte[] bytes = SegmentFormat.encode(content(random, count), 7);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        assertThrows(CodecException.class, () -> SegmentFormat.decode(bytes));
    }

    @Property(tries = 300)
    void aSegmentCutShortIsFound(@ForAll Random random, @ForAll @IntRange(min = 1, max = 10) int count) {
        byte[] bytes = SegmentFormat.encode(content(random, count), 7);
        byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
        if (cut.length != bytes.length) {
            assertThrows(CodecException.class, () -> SegmentFormat.decode(cut));
        }
    }

    /** Nothing but a value or the one exception, and no array of a length that some bytes tell. */
    @Property(tries = 1000)
    void anyBytesAreAValueOrNone(@ForAll byte[] bytes, @ForAll Random random) {
        decode(bytes);
        byte[] like = SegmentFormat.encode(content(random, 3), 7);
        for (int i = random.nextInt(8); i >= 0; i--) {
            like[random.nextInt(like.length)] = (byte) random.nextInt();
        }
        decode(like);
        byte[] snapshot = new SnapshotManifest(
                        Logs.GROUP, 4, 5, Configuration.first(Logs.members(0)), List.of(1, 2, 3), new byte[9])
                .encode();
        snapshot[random.nextInt(snapshot.length)] = (byte) random.nextInt();
        decode(snapshot);
    }

    private static void decode(byte[] bytes) {
        try {
            SegmentFormat.decode(bytes);
        } catch (CodecException e) {
            // One of the two.
        }
        try {
            SegmentFormat.decodeManifest(bytes);
        } catch (CodecException e) {
            // One of the two.
        }
        try {
            SnapshotManifest.decode(bytes);
        } catch (CodecException e) {
            // One of the two.
        }
    }

    @Property(tries = 50)
    void aConfigurationThatDoesNotGovernIsRefused(@ForAll Random random) {
        List<Command> commands =
                List.of(Command.NO_OP, Command.configuration(Logs.members(1)).at(5));
        long slot = random.nextLong(1, 100);
        new SegmentContent(Logs.GROUP, slot, commands, new Configuration(slot + 1, Logs.members(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SegmentContent(Logs.GROUP, slot, commands, new Configuration(slot, Logs.members(1))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new SegmentContent(Logs.GROUP, slot, commands, new Configuration(slot + 1, Logs.members(2))));
    }
}
