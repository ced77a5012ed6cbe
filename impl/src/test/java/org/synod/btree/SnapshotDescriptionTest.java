package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;

class SnapshotDescriptionTest {

    @Property
    void descriptionsComeBack(
            @ForAll int group, @ForAll long slot, @ForAll long entries, @ForAll long checksum, @ForAll byte[] meta)
            throws CodecException {
        SnapshotDescription description =
                new SnapshotDescription(new GroupId(group), slot, entries, checksum, Bytes.wrap(meta));
        assertEquals(description, SnapshotDescription.decode(description.encode()));
    }

    @Property(tries = 2000)
    void anyBytesAreADescriptionOrAnError(@ForAll byte[] bytes, @ForAll boolean known) {
        if (known && bytes.length > 0) {
            bytes[0] = 1;
        }
        try {
            assertArrayEquals(bytes, SnapshotDescription.decode(bytes).encode());
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }
}
