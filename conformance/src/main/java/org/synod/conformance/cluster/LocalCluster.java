package org.synod.conformance.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/** The processes of one group, on loopback and on free ports. */
public final class LocalCluster implements AutoCloseable {

    private final Path traces;
    private final Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final List<NodeProcess> nodes = new ArrayList<>();

    /** Who may become a member later; the log replica runs from the beginning. */
    private static final Map<String, String> STANDBY =
            Map.of("l4", "log", "s5", "storage", "l6", "log", "s7", "storage");

    private static final String STAND_IN = "l4";
    private static final String SPARE = "s5";

    private final Map<String, NodeProcess> spare = new LinkedHashMap<>();

    /**
     * Starts a group.
     *
     * @param folder gets a folder for each node, and one for the traces
     * @param standby whether there are nodes that may become members
     * @param extra configuration that all nodes share, key by key
     * @param traced whether the nodes write traces
     */
    public LocalCluster(
            Path folder,
            int replicas,
            boolean standby,
            Map<String, String> extra,
            boolean traced,
            NodeProcess.Options options)
            throws IOException, InterruptedException {
        traces = folder.resolve("traces").toAbsolutePath();
        Files.createDirectories(traces);
        List<Integer> ports = new ArrayList<>(freePorts(replicas + STANDBY.size()));
        List<String> members = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            int port = ports.removeFirst();
            members.add("r" + (i + 1) + "=127.0.0.1:" + port);
            addresses.put(new ReplicaId("r" + (i + 1)), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        Map<String, String> all = new LinkedHashMap<>(extra);
        if (standby) {
            List<String> others = new ArrayList<>();
            new TreeMap<>(STANDBY).forEach((name, role) -> {
                int port = ports.removeFirst();
                others.add(name + "=127.0.0.1:" + port + " " + role);
                addresses.put(new ReplicaId(name), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            });
            all.put("standby", String.join(", ", others));
        }
        if (traced) {
            all.put("trace", traces.toString());
        }
        try {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= replicas; i++) {
                names.add("r" + i);
            }
            if (standby) {
                names.add(STAND_IN);
                spare.put(
                        SPARE, new NodeProcess(SPARE, folder.resolve(SPARE), String.join(", ", members), all, options));
            }
            for (String name : names) {
                NodeProcess node =
                        new NodeProcess(name, folder.resolve(name), String.join(", ", members), all, options);
                nodes.add(node);
                node.launch();
            }
            for (NodeProcess node : nodes) {
                node.awaitReady();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts the storage replica on standby: a new machine, with an empty disk. */
    void startSpare() throws IOException, InterruptedException {
        NodeProcess node = spare.remove(SPARE);
        if (node == null) {
            throw new IllegalStateException("there is no storage replica on standby");
        }
        nodes.add(node);
        node.start();
    }

    /** The storage replicas that run. */
    List<ReplicaId> storages() {
        return nodes.stream()
                .filter(n -> n.isUp() && !isStandIn(n.name()))
                .map(n -> new ReplicaId(n.name()))
                .toList();
    }

    /** Whether it only holds a place for a storage replica, and ends when that has come. */
    static boolean isStandIn(String name) {
        return name.equals(STAND_IN);
    }

    /** All are held at once, so that they differ; between here and a node's start another process may take one. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Where the members listen, and who may become one. */
    public Map<ReplicaId, InetSocketAddress> addresses() {
        return addresses;
    }

    /** Where the traces are. */
    public Path traces() {
        return traces;
    }

    /** The processes' ids, in the order of the members; for measuring. */
    public List<Long> pids() {
        return nodes.stream().map(NodeProcess::pid).toList();
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    @Nullable NodeProcess node(@Nullable String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElse(null);
    }

    /** Stops every node in order; those that do not stop are killed. */
    public List<Integer> stop() throws IOException, InterruptedException {
        List<Integer> codes = new ArrayList<>();
        for (NodeProcess node : nodes) {
            codes.add(node.stop(traces));
        }
        return codes;
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        for (NodeProcess node : nodes) {
            try {
                node.kill(traces);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
