package org.synod.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TreeMetaTest {

    private static TreeMeta meta(long slot, long timeMillis) {
        return new TreeMeta(
                new Configuration(
                        slot & Long.MAX_VALUE,
                        List.of(
                                new Member(new ReplicaId("r1"), Role.STORAGE, "10.0.0.1:7000"),
                                Member.log(new ReplicaId("l4")))),
                timeMillis);
    }

    @Property
    void metaComeBack(@ForAll long slot, @ForAll long timeMillis) throws CodecException {
        TreeMeta meta = meta(slot, timeMillis);
        assertEquals(meta, TreeMeta.decode(meta.encode()));
    }

    private static void assertIsMetaOrAnError(byte[] bytes) {
        try {
            assertArrayEquals(bytes, TreeMeta.decode(bytes).encode());
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }

    @Property(tries = 2000)
    void anyBytesAreMetaOrAnError(@ForAll byte[] bytes, @ForAll boolean known) {
        if (known && bytes.length > 0) {
            bytes[0] = 1;
        }
        assertIsMetaOrAnError(bytes);
    }

    /** Nearly right: one byte is another, or the end is missing, or there is more. */
    @Property(tries = 5000)
    void whatWasDamagedIsMetaOrAnError(@ForAll Random random) {
        byte[] bytes = meta(5, 6).encode();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        assertIsMetaOrAnError(Arrays.copyOf(bytes, bytes.length + Math.max(0, random.nextInt(7) - 3)));
        assertIsMetaOrAnError(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
}
