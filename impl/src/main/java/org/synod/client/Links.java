package org.synod.client;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/** The connections to all nodes, and which of them is taken for the leader's. Used on the client's event loop only. */
final class Links {

    /** Members that come and go while a client lives are kept up to so many. */
    private static final int MOST = 64;

    private final List<NodeLink> links = new ArrayList<>();
    private final EventLoop loop;
    private final ClientSettings settings;
    private final NodeLink.Listener listener;
    private int preferred;
    private int nextReader;
    private boolean flushing;

    Links(
            Map<ReplicaId, InetSocketAddress> nodes,
            EventLoop loop,
            ClientSettings settings,
            NodeLink.Listener listener) {
        this.loop = loop;
        this.settings = settings;
        this.listener = listener;
        nodes.forEach((id, address) -> links.add(new NodeLink(id, address, loop, settings, listener)));
    }

    /** One more node, unless it is known, or there are too many. */
    void add(ReplicaId id, InetSocketAddress address) {
        if (indexOf(id) < 0 && links.size() < MOST) {
            NodeLink link = new NodeLink(id, address, loop, settings, listener);
            links.add(link);
            link.open();
        }
    }

    int size() {
        return links.size();
    }

    /** The link to that node; null for a stranger. */
    @Nullable NodeLink to(@Nullable ReplicaId id) {
        int index = indexOf(id);
        return index < 0 ? null : links.get(index);
    }

    /** The link to whoever is taken for the leader or, if that is down, the next one that is up; null: all are down. */
    @Nullable NodeLink leader() {
        return upFrom(preferred);
    }

    /** Each in turn, of those that are up; null: none is. */
    @Nullable NodeLink anyone() {
        return upFrom(Math.floorMod(nextReader++, links.size()));
    }

    private @Nullable NodeLink upFrom(int index) {
        for (int i = 0; i < links.size(); i++) {
            NodeLink link = links.get((index + i) % links.size());
            if (link.isOpen()) {
                return link;
            }
            link.open();
        }
        return null;
    }

    /** That one leads. */
    void prefer(ReplicaId id) {
        int index = indexOf(id);
        if (index >= 0) {
            preferred = index;
        }
    }

    /** That one does not lead, or does not answer: if it was taken for the leader, the next one is. */
    void shun(ReplicaId id) {
        if (preferred == indexOf(id)) {
            preferred = (preferred + 1) % links.size();
        }
    }

    private int indexOf(@Nullable ReplicaId id) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** Sends what was put into the links, once the present work is done. */
    void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                links.forEach(NodeLink::flush);
            });
        }
    }

    void open() {
        links.forEach(NodeLink::open);
    }

    /** Opens some of those that are down; is called often. */
    void reopenSome(SplittableRandom random) {
        for (NodeLink link : links) {
            if (!link.isOpen() && random.nextInt(20) == 0) {
                link.open();
            }
        }
    }

    void close() {
        links.forEach(NodeLink::close);
    }
}
