package org.synod.runtime;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Replica;

/** How a replica is, as lines of {@code key=value}. On the event loop. */
final class StatusText {

    private final GroupHost host;
    private final Replica replica;
    private final Members members;
    private final long nowNanos;

    StatusText(GroupHost host, Members members, long nowNanos) {
        this.host = host;
        this.replica = host.replica();
        this.members = members;
        this.nowNanos = nowNanos;
    }

    /** @param ofNode what is to be said of the node beside the group */
    String lines(Map<String, Object> ofNode) {
        StringBuilder text = new StringBuilder();
        Map<String, Object> values = values();
        values.putAll(ofNode);
        values.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        for (Member member : replica.configuration().members()) {
            text.append("member.").append(of(member)).append(" healthy=");
            String sickness = replica.isLeader() ? members.sickness(member.id(), nowNanos) : null;
            text.append(sickness == null ? "true" : sickness).append('\n');
        }
        for (Member other : members.standby()) {
            text.append("standby.").append(of(other)).append('\n');
        }
        return text.toString();
    }

    private Map<String, Object> values() {
        TreeKeeper tree = host.parts().tree();
        ArchiveKeeper archive = host.parts().archive();
        ReplicaId leader = replica.leader();
        Map<String, Object> values = new TreeMap<>();
        values.put("group", host.parts().group());
        values.put("replica", members.self());
        values.put("role", tree == null ? "log" : "storage");
        values.put("leader", leader == null ? "" : leader);
        values.put("leads", replica.isLeader());
        values.put("ballot", replica.promised());
        values.put("lease-ms", replica.leaseNanos() / 1_000_000);
        values.put("configuration", replica.configuration().slot());
        values.put("chosen", replica.chosenUpTo());
        values.put("noted", replica.notedUpTo());
        values.put("applied", tree == null ? 0 : tree.applied());
        values.put("tree", tree == null ? 0 : tree.flushedSlot());
        values.put("missed-flushes", tree == null ? 0 : tree.missedFlushes());
        values.put("archived", replica.archivedUpTo());
        values.put("trimmed", replica.trimmed());
        values.put("retained-bytes", replica.retainedBytes());
        values.put("backlog-bytes", archive == null ? 0 : archive.backlogBytes());
        values.put("archive-error", orEmpty(archive == null ? null : archive.error()));
        values.put("health", orEmpty(health()));
        return values;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** What is wrong with the group, as this replica sees it. */
    private @Nullable String health() {
        if (replica.hasLeft()) {
            return "removed from the group";
        }
        if (replica.leader() == null) {
            return "no leader is known";
        }
        List<String> sick = replica.configuration().members().stream()
                .filter(m -> replica.isLeader() && members.sickness(m.id(), nowNanos) != null)
                .map(m -> m.id().name())
                .toList();
        ArchiveKeeper archive = host.parts().archive();
        String alarm = archive == null ? null : archive.alarm();
        if (alarm != null) {
            return "the log is kept, since it cannot be archived: " + alarm;
        }
        return sick.isEmpty() ? null : "not well: " + String.join(", ", sick);
    }

    private String of(Member member) {
        boolean self = member.id().equals(members.self());
        return member.id() + "=" + member.role().name().toLowerCase(Locale.ROOT) + " "
                + (member.address().isEmpty() ? "-" : member.address())
                + " held=" + (self ? replica.notedUpTo() : replica.held(member.id()))
                + " connected=" + (self || members.isConnected(member.id()))
                + " silent-ms=" + (self ? 0 : members.silentNanos(member.id(), nowNanos) / 1_000_000);
    }
}
