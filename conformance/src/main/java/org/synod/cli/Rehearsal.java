package org.synod.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.synod.client.ClientSettings;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.conformance.cluster.LocalCluster;
import org.synod.conformance.system.Folders;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.runtime.Node;
import org.synod.runtime.NodeConfig;
import org.synod.statemachine.Bytes;
import picocli.CommandLine;

/**
 * Does once what nodes and clients do: three nodes in this process, and a few operations. The launcher has the JVM look on
 * and keep the classes, so that a command, or a node, takes half as long to start.
 */
final class Rehearsal {
    private static final int NODES = 3;

    private Rehearsal() {}

    public static void main(String[] arguments) throws Exception {
        for (String name : List.of("node", "client", "status", "member")) {
            new CommandLine(Synod.command(name)).parseArgs("--help");
        }
        Path folder = Files.createTempDirectory("synod-rehearsal-");
        try {
            play(folder);
        } finally {
            Folders.delete(folder);
        }
    }

    private static void play(Path folder) throws Exception {
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
        for (int port : LocalCluster.freePorts(NODES)) {
            addresses.put(
                    new ReplicaId("r" + (addresses.size() + 1)),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        Node.Environment environment = new Node.Environment(
                UnaryOperator.identity(), new PrintStream(OutputStream.nullOutputStream()), System.err, code -> {});
        List<Node> nodes = new ArrayList<>();
        try (SynodClient client = SynodClient.open(addresses, ClientSettings.of(new GroupId(1)))) {
            for (ReplicaId replica : addresses.keySet()) {
                nodes.add(Node.start(NodeConfig.read(configuration(folder, replica, addresses)), environment));
            }
            Session session = client.session();
            session.put(Bytes.of("key"), Bytes.of("value")).get();
            session.get(Bytes.of("key")).get();
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static Path configuration(Path folder, ReplicaId replica, Map<ReplicaId, InetSocketAddress> addresses)
            throws IOException {
        List<String> replicas = new ArrayList<>();
        addresses.forEach((id, address) ->
                replicas.add(id + "=" + address.getAddress().getHostAddress() + ":" + address.getPort()));
        return Files.writeString(
                folder.resolve(replica + ".conf"),
                "replica = " + replica + "\nreplicas = " + String.join(", ", replicas) + "\nsegment-mb = 1\ndata = "
                        + folder.resolve(replica.name()) + "\n");
    }
}
