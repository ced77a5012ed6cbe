package org.synod.conformance.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that nobody needs any more. */
public final class Folders {

    private Folders() {}

    /**
     * Deletes the folder, with all that is in it.
     *
     * @throws IOException when there is no such folder, or something in it cannot be deleted
     */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
