package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.synod.core.CodecException;
import org.synod.statemachine.Bytes;

class ReceivedTest {

    private static Received state(long entries, long checksum, byte[] key, Random random) {
        Chunk.Kind kind = random.nextBoolean() ? Chunk.Kind.DATA : Chunk.Kind.SESSIONS;
        return new Received(
                entries, checksum, random.nextInt(4) == 0 ? null : new Chunk.Position(kind, Bytes.wrap(key)));
    }

    @Property
    void statesComeBack(@ForAll long entries, @ForAll long checksum, @ForAll byte[] key, @ForAll Random random)
            throws CodecException {
        Received state = state(entries, checksum, key, random);
        assertEquals(state, Received.decode(state.encode()));
    }

    private static void assertIsAStateOrAnError(byte[] bytes) {
        try {
            assertArrayEquals(bytes, Received.decode(Bytes.wrap(bytes)).encode().array());
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }

    @Property(tries = 2000)
    void anyBytesAreAStateOrAnError(@ForAll byte[] bytes) {
        assertIsAStateOrAnError(bytes);
    }

    /** Nearly right: one byte is another, or the end is missing, or there is more. */
    @Property(tries = 2000)
    void whatWasDamagedIsAStateOrAnError(@ForAll byte[] key, @ForAll Random random) {
        byte[] bytes = state(7, 9, key, random).encode().array();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        assertIsAStateOrAnError(Arrays.copyOf(bytes, bytes.length + random.nextInt(7) - 3));
    }
}
