package org.synod.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.client.NodeStatus;
import org.synod.core.ReplicaId;

/** What the nodes of a group say of themselves and of each other, as a table or as a document. */
final class GroupStatus {
    private static final List<String> HEAD = List.of(
            "node",
            "role",
            "leader",
            "lease",
            "configuration",
            "chosen",
            "applied",
            "archived",
            "trimmed",
            "lag",
            "health");

    /** What the table has, or is of no interest as long as it is empty. */
    private static final Set<String> TOLD = Set.of(
            "group",
            "replica",
            "role",
            "leader",
            "leads",
            "lease-ms",
            "configuration",
            "chosen",
            "applied",
            "archived",
            "trimmed",
            "health");

    private final Map<ReplicaId, NodeStatus> answers = new LinkedHashMap<>();
    private final Map<ReplicaId, String> silent = new LinkedHashMap<>();
    private final List<ReplicaId> order = new ArrayList<>();

    void answered(ReplicaId node, NodeStatus status) {
        answers.put(node, status);
        order.add(node);
    }

    void silent(ReplicaId node, String why) {
        silent.put(node, why);
        order.add(node);
    }

    /** Who leads and has a quorum; null: nobody who answered. Of two, the one in the later configuration. */
    @Nullable ReplicaId leader() {
        ReplicaId leader = null;
        long newest = -1;
        for (Map.Entry<ReplicaId, NodeStatus> answer : answers.entrySet()) {
            long configuration = number(answer.getValue(), "configuration");
            if (answer.getValue().leads() && hasQuorum(answer.getValue()) && configuration > newest) {
                leader = answer.getKey();
                newest = configuration;
            }
        }
        return leader;
    }

    /** A lease is the word of a quorum. While the members change there is none, and the leader's word must do. */
    private static boolean hasQuorum(NodeStatus status) {
        Map<String, String> members = status.of("member.");
        long well = members.values().stream()
                .filter(member -> (member + " ").contains(" healthy=true "))
                .count();
        return number(status, "lease-ms") > 0 || 2 * well > members.size();
    }

    /** The answers with all that they say, and why the others gave none. */
    Map<String, Object> document() {
        Map<String, Object> nodes = new LinkedHashMap<>();
        for (ReplicaId node : order) {
            NodeStatus status = answers.get(node);
            nodes.put(
                    node.name(), status == null ? Map.of("error", String.valueOf(silent.get(node))) : status.values());
        }
        Map<String, Object> document = new LinkedHashMap<>();
        ReplicaId leader = leader();
        document.put("leader", leader == null ? null : leader.name());
        document.put("nodes", nodes);
        return document;
    }

    String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        order.forEach(node -> rows.add(row(node)));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(line(row, rows)).append('\n');
        }
        ReplicaId leader = leader();
        if (leader != null) {
            NodeStatus told = Objects.requireNonNull(answers.get(leader));
            told.of("member.")
                    .forEach((name, what) -> text.append("member ")
                            .append(name)
                            .append(": ")
                            .append(what)
                            .append('\n'));
            told.of("standby.")
                    .forEach((name, what) -> text.append("standby ")
                            .append(name)
                            .append(": ")
                            .append(what)
                            .append('\n'));
        }
        answers.forEach((node, status) -> text.append(more(node, status)));
        text.append(leader == null ? "no leader with a quorum answered\n" : leader + " leads\n");
        return text.toString();
    }

    private List<String> row(ReplicaId node) {
        NodeStatus status = answers.get(node);
        if (status == null) {
            List<String> row = new ArrayList<>(List.of(node.name()));
            while (row.size() < HEAD.size() - 1) {
                row.add("-");
            }
            row.add(String.valueOf(silent.get(node)));
            return row;
        }
        String lease = status.leads() ? status.get("lease-ms") + " ms" : "-";
        String sickness = status.get("health");
        return List.of(
                node.name(),
                or(status.get("role"), "?"),
                status.leads() ? "leads" : or(status.get("leader"), "-"),
                lease,
                or(status.get("configuration"), "?"),
                or(status.get("chosen"), "?"),
                status.get("role").equals("log") ? "-" : or(status.get("applied"), "?"),
                or(status.get("archived"), "?"),
                or(status.get("trimmed"), "?"),
                Long.toString(lag(status)),
                sickness.isEmpty() ? "well" : sickness);
    }

    /** Slots behind the most that anybody knows chosen: of what is applied or, at a log replica, of what is known chosen. */
    private long lag(NodeStatus status) {
        long most = answers.values().stream()
                .mapToLong(answer -> number(answer, "chosen"))
                .max()
                .orElse(0);
        return Math.max(0, most - number(status, status.get("role").equals("log") ? "chosen" : "applied"));
    }

    private static String line(List<String> row, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
            // The last one may be long, and nothing stands behind it.
            line.append(column == row.size() - 1 ? row.get(column) : pad(row.get(column), width + 2));
        }
        return line.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** What the table has no column for. */
    private static String more(ReplicaId node, NodeStatus status) {
        String more = status.values().entrySet().stream()
                .filter(value -> !TOLD.contains(value.getKey())
                        && !value.getKey().startsWith("member.")
                        && !value.getKey().startsWith("standby.")
                        && !value.getValue().isEmpty())
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
        return more.isEmpty() ? "" : node + ": " + more + "\n";
    }

    private static String or(String text, String other) {
        return text.isEmpty() ? other : text;
    }

    private static long number(NodeStatus status, String key) {
        try {
            return Long.parseLong(status.get(key));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
