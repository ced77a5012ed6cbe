package org.synod.conformance.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Waits, by what the traces say while they grow, until a leader has established another configuration. */
final class MembersWatch {

    private static final Pattern RETIRE =
            Pattern.compile("\"action\":\"Retire\",\"parameters\":\\{\"configuration\":(\\d+)}");

    private final Path traces;
    private final Set<Long> seen;

    MembersWatch(Path traces) throws IOException {
        this.traces = traces;
        this.seen = established();
    }

    /** Waits for the next one. */
    void awaitNext(long millis) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            Set<Long> now = established();
            if (!seen.containsAll(now)) {
                seen.addAll(now);
                return;
            }
            if (System.nanoTime() > deadline || never.await(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("for " + millis / 1000 + " s the members have not changed");
            }
        }
    }

    private Set<Long> established() throws IOException {
        Set<Long> slots = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(traces, "*.ndjson")) {
            for (Path file : files) {
                try (var lines = Files.lines(file)) {
                    lines.filter(line -> line.contains("\"Retire\"")).forEach(line -> {
                        Matcher matcher = RETIRE.matcher(line);
                        if (matcher.find()) {
                            slots.add(Long.parseLong(matcher.group(1)));
                        }
                    });
                }
            }
        }
        return slots;
    }
}
