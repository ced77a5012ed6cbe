package org.synod.conformance.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;

/** The nodes of a simulation: the members, those that may take their places, and those that were removed. */
public final class SimulatedGroup {

    /** Who may become a member. One process follows groups of one list of replicas, so that it is always these. */
    public static final List<Member> OTHERS = List.of(
            Member.log(new ReplicaId("l4")),
            Member.storage(new ReplicaId("s5")),
            Member.log(new ReplicaId("l6")),
            Member.storage(new ReplicaId("s7")));

    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Deque<SimulatedNode> unused = new ArrayDeque<>();

    /** Those that an operator has asked for; the wish may have been dropped with the leader that had it. */
    private final List<SimulatedNode> asked = new ArrayList<>();

    SimulatedGroup(Configuration first, SimulatedWorld world, SplittableRandom random) {
        for (Member member :
                Stream.concat(first.members().stream(), OTHERS.stream()).toList()) {
            SimulatedNode node = new SimulatedNode(member, first, world, random.split());
            nodes.add(node);
            world.network().add(node);
        }
        unused.addAll(nodes.subList(first.members().size(), nodes.size()));
    }

    /** The members that a group of so many replicas begins with: r1, r2, ... */
    static Configuration first(int replicas) {
        return Configuration.first(IntStream.rangeClosed(1, replicas)
                .mapToObj(i -> Member.storage(new ReplicaId("r" + i)))
                .toList());
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    void start() {
        nodes.forEach(SimulatedNode::start);
    }

    /** A node that leads, if one does; there may be another that does not know better. */
    @Nullable SimulatedNode leader() {
        return nodes.stream().filter(SimulatedNode::leads).findFirst().orElse(null);
    }

    /** The members, by the newest configuration that anybody knows. */
    Stream<SimulatedNode> members() {
        Configuration newest = nodes.stream()
                .filter(SimulatedNode::isUp)
                .map(SimulatedNode::configuration)
                .max(Comparator.comparingLong(Configuration::slot))
                .orElseThrow(() -> new IllegalStateException("nobody is up"));
        return nodes.stream().filter(n -> newest.contains(n.id()));
    }

    /**
     * Somebody asks for a member back that was removed, in the place of one that does not lead. A leader refuses that, as long
     * as its log has all changes of members: of trimmed ones it does not know.
     */
    void takeBack() {
        SimulatedNode leader = leader();
        if (leader == null || !leader.hasWholeLog()) {
            return;
        }
        Configuration now = leader.configuration();
        nodes.stream()
                .filter(n -> n.isGone() && !now.contains(n.id()))
                .findFirst()
                .ifPresent(removed -> members()
                        .filter(n -> !n.equals(leader)
                                && n.member().role() == removed.member().role())
                        .findFirst()
                        .ifPresent(n -> leader.reconfigure(changed(leader, n, removed))));
    }

    /** Whether there is somebody left who was never a member. */
    boolean hasUnused() {
        return !unused.isEmpty();
    }

    /**
     * One that was never a member takes a member's place: the next one that leaves two who may lead.
     *
     * @return that one; null when no leader takes it up
     */
    @Nullable SimulatedNode replace(SimulatedNode member) {
        SimulatedNode leader = leader();
        if (leader == null || leader.equals(member) || !leader.configuration().contains(member.id())) {
            return null;
        }
        SimulatedNode other = Stream.concat(unused.stream(), asked.stream().filter(n -> isAvailable(leader, n)))
                .filter(n -> changed(leader, member, n).stream()
                                .filter(m -> m.role() == Role.STORAGE)
                                .count()
                        >= 2)
                .findFirst()
                .orElse(null);
        if (other == null || !leader.reconfigure(changed(leader, member, other))) {
            return null;
        }
        if (unused.remove(other)) {
            asked.add(other);
        }
        return other;
    }

    private static boolean isAvailable(SimulatedNode leader, SimulatedNode node) {
        return node.isUp() && !leader.configuration().contains(node.id());
    }

    private static List<Member> changed(SimulatedNode leader, SimulatedNode member, SimulatedNode other) {
        return leader.configuration().members().stream()
                .map(m -> m.id().equals(member.id()) ? other.member() : m)
                .toList();
    }

    /** Whether one leads, and all members have and have applied the same. */
    boolean isOfOneMind() {
        List<SimulatedNode> members = members().toList();
        long chosen = members.getFirst().chosenUpTo();
        return members.stream().filter(SimulatedNode::leads).count() == 1
                && members.stream()
                        .allMatch(n -> n.isUp()
                                && n.chosenUpTo() == chosen
                                && (!n.isStorage() || n.tree().applied() == chosen));
    }

    /** A scrub: whose tree is not what another one's is, in words; null when all members have the same. */
    @Nullable String differences() {
        List<SimulatedNode> trees = members().filter(SimulatedNode::isStorage).toList();
        for (SimulatedNode node : trees) {
            if (!node.tree().isLike(trees.getFirst().tree())) {
                return "copies differ: the trees of " + trees.getFirst().id() + " and " + node.id()
                        + " have applied the same slots";
            }
        }
        return null;
    }

    /** How each is, in words. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : nodes) {
            text.append(node.id())
                    .append(node.leads() ? " leads" : " follows")
                    .append(", chosen up to ")
                    .append(node.chosenUpTo())
                    .append("; ");
        }
        return text.toString();
    }
}
