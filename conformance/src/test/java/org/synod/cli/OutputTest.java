package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputTest {
    @TempDir
    Path folder = Path.of("");

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatStoodThereStandsUntilTheNewIsWhole() throws IOException {
        Path file = folder.resolve("page.html");
        Output.write(file, "first");
        assertEquals("first", Files.readString(file));
        BadInput problem = assertThrows(
                BadInput.class,
                () -> Output.write(file, out -> {
                    out.write("second".repeat(100_000));
                    throw new IOException("No space left on device");
                }));
        assertEquals(file + " cannot be written: No space left on device", problem.getMessage());
        assertEquals("first", Files.readString(file));
        assertEquals(List.of("page.html"), names());
        Output.write(file, "third");
        assertEquals("third", Files.readString(file));
        assertEquals(List.of("page.html"), names());
    }

    @Test
    void aLinkLeadsWhereItLed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Output.write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
    }

    @Test
    void whatIsNoFileIsWrittenToAsItIs() {
        BadInput problem = assertThrows(BadInput.class, () -> Output.write(Path.of("/dev/full"), "text"));
        assertEquals("/dev/full cannot be written: No space left on device", problem.getMessage());
        assertTrue(Files.exists(Path.of("/dev/full")));
        Output.write(Path.of("/dev/null"), "text");
    }

    @Test
    void aFolderThatIsMissing() {
        Path file = folder.resolve("missing/file");
        assertEquals(
                file + " cannot be written: there is no such folder",
                assertThrows(BadInput.class, () -> Output.write(file, "text")).getMessage());
    }
}
