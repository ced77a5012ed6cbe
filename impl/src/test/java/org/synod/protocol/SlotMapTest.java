package org.synod.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Against a {@link TreeMap}, around the ends of chunks and far from the beginning. */
class SlotMapTest {
    private static final int CHUNK = 1024;

    @Property(tries = 300)
    void isAsATreeMap(@ForAll Random random, @ForAll @LongRange(max = 1L << 40) long start) {
        SlotMap<Integer> map = new SlotMap<>();
        TreeMap<Long, Integer> model = new TreeMap<>();
        map.removeUpTo(start);
        long removed = start;
        long last = start;
        for (int i = 0; i < 200; i++) {
            long slot = Math.max(1, removed + near(random));
            if (random.nextInt(10) == 0) {
                map.removeUpTo(slot);
                model.headMap(slot, true).clear();
                removed = Math.max(removed, slot);
                last = Math.max(last, slot);
            } else {
                map.put(slot, i);
                if (slot > removed) {
                    model.put(slot, i);
                    last = Math.max(last, slot);
                }
            }
            assertEquals(last, map.lastSlot());
            for (int j = 0; j < 10; j++) {
                long asked = Math.max(0, removed + near(random));
                assertEquals(model.get(asked), map.get(asked), () -> "slot " + asked);
            }
        }
        model.forEach((slot, value) -> assertEquals(value, map.get(slot)));
    }

    /** Around the next few ends of chunks, and just behind. */
    private static long near(Random random) {
        return (long) CHUNK * random.nextInt(4) + random.nextInt(7) - 3;
    }

    @Test
    void whatIsReplacedIsReplaced() {
        SlotMap<String> map = new SlotMap<>();
        assertNull(map.get(1));
        assertEquals(0, map.lastSlot());
        map.put(1, "a");
        map.put(1, "b");
        assertEquals("b", map.get(1));
        map.removeUpTo(1);
        map.put(1, "c");
        assertNull(map.get(1));
    }
}
