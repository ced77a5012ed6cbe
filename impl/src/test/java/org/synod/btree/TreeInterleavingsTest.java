package org.synod.btree;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synod.Interleavings;
import org.synod.core.GroupId;

/** What readers of trees and their writer share: the registry of pinned commits, and the writer's queue. */
@Tag("interleavings")
class TreeInterleavingsTest {
    private static final TreeStore.Listener IGNORED = new TreeStore.Listener() {
        @Override
        public void durable(GroupId group, long slot) {}

        @Override
        public void dead(RuntimeException cause) {}
    };

    private static ModelCheckingOptions modelled() {
        return Interleavings.modelled()
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses("org.h2.mvstore.MVStore")
                        .allMethods()
                        .treatAsAtomic());
    }

    @Test
    void aPinnedCommitStays() {
        modelled().check(Pins.class);
    }

    @Test
    void aPinnedCommitStaysUnderStress() {
        Interleavings.stressed().check(Pins.class);
    }

    @Test
    void pinsThatAreCountedWithoutALockAreFound() {
        assertThrows(
                LincheckAssertionError.class,
                () -> modelled().minimizeFailedScenario(false).check(Unlocked.class));
    }

    @Test
    void theWriterDoesEachJobOnceAndAnswersWhenItIsDone() {
        Interleavings.stressed().sequentialSpecification(Sum.class).check(Jobs.class);
    }

    /** Each thread holds at most one pin; one thread publishes. */
    public static class Pins {
        private final SnapshotRegistry registry = new SnapshotRegistry(new MVStore.Builder().open());
        private final SnapshotRegistry.@Nullable Pin[] held = new SnapshotRegistry.@Nullable Pin[8];

        @Operation
        public boolean hold(@Param(gen = ThreadIdGen.class) int thread) {
            if (held[thread] != null) {
                return false;
            }
            held[thread] = registry.acquire();
            return true;
        }

        @Operation
        public boolean drop(@Param(gen = ThreadIdGen.class) int thread) {
            SnapshotRegistry.Pin pin = held[thread];
            if (pin == null) {
                return false;
            }
            held[thread] = null;
            pin.close();
            return true;
        }

        @Operation(nonParallelGroup = "writer")
        public void publish() {
            registry.publish(Map.of());
        }

        /** Between the two halves of a publication there is one more: nobody is promised otherwise. */
        @Operation(nonParallelGroup = "writer")
        public int pins() {
            return registry.pins();
        }
    }

    /** The same shape without the lock: a commit can go between the look at the latest one and the count. */
    public static class Unlocked {
        private static final class Pin {
            private volatile int holders = 1;
            private volatile boolean gone;
        }

        private volatile Pin latest = new Pin();

        /** Whether the pages that a reader is about to read are still there. */
        @Operation
        public boolean read() {
            Pin pin = latest;
            int holders = pin.holders;
            pin.holders = holders + 1;
            boolean there = !pin.gone;
            release(pin);
            return there;
        }

        @Operation(nonParallelGroup = "writer")
        public void publish() {
            Pin before = latest;
            latest = new Pin();
            release(before);
        }

        private static void release(Pin pin) {
            int holders = pin.holders;
            pin.holders = holders - 1;
            if (pin.holders == 0) {
                pin.gone = true;
            }
        }
    }

    /** What the writer's jobs add up to, one after the other. */
    public static class Sum {
        private long sum;

        public long add() {
            return ++sum;
        }

        public long sum() {
            return sum;
        }
    }

    /** Jobs of several threads against one store: the sum is the writer's alone, and no lock guards it. */
    public static class Jobs {
        private static final TreeWriter WRITER = open();

        private long sum;

        private static TreeWriter open() {
            try {
                BlockFile file = new BlockFile(new LossyDisk(new byte[0]), 1);
                MVStore store = new MVStore.Builder()
                        .adoptFileStore(file)
                        .autoCommitDisabled()
                        .open();
                file.opened();
                store.setVersionsToKeep(0);
                TreeMaps maps = new TreeMaps(store);
                store.commit();
                TreeWriter writer = new TreeWriter(
                        store, file, maps, new SnapshotRegistry(store), IGNORED, TimeUnit.HOURS.toMillis(1));
                writer.start();
                return writer;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Operation
        public long add() {
            return WRITER.write(maps -> ++sum).join();
        }

        @Operation
        public long sum() {
            return WRITER.write(maps -> sum).join();
        }
    }
}
