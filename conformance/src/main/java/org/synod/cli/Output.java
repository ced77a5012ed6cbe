package org.synod.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that the user named: whole, or not at all; what stood there before stands until then. */
final class Output {
    private Output() {}

    /** What is to be written. */
    @FunctionalInterface
    interface Content {
        void to(Writer out) throws IOException;
    }

    /**
     * Writes a text.
     *
     * @throws BadInput when it cannot be written, as to a full disk
     */
    static void write(Path file, String text) {
        write(file, out -> out.write(text));
    }

    /**
     * Writes what may be long.
     *
     * @throws BadInput when it cannot be written, as to a full disk
     */
    static void write(Path file, Content content) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // A pipe or a terminal has no other to take its place.
                fill(file, content, StandardOpenOption.WRITE);
                return;
            }
            // A link still leads where it led.
            Path target = Files.exists(file) ? file.toRealPath() : file;
            Path part = target.resolveSibling(".synod-" + UUID.randomUUID() + ".part");
            try {
                fill(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new BadInput(file + " cannot be written: " + reason(e));
        }
    }

    private static void fill(Path file, Content content, StandardOpenOption... options) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, options)) {
            content.to(out);
        }
    }

    private static String reason(IOException problem) {
        String reason = problem instanceof FileSystemException file ? file.getReason() : problem.getMessage();
        if (problem instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        return reason == null ? problem.getClass().getSimpleName() : reason;
    }
}
