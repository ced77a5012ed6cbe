package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.synod.client.ClientSettings;
import org.synod.client.SynodClient;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

/** Several nodes in this process, over loopback. */
final class Cluster implements AutoCloseable {
    final Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
    final Map<ReplicaId, Node> nodes = new LinkedHashMap<>();

    /** More lines of a node's configuration. */
    final Map<ReplicaId, String> more = new LinkedHashMap<>();

    private final Path folder;

    /** The last ones are no members at first. */
    private final int standby;

    Cluster(Path folder, int size) throws IOException {
        this(folder, size, 0);
    }

    Cluster(Path folder, int members, int standby) throws IOException {
        int size = members + standby;
        this.folder = folder;
        this.standby = standby;
        for (int port : freePorts(size)) {
            addresses.put(
                    new ReplicaId("r" + (addresses.size() + 1)),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    /** All of them are bound at once, so that no two are the same. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(sockets.get(i).getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    NodeConfig config(ReplicaId id) throws StartException {
        return NodeConfig.parse(text(id), "test");
    }

    /** A node's configuration. */
    String text(ReplicaId id) {
        int members = addresses.size() - standby;
        String others = standby == 0 ? "" : "standby = " + written(members, standby) + "\n";
        return """
                replica = %s
                replicas = %s
                data = %s
                trace = %s
                segment-mb = 4
                run = test
                """.formatted(id, written(0, members), folder.resolve("data-" + id), folder.resolve("traces"))
                + others
                + more.getOrDefault(id, "");
    }

    private String written(int from, int count) {
        return addresses.entrySet().stream()
                .skip(from)
                .limit(count)
                .map(e -> e.getKey() + "=127.0.0.1:" + e.getValue().getPort())
                .collect(Collectors.joining(", "));
    }

    Node start(ReplicaId id) throws StartException {
        return start(id, Formats.CURRENT);
    }

    /** With another build's formats. */
    Node start(ReplicaId id, Formats formats) throws StartException {
        Node.Environment quiet = quiet();
        Node.Environment environment =
                new Node.Environment(formats, quiet.rules(), quiet.storage(), quiet.out(), quiet.err(), quiet.halt());
        Node node = start(config(id), environment, 100);
        nodes.put(id, node);
        return node;
    }

    void startAll() throws StartException {
        for (ReplicaId id : addresses.keySet()) {
            start(id);
        }
    }

    /** While its port was free, another process may have taken it for a connection of its own: tries again. */
    private static Node start(NodeConfig config, Node.Environment environment, int tries) throws StartException {
        try {
            return Node.start(config, environment);
        } catch (StartException e) {
            if (tries == 0 || !String.valueOf(e.getMessage()).contains("cannot listen")) {
                throw e;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            return start(config, environment, tries - 1);
        }
    }

    /** Waits until the nodes lead so many groups together. */
    void awaitLeaders(int groups) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (nodes.values().stream().mapToInt(Node::leads).sum() < groups) {
            assertTrue(System.nanoTime() < end, "some groups have no leader");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    Node node(String id) {
        return Objects.requireNonNull(nodes.get(new ReplicaId(id)));
    }

    Path traces() {
        return folder.resolve("traces");
    }

    static Node.Environment quiet() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Node.Environment(storage -> storage, nowhere, nowhere, code -> {});
    }

    SynodClient client() {
        return SynodClient.open(addresses, ClientSettings.of(new GroupId(1)));
    }

    void stopAll() {
        nodes.values().forEach(Node::close);
    }

    @Override
    public void close() {
        stopAll();
    }
}
