package org.synod.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.synod.client.ClientSettings;
import org.synod.client.RejectedException;
import org.synod.client.SynodClient;
import org.synod.client.UnknownOutcomeException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.runtime.NodeConfig;
import org.synod.runtime.StartException;
import org.synod.transport.Tls;
import org.synod.transport.TlsException;
import org.synod.transport.TlsFiles;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where a group is, and how it is spoken with: the options of all commands that ask a running one. */
final class ConnectOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    CommandLine.Model.CommandSpec mixee = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--nodes",
            scope = ScopeType.INHERIT,
            paramLabel = "r1=HOST:PORT",
            split = ",",
            description = "the nodes of the group, with commas between them; this or --config")
    Map<String, String> nodes = new LinkedHashMap<>();

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "a node's configuration: its replicas, standby, group and TLS")
    @Nullable Path config;

    @Option(
            names = "--group",
            scope = ScopeType.INHERIT,
            paramLabel = "N",
            description = "the group's number (default 1, or the first of the configuration)")
    @Nullable Integer group;

    @Option(
            names = "--deadline",
            scope = ScopeType.INHERIT,
            paramLabel = "S",
            description = "seconds until a call is given up (default 10; status 2)")
    @Nullable Double deadline;

    @Option(
            names = "--tls-certificate",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "speak TLS: this client's certificate chain, PEM; takes the two below")
    @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "the private key to it, PKCS#8 in PEM")
    @Nullable Path key;

    @Option(
            names = "--tls-ca",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "whose certificates are believed, PEM")
    @Nullable Path ca;

    /** What is done with a client; its result is the exit code. */
    interface Work {
        int with(SynodClient client) throws Exception;
    }

    /** What the options come to. */
    record Target(
            Map<ReplicaId, InetSocketAddress> addresses,
            GroupId group,
            @Nullable Tls tls) {}

    /** @throws BadInput when the configuration or a certificate makes no sense */
    Target target() throws StartException {
        if (nodes.isEmpty() == (config == null)) {
            throw usage("say where the group is, with either --nodes or --config");
        }
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
        GroupId found = new GroupId(1);
        TlsFiles files = tlsFiles();
        if (config == null) {
            nodes.forEach((name, address) -> addresses.put(replica(name), address(name, address)));
        } else {
            NodeConfig settings = NodeConfig.read(config);
            settings.replicas().forEach((id, node) -> addresses.put(id, node.address()));
            settings.standby().forEach((id, node) -> addresses.put(id, node.address()));
            found = settings.group();
            files = files == null ? settings.tls() : files;
        }
        try {
            return new Target(
                    addresses, group == null ? found : new GroupId(group), files == null ? null : Tls.open(files));
        } catch (TlsException e) {
            throw new BadInput(String.valueOf(e.getMessage()));
        }
    }

    private ReplicaId replica(String name) {
        try {
            return new ReplicaId(name);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private InetSocketAddress address(String name, String address) {
        int colon = address.lastIndexOf(':');
        try {
            if (colon > 0) {
                return InetSocketAddress.createUnresolved(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw usage("--nodes takes r1=host:port,..., not '" + name + "=" + address + "'");
    }

    private @Nullable TlsFiles tlsFiles() {
        if (certificate == null && key == null && ca == null) {
            return null;
        }
        if (certificate == null || key == null || ca == null) {
            throw usage("TLS takes --tls-certificate, --tls-key and --tls-ca");
        }
        return new TlsFiles(certificate, key, ca);
    }

    Duration deadline(double seconds) {
        double asked = deadline == null ? seconds : deadline;
        if (!(asked > 0 && asked <= 86_400)) {
            throw usage("--deadline takes seconds, above 0 and at most 86400");
        }
        return Duration.ofNanos((long) (asked * 1e9));
    }

    CommandLine.ParameterException usage(String sentence) {
        return new CommandLine.ParameterException(mixee.commandLine(), sentence);
    }

    /** Does the work with a client that is closed afterwards. What is refused ends with 1, what nobody knows of with 2. */
    int run(Work work) throws Exception {
        Duration limit = deadline(10);
        Target target = target();
        ClientSettings settings = ClientSettings.of(target.group()).withDeadline(limit);
        Tls tls = target.tls();
        if (tls != null) {
            settings = settings.withTls(tls);
        }
        try (SynodClient client = SynodClient.open(target.addresses(), settings)) {
            return work.with(client);
        } catch (ExecutionException | CompletionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RejectedException || cause instanceof UnknownOutcomeException) {
                System.err.println("synod: " + cause.getMessage());
                return cause instanceof RejectedException ? Exit.VIOLATED : Exit.UNKNOWN;
            }
            throw e;
        } catch (IllegalArgumentException e) {
            // A key or a value that is too long.
            throw usage(String.valueOf(e.getMessage()));
        }
    }
}
