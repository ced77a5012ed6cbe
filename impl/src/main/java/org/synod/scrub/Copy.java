package org.synod.scrub;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.btree.RangeDigest;
import org.synod.btree.Ranges;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;

/** A group's tree at a slot, on this node or elsewhere. Whatever is asked may throw {@link Absent}. */
interface Copy extends Ranges {

    /** It cannot be asked, at least at the moment. */
    final class Absent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Absent(String why) {
            super(why);
        }
    }

    /** Whose it is; null: what the archive makes. */
    @Nullable ReplicaId replica();

    /** One digest for each range that the boundaries cut {@code from} to {@code to} into. */
    List<RangeDigest> digests(Bytes from, @Nullable Bytes to, List<Bytes> boundaries);

    /** Of all client sessions. */
    RangeDigest sessions();
}
