package org.synod.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** The checkout that the launcher started us from, and the folders of runs in it. */
final class Home {

    private Home() {}

    static Path path() {
        return Path.of(System.getProperty("synod.home", "."));
    }

    static Path specs() {
        return path().resolve("specs");
    }

    /** The folder of a new run: the one that the user names, or {@code runs/<time>-<seed>}. */
    static Path newRun(java.util.Optional<Path> out, long seed) throws IOException {
        Path folder = out.orElseGet(() -> path().resolve("runs")
                .resolve(LocalDateTime.now(java.time.ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"))
                        + "-" + seed));
        if (Files.exists(folder) && (!Files.isDirectory(folder) || !isEmpty(folder))) {
            throw new BadInput(folder + " exists and is not an empty folder; name another with --out");
        }
        Files.createDirectories(folder);
        return folder;
    }

    static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** {@code latest}, beside the run's folder, points to it from now on; where links are not to be had it is left out. */
    static void latest(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null || !parent.getFileName().toString().equals("runs")) {
            return;
        }
        Path fresh = parent.resolve(".latest-" + ProcessHandle.current().pid());
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, absolute.getFileName());
        Files.move(
                fresh, parent.resolve("latest"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
