package org.synod.runtime;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.archive.ObjectStore;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.scrub.Finding;
import org.synod.scrub.Scrubber;
import org.synod.wal.DataFolder;

/** The scrub of a node's trees: whom they are compared with, and what becomes of a node whose own tree is wrong. */
final class NodeScrub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeScrub.class);
    private static final long TARGETS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeConfig config;
    private final DataFolder folder;
    private final EventLoop loop;
    private final NodeLoop pass;
    private final Consumer<String> fatal;
    private final Scrubber scrubber;
    private long targetsNanos = System.nanoTime();

    /** Whom to compare trees with; the loop keeps this. */
    private volatile List<Scrubber.Target> targets = List.of();

    NodeScrub(
            NodeConfig config,
            DataFolder folder,
            EventLoop loop,
            NodeLoop pass,
            Consumer<String> fatal,
            TreeStore trees,
            @Nullable ObjectStore archive) {
        this.config = config;
        this.folder = folder;
        this.loop = loop;
        this.pass = pass;
        this.fatal = fatal;
        Scrubber.Settings usual = Scrubber.Settings.of(
                config.limits().scrubBytesPerSecond(), folder.treeFile().resolveSibling("scrub"));
        this.scrubber = new Scrubber(
                config.replica(),
                trees,
                archive,
                new Scrubber.Settings(
                        usual.bytesPerSecond(),
                        config.limits().scrubPause().toNanos(),
                        usual.answerNanos(),
                        usual.referenceEvery(),
                        usual.folder()),
                pass::send,
                () -> targets,
                this::found,
                config.seed());
    }

    /** A tree of this node that is not what it should be is never read again: another replica must take its place. */
    private void found(Finding finding) {
        LOG.error("Scrub: {}", finding.sentence());
        if (!config.replica().equals(finding.replica())) {
            return;
        }
        try {
            folder.quarantine(finding.sentence());
        } catch (IOException e) {
            LOG.error("The quarantine cannot be noted", e);
        }
        loop.execute(() -> {
            pass.handOver();
            fatal.accept(finding.sentence() + " This replica is in quarantine, and its node ends.");
        });
    }

    Scrubber scrubber() {
        return scrubber;
    }

    /** What a status tells of it. */
    Map<String, Object> status() {
        Scrubber.Status status = scrubber.status();
        Finding last = status.lastFinding();
        Map<String, Object> values = new TreeMap<>();
        values.put("scrub-passes", status.passes());
        values.put("scrub-copies", status.copies());
        values.put("scrub-references", status.references());
        values.put("scrub-findings", status.findings());
        values.put("scrub-last-finding", last == null ? "" : last.sentence());
        return values;
    }

    /** Time has passed. On the event loop. */
    void tick(long nowNanos) {
        if (nowNanos - targetsNanos > TARGETS_NANOS) {
            targetsNanos = nowNanos;
            targets = config.groups().stream().map(this::target).toList();
        }
    }

    private Scrubber.Target target(GroupId group) {
        HostedGroup hosted = pass.group(group);
        List<ReplicaId> others = hosted == null
                ? List.of()
                : hosted.host().replica().configuration().members().stream()
                        .filter(m -> m.role() == Role.STORAGE && !m.id().equals(config.replica()))
                        .map(Member::id)
                        .toList();
        return new Scrubber.Target(group, others);
    }

    void start() {
        scrubber.start(config.groups());
    }

    @Override
    public void close() {
        scrubber.close();
    }
}
