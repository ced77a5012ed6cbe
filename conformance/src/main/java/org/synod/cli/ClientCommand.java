package org.synod.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.synod.client.ClientSettings;
import org.synod.client.RejectedException;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.client.UnknownOutcomeException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Result;
import org.synod.transport.Tls;
import org.synod.transport.TlsException;
import org.synod.transport.TlsFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = "One operation on a running group: get, put, delete, cas.")
final class ClientCommand extends Group {

    @Option(
            names = "--nodes",
            required = true,
            scope = ScopeType.INHERIT,
            paramLabel = "r1=HOST:PORT,...",
            split = ",",
            description = "the members of the group")
    Map<String, String> nodes = new LinkedHashMap<>();

    @Option(names = "--group", scope = ScopeType.INHERIT, description = "its number (default ${DEFAULT-VALUE})")
    int group = 1;

    @Option(
            names = "--deadline",
            scope = ScopeType.INHERIT,
            paramLabel = "S",
            description = "(default ${DEFAULT-VALUE})")
    double deadline = 10;

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

    /** What an operation came to, as one line. */
    private interface Call {
        CompletableFuture<String> on(Session session);
    }

    @Command(name = "get", mixinStandardHelpOptions = true, description = "Prints the value; exit 1 if there is none.")
    int get(
            @Parameters(paramLabel = "KEY") String key,
            @Option(names = "--eventual", description = "from any replica; may be old") boolean eventual)
            throws Exception {
        return run(session -> eventual
                ? session.getEventual(Bytes.of(key)).thenApply(e -> text(e.found()) + "\tslot " + e.slot())
                : session.get(Bytes.of(key)).thenApply(ClientCommand::text));
    }

    @Command(name = "put", mixinStandardHelpOptions = true, description = "Gives the key the value.")
    int put(@Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "VALUE") String value)
            throws Exception {
        return run(session -> session.put(Bytes.of(key), Bytes.of(value)).thenApply(w -> "version " + w.version()));
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Takes the key away.")
    int delete(@Parameters(paramLabel = "KEY") String key) throws Exception {
        return run(
                session -> session.delete(Bytes.of(key)).thenApply(d -> d.existed() ? "deleted" : "it was not there"));
    }

    @Command(
            name = "cas",
            mixinStandardHelpOptions = true,
            description = "Gives the key the new value if it has the old one.")
    int cas(
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "OLD") String old,
            @Parameters(paramLabel = "NEW") String value)
            throws Exception {
        return run(session -> session.compareAndSet(Bytes.of(key), Bytes.of(old), Bytes.of(value))
                .thenApply(c -> c.swapped() ? "swapped" : "not swapped"));
    }

    private static String text(Result.Found found) {
        @Nullable Bytes value = found.value();
        return value == null ? "(none)" : new String(value.array(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private @Nullable Tls tls() {
        if (certificate == null && key == null && ca == null) {
            return null;
        }
        if (certificate == null || key == null || ca == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "TLS takes --tls-certificate, --tls-key and --tls-ca");
        }
        try {
            return Tls.open(new TlsFiles(certificate, key, ca));
        } catch (TlsException e) {
            throw new BadInput(String.valueOf(e.getMessage()));
        }
    }

    private int run(Call call) throws Exception {
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
        for (Map.Entry<String, String> node : nodes.entrySet()) {
            String[] parts = node.getValue().split(":", -1);
            try {
                addresses.put(
                        new ReplicaId(node.getKey()), new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--nodes takes r1=host:port,..., not '" + node.getValue() + "'");
            }
        }
        ClientSettings settings =
                ClientSettings.of(new GroupId(group)).withDeadline(Duration.ofMillis((long) (deadline * 1000)));
        Tls tls = tls();
        if (tls != null) {
            settings = settings.withTls(tls);
        }
        try (SynodClient client = SynodClient.open(addresses, settings)) {
            String answer = call.on(client.session()).get();
            System.out.println(answer);
            return answer.equals("(none)") || answer.equals("not swapped") ? Exit.VIOLATED : Exit.HOLDS;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RejectedException rejected) {
                System.err.println("synod: " + rejected.getMessage());
                return Exit.VIOLATED;
            }
            if (e.getCause() instanceof UnknownOutcomeException unknown) {
                System.err.println("synod: " + unknown.getMessage());
                return Exit.UNKNOWN;
            }
            throw e;
        }
    }
}
