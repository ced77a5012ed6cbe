package org.synod.conformance.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What is measured.
 *
 * @param folder gets the nodes' configurations, data and consoles
 * @param clients how many clients there are, for each row of the result
 * @param seconds how long each row is measured
 * @param warmUpSeconds of load before the first row
 * @param bytes of a value
 * @param traced whether the nodes write traces
 * @param java options of the nodes' processes
 */
public record BenchSettings(
        Path folder,
        List<Integer> clients,
        int seconds,
        int warmUpSeconds,
        int bytes,
        Kind operation,
        boolean traced,
        List<String> java) {

    /** What the clients do. */
    public enum Kind {
        /** Writes. */
        PUT,
        /** Consistent reads. */
        GET,
        /** Reads from any replica. */
        GET_EVENTUAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * How nodes run where nothing else is asked for. Both compilers; one collector thread, because the other processor is
     * for the other nodes; a young generation that is small, because what a node keeps of each command is copied out of
     * it while everybody waits, and a heap that holds the commands that a node keeps at most.
     */
    public static final List<String> JAVA = List.of(
            "-Xms128m", "-Xmx3g", "-Xmn8m", "-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED");

    public BenchSettings {
        clients = List.copyOf(clients);
        java = List.copyOf(java);
        if (clients.isEmpty() || clients.stream().anyMatch(n -> n < 1 || n > 65_536)) {
            throw new IllegalArgumentException("there are 1 to 65536 clients");
        }
        if (seconds < 1 || warmUpSeconds < 0) {
            throw new IllegalArgumentException("a measurement takes a second or more");
        }
        if (bytes < 0 || bytes > 400 << 10) {
            throw new IllegalArgumentException("a value has 0 to 409600 bytes");
        }
    }
}
