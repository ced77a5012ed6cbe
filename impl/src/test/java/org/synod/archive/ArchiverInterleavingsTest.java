package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synod.Interleavings;
import org.synod.core.GroupId;

/** The backlog of the archiver while several threads fill it: never above its limit, and every byte counted. */
@Tag("interleavings")
class ArchiverInterleavingsTest {
    private static final List<SegmentContent> SEGMENTS = Logs.segments(Logs.commands(new Random(8), 12), 4);
    private static final long LIMIT =
            SEGMENTS.get(0).bytes() + SEGMENTS.get(1).bytes() + SEGMENTS.get(2).bytes();

    /** What a segment holds and what is logged is nothing that threads share. */
    private static ModelCheckingOptions modelled() {
        return Interleavings.modelled()
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(
                                "org.synod.archive.SegmentContent", "org.slf4j.simple.SimpleLogger")
                        .allMethods()
                        .treatAsAtomic());
    }

    @Test
    void theBacklogKeepsItsLimit() {
        modelled().check(Backlog.class);
    }

    @Test
    void theBacklogKeepsItsLimitUnderStress() {
        Interleavings.stressed().check(Backlog.class);
    }

    @Test
    void aBacklogWithoutItsLockIsFound() {
        assertThrows(
                LincheckAssertionError.class,
                () -> modelled().minimizeFailedScenario(false).check(Unlocked.class));
    }

    /** An archiver that was not started archives nothing. */
    @Param(name = "segment", gen = IntGen.class, conf = "0:2")
    public static class Backlog {
        private final Archiver archiver = new Archiver(
                group -> {
                    throw new IllegalStateException("nothing is archived");
                },
                new Archiver.Listener() {
                    @Override
                    public void archived(GroupId group, long slot) {}

                    @Override
                    public void refused(GroupId group, ArchiveException cause) {}
                },
                new Archiver.Settings(LIMIT, 1, 1));

        @Operation
        public boolean submit(@Param(name = "segment") int segment) {
            return archiver.submit(SEGMENTS.get(segment));
        }

        @Operation
        public long backlogBytes() {
            return archiver.backlogBytes();
        }

        @Operation
        public boolean isFull() {
            return archiver.isFull();
        }
    }

    /** The same, where looking and adding are two steps. */
    @Param(name = "segment", gen = IntGen.class, conf = "0:2")
    public static class Unlocked {
        private volatile long bytes;

        @Operation
        public boolean submit(@Param(name = "segment") int segment) {
            long more = SEGMENTS.get(segment).bytes();
            if (bytes > 0 && bytes + more > LIMIT) {
                return false;
            }
            long before = bytes;
            bytes = before + more;
            return true;
        }

        @Operation
        public long backlogBytes() {
            return bytes;
        }
    }
}
