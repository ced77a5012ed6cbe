package org.synod.conformance.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.trace.BadTraceException;
import org.synod.conformance.trace.SpecEvaluator;
import org.synod.conformance.trace.TraceChecker;
import org.synod.conformance.trace.TraceEvent;
import org.synod.conformance.trace.TraceMerge;

/**
 * The events of a group that runs, as its processes write them: whoever asks for the next one waits until it is there. It
 * ends when somebody says that all processes have ended, or when all have ended their traces.
 */
final class LiveTrace implements TraceChecker.Events, AutoCloseable {

    private final TraceMerge merge;
    private final WatchService changes;
    private final boolean untilAllEnded;
    private final Behind behind;
    private volatile boolean over;
    private boolean finished;

    /** Told how far the checker is behind the processes. */
    interface Behind {
        /** Each event, before it is checked; null each time when all that was written is checked. */
        void at(@Nullable TraceEvent event);
    }

    /**
     * Follows the files of a folder.
     *
     * @param untilAllEnded whether it is over as soon as every trace in the folder has its end
     */
    LiveTrace(Path folder, boolean untilAllEnded, Behind behind) {
        if (!Files.isDirectory(folder)) {
            throw new BadTraceException(folder, 0, "there is no such folder");
        }
        this.untilAllEnded = untilAllEnded;
        this.behind = behind;
        try {
            changes = folder.getFileSystem().newWatchService();
            folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException e) {
            throw new BadTraceException(folder, 0, "it cannot be followed: " + e.getMessage());
        }
        merge = TraceMerge.following(folder);
    }

    /** Who takes part; waits for the first file. */
    SpecEvaluator.@Nullable Group members() {
        while (true) {
            SpecEvaluator.Group members = merge.members();
            if (members != null || over) {
                return members;
            }
            await();
        }
    }

    @Override
    public @Nullable TraceEvent next() {
        while (true) {
            boolean last = over;
            if (last && !finished) {
                merge.finish();
                finished = true;
            }
            TraceEvent event = merge.next();
            behind.at(event);
            if (event != null || last) {
                return event;
            }
            if (untilAllEnded && merge.isEnded()) {
                over = true;
            } else {
                await();
            }
        }
    }

    /** Until something is written; what was written since the last time counts. */
    private void await() {
        try {
            WatchKey key = changes.take();
            key.pollEvents();
            key.reset();
        } catch (ClosedWatchServiceException e) {
            over = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
    }

    @Override
    public long total() {
        return 0;
    }

    /** All processes have ended: what they wrote is all there is. */
    void end() {
        try {
            changes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end();
        merge.close();
    }
}
