package org.synod.runtime;

import java.util.function.ToDoubleFunction;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Replica;

/**
 * A group's figures for Prometheus. The event loop takes them now and then; a scrape reads what was taken last, so that it
 * never waits for the loop nor the loop for it.
 */
final class Figures {

    /** As of one moment. */
    private record Taken(
            boolean leads,
            double leaseSeconds,
            long configuration,
            long chosen,
            long noted,
            long applied,
            long missedFlushes,
            long archived,
            long trimmed,
            long retainedBytes,
            long backlogBytes,
            boolean archiveRefuses,
            int membersNotWell) {}

    private static final Taken NOTHING = new Taken(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, 0);

    private volatile Taken taken = NOTHING;

    /** Registers them all. */
    void register(Metrics metrics, Metrics.Labels labels) {
        gauge(metrics, labels, "synod_leads", "1 while the replica leads", t -> t.leads ? 1 : 0);
        gauge(metrics, labels, "synod_lease_seconds", "for how long its lease will last", Taken::leaseSeconds);
        gauge(metrics, labels, "synod_configuration_slot", "slot of the configuration", Taken::configuration);
        gauge(metrics, labels, "synod_chosen_slot", "known chosen up to this slot", Taken::chosen);
        gauge(metrics, labels, "synod_noted_slot", "durable as chosen up to this slot", Taken::noted);
        gauge(metrics, labels, "synod_applied_slot", "applied up to this slot", Taken::applied);
        metrics.counter(
                "synod_missed_flushes",
                "flushes of the tree left out, since its disk was busy",
                labels,
                () -> taken.missedFlushes);
        gauge(metrics, labels, "synod_archived_slot", "archived up to this slot", Taken::archived);
        gauge(metrics, labels, "synod_trimmed_slot", "the log begins behind this slot", Taken::trimmed);
        gauge(metrics, labels, "synod_retained_bytes", "commands kept in memory", Taken::retainedBytes);
        gauge(metrics, labels, "synod_archive_backlog_bytes", "log that waits for the archive", Taken::backlogBytes);
        gauge(
                metrics,
                labels,
                "synod_archive_refuses",
                "1 while a segment is given up, and the log is kept for it",
                t -> t.archiveRefuses ? 1 : 0);
        gauge(metrics, labels, "synod_members_not_well", "as the leader sees them", Taken::membersNotWell);
    }

    private void gauge(
            Metrics metrics, Metrics.Labels labels, String name, String help, ToDoubleFunction<Taken> figure) {
        metrics.gauge(name, help, labels, () -> figure.applyAsDouble(taken));
    }

    /** Takes them anew. */
    void take(GroupHost host, Members members, long nowNanos) {
        Replica replica = host.replica();
        TreeKeeper tree = host.parts().tree();
        ArchiveKeeper archive = host.parts().archive();
        long sick = !replica.isLeader()
                ? 0
                : replica.configuration().members().stream()
                        .map(Member::id)
                        .filter((ReplicaId id) -> members.sickness(id, nowNanos) != null)
                        .count();
        taken = new Taken(
                replica.isLeader(),
                replica.leaseNanos() / 1e9,
                replica.configuration().slot(),
                replica.chosenUpTo(),
                replica.notedUpTo(),
                tree == null ? 0 : tree.applied(),
                tree == null ? 0 : tree.missedFlushes(),
                replica.archivedUpTo(),
                replica.trimmed(),
                replica.retainedBytes(),
                archive == null ? 0 : archive.backlogBytes(),
                archive != null && archive.alarm() != null,
                (int) sick);
    }
}
