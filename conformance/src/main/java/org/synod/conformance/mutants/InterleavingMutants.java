package org.synod.conformance.mutants;

import static org.synod.conformance.mutants.Layer.LINCHECK;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.Operation;
import org.synod.conformance.system.Folders;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;
import org.synod.wal.FileStorage;
import org.synod.wal.LogFormat;
import org.synod.wal.WriteAheadLog;

/** Mistakes that only some interleavings of several threads show. Lincheck makes the classes here and calls their operations. */
final class InterleavingMutants {

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "AppendedIsDurable",
                    "WriteAheadLog.append",
                    "What was handed to the log is taken for durable.",
                    Set.of(LINCHECK),
                    new Mutant.Subject.OfThreads(HastyLog.class, Counter.class)),
            new Mutant(
                    "AppendedBeforeIsDurable",
                    "WriteAheadLog.append",
                    "A record is taken for durable when the one before it is.",
                    Set.of(LINCHECK),
                    new Mutant.Subject.OfThreads(ImpatientLog.class, Counter.class)));

    private static final GroupId GROUP = new GroupId(1);

    private InterleavingMutants() {}

    /** What a log is to whoever waits for it: an append that returned is durable, and counted once. */
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
    public static class PatientLog {
        private static final Waiting LOG = new Waiting();

        private final long before = appendAndWait();

        private static long appendAndWait() {
            long sequence = LOG.append();
            LOG.await(sequence);
            return sequence;
        }

        @Operation
        public long append() {
            return waited(LOG.append()) - before;
        }

        @Operation
        public long durable() {
            return LOG.durable() - before;
        }

        long waited(long sequence) {
            LOG.await(sequence);
            return sequence;
        }
    }

    /** The mutant: does not wait. */
    public static class HastyLog extends PatientLog {
        @Override
        long waited(long sequence) {
            return sequence;
        }
    }

    /** The mutant: waits for the record before its own. */
    public static class ImpatientLog extends PatientLog {
        @Override
        long waited(long sequence) {
            return super.waited(sequence - 1) + 1;
        }
    }

    /** A real log in a temporary folder, and what it says. */
    private static final class Waiting implements WriteAheadLog.Listener {
        private final WriteAheadLog log;
        private long durable;

        Waiting() {
            try {
                Path folder = Files.createTempDirectory("synod-hasty");
                log = WriteAheadLog.open(
                        new FileStorage(folder),
                        new LogFormat.Written(LogFormat.CURRENT, LogFormat.CURRENT.usual()),
                        1 << 20,
                        false,
                        (group, record) -> {});
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            log.start(this);
        }

        private static void delete(Path folder) {
            try {
                Folders.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long append() {
            return log.append(GROUP, List.of(new LogRecord.ChosenUpTo(1)));
        }

        @Override
        public synchronized void durable(long sequence) {
            durable = sequence;
            notifyAll();
        }

        @Override
        public void dead(String message) {
            throw new IllegalStateException(message);
        }

        synchronized long durable() {
            return durable;
        }

        synchronized void await(long sequence) {
            try {
                while (durable < sequence) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
