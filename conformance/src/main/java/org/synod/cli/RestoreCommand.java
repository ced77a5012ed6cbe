package org.synod.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.archive.ArchiveException;
import org.synod.archive.ObjectStore;
import org.synod.archive.ObjectStores;
import org.synod.archive.S3Settings;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.restore.Restore;
import org.synod.restore.RestoreException;
import org.synod.restore.Restored;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Makes a group's tree as it was at a slot or a time, from the archive, and checks it.")
final class RestoreCommand implements Callable<Integer> {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--archive",
            required = true,
            paramLabel = "LOCATION",
            description = "a folder, or s3://bucket/prefix")
    String location = "";

    @Option(names = "--s3-endpoint", paramLabel = "URL", description = "of a store that is not Amazon's")
    Optional<URI> endpoint = Optional.empty();

    @Option(names = "--s3-region", paramLabel = "NAME", description = "of the bucket")
    Optional<String> region = Optional.empty();

    @Option(names = "--group", required = true, paramLabel = "N", description = "the group's number")
    int group;

    /** One of the two. */
    static final class Target {
        @Option(names = "--to-slot", paramLabel = "S", description = "with this slot as the last one")
        Optional<Long> slot = Optional.empty();

        @Option(
                names = "--to-time",
                paramLabel = "TIME",
                description = "as it was at this time of its leaders, as in 2026-11-21T10:15:30Z")
        Optional<String> time = Optional.empty();
    }

    @ArgGroup(multiplicity = "1")
    Target target = new Target();

    @Option(
            names = "--from",
            paramLabel = "BASE",
            description = "NEWEST snapshot; COMPARED, the one before, to compare the newest with (default);"
                    + " LOG, the first slot")
    Restore.Base base = Restore.Base.COMPARED;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "an empty folder, or none yet")
    Path out = Path.of("");

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws Exception {
        if (target.slot.isPresent() == target.time.isPresent()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "give --to-slot or --to-time, one of them");
        }
        Optional<Instant> time = target.time.map(this::instant);
        if (Files.exists(out) && (!Files.isDirectory(out) || !Home.isEmpty(out))) {
            throw new BadInput(out + " exists and is not an empty folder; name another with --out");
        }
        if (!location.contains("://") && !Files.isDirectory(Path.of(location))) {
            throw new BadInput(location + " is no folder");
        }
        Console console = new Console();
        try (ObjectStore archive = open()) {
            Restore restore = new Restore(archive, new GroupId(group), base, progress(console));
            Restored restored = time.isPresent()
                    ? restore.toTime(time.get().toEpochMilli(), out)
                    : restore.toSlot(target.slot.orElse(0L), out);
            console.clear();
            print(restored);
            return Exit.HOLDS;
        } catch (RestoreException e) {
            console.clear();
            String sentence = String.valueOf(e.getMessage());
            return switch (e.kind()) {
                case NO_SUCH_TARGET -> throw new BadInput(sentence);
                case DAMAGED -> end(sentence, Exit.VIOLATED);
            };
        } catch (ArchiveException e) {
            // What a damaged archive says came as a RestoreException; this one could not be asked.
            console.clear();
            return end(String.valueOf(e.getMessage()), Exit.UNKNOWN);
        }
    }

    private Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--to-time takes a time as in 2026-11-21T10:15:30Z, not '" + text + "'", e);
        }
    }

    private ObjectStore open() {
        try {
            URI url = endpoint.orElse(null);
            return ObjectStores.open(location, new S3Settings(url, region.orElse(null), url != null));
        } catch (ArchiveException e) {
            throw new BadInput(String.valueOf(e.getMessage()));
        }
    }

    private static int end(String sentence, int code) {
        System.err.println("synod: " + sentence);
        return code;
    }

    private static Restore.Progress progress(Console console) {
        return new Restore.Progress() {
            private long bytes;
            private long slot;

            @Override
            public void read(long more) {
                bytes += more;
                say();
            }

            @Override
            public void applied(long upTo) {
                slot = upTo;
                say();
            }

            private void say() {
                console.status(String.format(Locale.ROOT, "slot %,d, %,d MB read", slot, bytes / 1_000_000));
            }
        };
    }

    private void print(Restored restored) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", restored.file().toString());
        map.put("bytes", Files.size(restored.file()));
        map.put("group", restored.group().value());
        map.put("slot", restored.slot());
        map.put("time", Instant.ofEpochMilli(restored.timeMillis()).toString());
        map.put(
                "members",
                restored.governing().members().stream().map(Member::toString).toList());
        map.put("keys", restored.keys());
        map.put("digest", Long.toHexString(restored.digest()));
        map.put("segments", restored.segments());
        map.put("snapshot", restored.snapshotSlot());
        map.put("compared", restored.comparedSlot());
        if (json) {
            Console.json(map);
            return;
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%s: group %d at slot %,d, %s: %,d keys, digest %s",
                restored.file(),
                restored.group().value(),
                restored.slot(),
                map.get("time"),
                restored.keys(),
                map.get("digest")));
        System.out.println(String.format(
                Locale.ROOT,
                "  from %s and %,d segments of the log%s",
                restored.snapshotSlot() == 0 ? "no snapshot" : "the snapshot at slot " + restored.snapshotSlot(),
                restored.segments(),
                restored.comparedSlot() == 0
                        ? "; compared with no other snapshot"
                        : "; the snapshot at slot " + restored.comparedSlot() + " is the same"));
    }
}
