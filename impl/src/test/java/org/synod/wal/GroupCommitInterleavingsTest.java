package org.synod.wal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synod.Interleavings;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;

/** Group commit is a counter to whoever waits for what is appended: an append that returned is durable, and counted once. */
@Tag("interleavings")
class GroupCommitInterleavingsTest {
    private static final GroupId GROUP = new GroupId(1);

    @Test
    void whatWasWaitedForIsDurable() {
        Interleavings.stressed().sequentialSpecification(Counter.class).check(Waiting.class);
    }

    @Test
    void anAcknowledgementBeforeTheForceIsFound() {
        assertThrows(
                LincheckAssertionError.class,
                () -> Interleavings.stressed()
                        .minimizeFailedScenario(false)
                        .sequentialSpecification(Counter.class)
                        .check(Hasty.class));
    }

    /** What they all should be. */
    public static class Counter {
        private long last;

        public long append() {
            return ++last;
        }

        public long durable() {
            return last;
        }
    }

    /** One log for all runs: each begins behind the last one, when that is durable. */
    public static class Waiting {
        private static final Heard HEARD = new Heard();
        private static final WriteAheadLog LOG = open(HEARD);

        private final long before = appendAndWait();

        private static long appendAndWait() {
            long sequence = appended(LOG);
            await(HEARD, sequence);
            return sequence;
        }

        @Operation
        public long append() {
            return appendAndWait() - before;
        }

        @Operation
        public long durable() {
            return HEARD.sequence() - before;
        }
    }

    /** Takes what is appended for durable. */
    public static class Hasty {
        private static final Heard HEARD = new Heard();
        private static final WriteAheadLog LOG = open(HEARD);

        private final long before;

        public Hasty() {
            before = appended(LOG);
            await(HEARD, before);
        }

        @Operation
        public long append() {
            return appended(LOG) - before;
        }

        @Operation
        public long durable() {
            return HEARD.sequence() - before;
        }
    }

    private static WriteAheadLog open(Heard heard) {
        try {
            WriteAheadLog log = WriteAheadLog.open(
                    new MemoryStorage(),
                    new LogFormat.Written(LogFormat.CURRENT, SegmentHeader.VERSION),
                    1 << 16,
                    false,
                    (group, record) -> {});
            log.start(heard);
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long appended(WriteAheadLog log) {
        return log.append(GROUP, List.of(new LogRecord.ChosenUpTo(1)));
    }

    private static void await(Heard heard, long sequence) {
        try {
            heard.await(sequence);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
