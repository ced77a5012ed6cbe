package org.synod.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.ArchivedEntry;
import org.synod.archive.GroupArchive;
import org.synod.archive.SegmentReader;
import org.synod.core.Command;
import org.synod.core.Role;
import org.synod.protocol.Input;
import org.synod.protocol.Output;

/**
 * Brings a replica what others have trimmed: the entries from the archive, or, at a log replica, only where to go on behind
 * them. Asked on the event loop; reads on a thread of its own.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final int BATCH_COMMANDS = 10_000;
    private static final long BATCH_BYTES = 4 << 20;

    private final Role role;
    private final @Nullable GroupArchive archive;
    private final Executor reader;
    private final Executor loop;
    private boolean busy;

    /** Where the reader stands; the reader's own. */
    private @Nullable SegmentReader open;

    private long openAt;

    /** @param archive the reader's own; null where nothing is archived */
    CatchUp(Role role, @Nullable GroupArchive archive, Executor reader, Executor loop) {
        this.role = role;
        this.archive = archive;
        this.reader = reader;
        this.loop = loop;
    }

    /**
     * Begins to read, unless that is under way.
     *
     * @param step takes what was read, on the event loop
     */
    void fetch(Output.Missing missing, Consumer<Input> step) {
        GroupArchive from = archive;
        if (busy || from == null) {
            return;
        }
        busy = true;
        reader.execute(() -> {
            Input read = null;
            try {
                read = role == Role.LOG ? skip(from, missing) : entries(from, missing);
            } catch (ArchiveException e) {
                LOG.warn("What others have trimmed cannot be read from the archive: {}", e.getMessage());
            }
            Input got = read;
            loop.execute(() -> {
                busy = false;
                if (got != null) {
                    step.accept(got);
                }
            });
        });
    }

    /** A log replica goes on behind what is archived; only as far as it has heard of, so that nobody knows less of it. */
    private static @Nullable Input skip(GroupArchive archive, Output.Missing missing) throws ArchiveException {
        archive.refresh();
        var governing = archive.governing();
        return governing == null || archive.archivedUpTo() > missing.upTo()
                ? null
                : new Input.Skipped(archive.archivedUpTo(), governing);
    }

    private @Nullable Input entries(GroupArchive archive, Output.Missing missing) throws ArchiveException {
        SegmentReader from = open;
        if (from == null || openAt != missing.from()) {
            from = archive.read(missing.from());
            open = from;
        }
        List<Command> commands = new ArrayList<>();
        long bytes = 0;
        while (commands.size() < BATCH_COMMANDS && bytes < BATCH_BYTES) {
            ArchivedEntry entry = from.next();
            if (entry == null || entry.slot() > missing.upTo()) {
                open = null;
                break;
            }
            commands.add(entry.command());
            bytes += entry.command().payload().length;
        }
        openAt = missing.from() + commands.size();
        return commands.isEmpty() ? null : new Input.Fetched(missing.from(), commands);
    }
}
