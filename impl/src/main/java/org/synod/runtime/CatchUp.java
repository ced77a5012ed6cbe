package org.synod.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ArchiveException;
import org.synod.archive.ArchivedEntry;
import org.synod.archive.GroupArchive;
import org.synod.archive.SegmentReader;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Replica;

/**
 * Brings a replica what others have trimmed: the entries from the archive if they are few; a copy of another's tree if they
 * are many; and at a log replica only where to go on behind them. Asked on the event loop; the archive is read on a thread of
 * its own.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final int BATCH_COMMANDS = 10_000;
    private static final long BATCH_BYTES = 4 << 20;

    private final NodeConfig config;
    private final @Nullable GroupArchive archive;
    private final @Nullable Copying copying;
    private final Executor reader;
    private final Executor loop;
    private boolean busy;

    /** Where the reader stands; the reader's own. */
    private @Nullable SegmentReader open;

    private long openAt;

    /**
     * @param archive the reader's own; null where nothing is archived
     * @param copying null at a log replica
     */
    CatchUp(
            NodeConfig config,
            @Nullable GroupArchive archive,
            @Nullable Copying copying,
            Executor reader,
            Executor loop) {
        this.config = config;
        this.archive = archive;
        this.copying = copying;
        this.reader = reader;
        this.loop = loop;
    }

    /** Who copies trees; null at a log replica. */
    @Nullable Copying copying() {
        return copying;
    }

    /**
     * Begins to bring it, unless that is under way.
     *
     * @param connected who can be asked
     */
    void fetch(Output.Missing missing, Replica replica, Predicate<ReplicaId> connected, Steps steps) {
        Copying copier = copying;
        if (copier != null
                && (copier.isUnderWay()
                        || archive == null
                        || isFar(missing, config.archiving().segmentSlots()))) {
            ReplicaId source = copier.best(sources(replica, connected), replica.leader());
            if (source != null) {
                copier.copy(source);
            }
            if (copier.isUnderWay()) {
                return;
            }
        }
        GroupArchive from = archive;
        if (busy || from == null) {
            return;
        }
        busy = true;
        reader.execute(() -> {
            Input read = null;
            try {
                read = config.role() == Role.LOG ? skip(from, missing) : entries(from, missing);
            } catch (ArchiveException e) {
                LOG.warn("What others have trimmed cannot be read from the archive: {}", e.getMessage());
            }
            Input got = read;
            loop.execute(() -> {
                busy = false;
                if (got != null) {
                    steps.step(got);
                }
            });
        });
    }

    /**
     * Whether a copy of a tree is worth it: when there is more to come than the tree has, and more than a segment. The group
     * goes on while a copy is made, and what it did meanwhile must come from the archive: whoever copied again for each
     * segment would never be done.
     */
    static boolean isFar(Output.Missing missing, int segmentSlots) {
        return missing.upTo() - missing.from() >= Math.max(segmentSlots, missing.from());
    }

    /** Other storage replicas. Whoever was away for long does not know the members of now, but hears who leads. */
    private List<ReplicaId> sources(Replica replica, Predicate<ReplicaId> connected) {
        Stream<ReplicaId> members = replica.configuration().members().stream()
                .filter(m -> m.role() == Role.STORAGE)
                .map(Member::id);
        return Stream.concat(members, Stream.ofNullable(replica.leader()))
                .distinct()
                .filter(id -> !id.equals(config.replica()) && connected.test(id))
                .toList();
    }

    /** A log replica goes on behind what is archived; only as far as it has heard of, so that nobody knows less of it. */
    private static @Nullable Input skip(GroupArchive archive, Output.Missing missing) throws ArchiveException {
        archive.refresh();
        Configuration governing = archive.governing();
        return governing == null || archive.archivedUpTo() > missing.upTo()
                ? null
                : new Input.Skipped(archive.archivedUpTo(), governing);
    }

    private @Nullable Input entries(GroupArchive from, Output.Missing missing) throws ArchiveException {
        SegmentReader segments = open;
        if (segments == null || openAt != missing.from()) {
            segments = from.read(missing.from());
            open = segments;
        }
        List<Command> commands = new ArrayList<>();
        long bytes = 0;
        while (commands.size() < BATCH_COMMANDS && bytes < BATCH_BYTES) {
            ArchivedEntry entry = segments.next();
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
