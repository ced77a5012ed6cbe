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
import org.jspecify.annotations.Nullable;
import org.synod.core.ReplicaId;

/** The processes of one group, on loopback and on free ports. */
public final class LocalCluster implements AutoCloseable {

    private final Path traces;
    private final Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
    private final List<NodeProcess> nodes = new ArrayList<>();

    /**
     * Starts a group.
     *
     * @param folder gets a folder for each node, and one for the traces
     * @param extra configuration that all nodes share, key by key
     * @param traced whether the nodes write traces
     */
    public LocalCluster(Path folder, int replicas, Map<String, String> extra, boolean traced, List<String> javaOptions)
            throws IOException, InterruptedException {
        traces = folder.resolve("traces").toAbsolutePath();
        Files.createDirectories(traces);
        Map<String, String> members = new LinkedHashMap<>();
        List<Integer> ports = freePorts(replicas);
        for (int i = 0; i < replicas; i++) {
            members.put("r" + (i + 1), "127.0.0.1:" + ports.get(i));
            addresses.put(
                    new ReplicaId("r" + (i + 1)),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(i)));
        }
        Map<String, String> all = new LinkedHashMap<>(extra);
        if (traced) {
            all.put("trace", traces.toString());
        }
        try {
            for (String name : members.keySet()) {
                NodeProcess node = new NodeProcess(name, folder.resolve(name), members, all, javaOptions);
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

    /** All are held at once, so that they differ; between here and a node's start another process may take one. */
    private static List<Integer> freePorts(int count) throws IOException {
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

    /** Where the members listen. */
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
