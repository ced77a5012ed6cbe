package org.synod.conformance.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.ReplicaId;

/**
 * Reads from the traces, while they grow, who leads: whoever took {@code Lead} under the highest ballot. Two candidates may
 * have prepared the same number, and then both lead, one after the other; their names decide, as in the protocol.
 */
final class LeaderWatch {

    private static final Pattern LEAD =
            Pattern.compile("\"action\":\"Lead\",\"parameters\":\\{\"ballot\":\\[(\\d+),\"([^\"]+)\"]");

    private final Path traces;
    private final Map<Path, Long> read = new HashMap<>();
    private Ballot ballot = Ballot.ZERO;

    LeaderWatch(Path traces) {
        this.traces = traces;
    }

    /** Who leads by what the traces say now; null when nobody ever did. */
    @Nullable String leader() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(traces, "*.ndjson")) {
            for (Path file : files) {
                follow(file);
            }
        }
        return ballot.equals(Ballot.ZERO) ? null : ballot.replica().name();
    }

    /** The ballot that {@link #leader} found to be led; zero when there was none. */
    Ballot ballot() {
        return ballot;
    }

    private void follow(Path file) throws IOException {
        long from = read.getOrDefault(file, 0L);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.max(0, channel.size() - from)));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            int whole = text.lastIndexOf('\n') + 1;
            text.substring(0, whole).lines().forEach(this::line);
            read.put(file, from + text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
        }
    }

    private void line(String line) {
        if (!line.contains("\"Lead\"")) {
            return;
        }
        Matcher matcher = LEAD.matcher(line);
        if (matcher.find()) {
            Ballot led = new Ballot(Long.parseLong(matcher.group(1)), new ReplicaId(matcher.group(2)));
            ballot = ballot.isLowerThan(led) ? led : ballot;
        }
    }
}
