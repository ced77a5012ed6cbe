package org.synod.scrub;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.synod.btree.RangeDigest;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;

/** A tree on another node. Every question is a message there and back. */
final class RemoteCopy implements Copy {
    private final Conversation conversation;
    private final ReplicaId replica;
    private final GroupId group;
    private final long slot;

    RemoteCopy(Conversation conversation, ReplicaId replica, GroupId group, long slot) {
        this.conversation = conversation;
        this.replica = replica;
        this.group = group;
        this.slot = slot;
    }

    @Override
    public ReplicaId replica() {
        return replica;
    }

    /** Whether it is there at this slot: 0; otherwise the slot where it is, -1 for nowhere. */
    long elsewhere() {
        byte[] nothing = new byte[0];
        NodeMessage.OfScrub answer =
                conversation.ask(replica, group, n -> new NodeMessage.AskMiddle(n, slot, nothing, nothing));
        return switch (answer) {
            case NodeMessage.NotAt at -> at.presentSlot() == 0 ? -1 : at.presentSlot();
            case NodeMessage.Failed failed -> -1;
            case NodeMessage.Digests digests -> -1;
            case NodeMessage.Middle middle -> 0;
        };
    }

    @Override
    public List<RangeDigest> digests(Bytes from, @Nullable Bytes to, List<Bytes> boundaries) {
        List<byte[]> cuts = boundaries.stream().map(Bytes::array).toList();
        byte[] end = to == null ? null : to.array();
        return digests(boundaries.size() + 1, n -> new NodeMessage.AskDigests(n, slot, from.array(), end, cuts));
    }

    @Override
    public RangeDigest digest(Bytes from, @Nullable Bytes to) {
        return digests(from, to, List.of()).getFirst();
    }

    @Override
    public RangeDigest sessions() {
        return digests(1, n -> new NodeMessage.AskSessions(n, slot)).getFirst();
    }

    private List<RangeDigest> digests(int count, LongFunction<NodeMessage.AskScrub> question) {
        NodeMessage.OfScrub answer = conversation.ask(replica, group, question);
        if (answer instanceof NodeMessage.Digests said && said.digests().size() == count) {
            return said.digests().stream()
                    .map(one -> new RangeDigest(one.count(), one.checksum()))
                    .toList();
        }
        throw absent(answer);
    }

    @Override
    public @Nullable Bytes middle(Bytes from, @Nullable Bytes to) {
        byte[] end = to == null ? null : to.array();
        NodeMessage.OfScrub answer =
                conversation.ask(replica, group, n -> new NodeMessage.AskMiddle(n, slot, from.array(), end));
        if (answer instanceof NodeMessage.Middle middle) {
            byte[] key = middle.key();
            return key == null ? null : Bytes.wrap(key);
        }
        throw absent(answer);
    }

    private static Absent absent(NodeMessage.OfScrub answer) {
        return switch (answer) {
            case NodeMessage.NotAt at -> new Absent("it is at slot " + at.presentSlot());
            case NodeMessage.Failed failed -> new Absent(failed.reason());
            case NodeMessage.Digests digests -> new Absent("it answered something else");
            case NodeMessage.Middle middle -> new Absent("it answered something else");
        };
    }
}
