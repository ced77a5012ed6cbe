package org.synod.transport;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/** The peers that are dialled, and what is known of the connections to them. */
final class Peers {
    private final Transport transport;
    private final Map<ReplicaId, Peer> peers = new HashMap<>();
    private boolean dialling;

    Peers(Transport transport) {
        this.transport = transport;
    }

    /** Closes the connections to those that are left out or have moved, and adds those that are new. */
    void set(Map<ReplicaId, InetSocketAddress> addresses) {
        peers.entrySet().removeIf(entry -> {
            InetSocketAddress address = addresses.get(entry.getKey());
            boolean leaves = address == null || !entry.getValue().isAt(address);
            if (leaves) {
                entry.getValue().close();
            }
            return leaves;
        });
        addresses.forEach((id, address) -> {
            if (!id.equals(transport.self()) && !peers.containsKey(id)) {
                Peer peer = new Peer(transport, id, address);
                peers.put(id, peer);
                if (dialling) {
                    peer.dial();
                }
            }
        });
    }

    void dial() {
        dialling = true;
        peers.values().forEach(Peer::dial);
    }

    void close() {
        peers.values().forEach(Peer::close);
    }

    @Nullable Peer get(ReplicaId id) {
        return peers.get(id);
    }

    /** Of the connections that stand; {@code otherwise} when there are none. */
    int lowestVersion(int otherwise) {
        int lowest = otherwise;
        for (Peer peer : peers.values()) {
            if (peer.agreed() > 0) {
                lowest = Math.min(lowest, peer.agreed());
            }
        }
        return lowest;
    }
}
