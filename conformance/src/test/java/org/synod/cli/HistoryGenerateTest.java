package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.model.ModelKind;
import picocli.CommandLine;

/** What {@code history generate} writes, {@code history check} judges as was asked for. */
final class HistoryGenerateTest {
    @TempDir
    Path folder = Path.of("");

    private static int synod(List<String> arguments) {
        return new CommandLine(new HistoryCommand()).execute(arguments.toArray(String[]::new));
    }

    private Path generate(String name, ModelKind kind, String... options) {
        Path file = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("generate", "--model", kind.label()));
        arguments.addAll(List.of("--clients", "3", "--crashed", "0.02"));
        arguments.addAll(List.of("--out", file.toString()));
        arguments.addAll(Arrays.asList(options));
        assertEquals(0, synod(arguments), arguments::toString);
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void theVerdictIsTheOneThatWasAskedFor(ModelKind kind) throws IOException {
        for (String format : List.of("edn", "ndjson")) {
            String values = format.equals("edn") ? "--values=4" : "--distinct";
            // Small ones, since all that is violated is explained as well.
            String[] options = {"--seed=7", "--operations=40", "--format", format, values};
            Path valid = generate("valid", kind, options);
            assertEquals(0, synod(List.of("check", valid.toString(), "--model", kind.label())));
            assertTrue(Files.readString(valid).startsWith(format.equals("edn") ? "{:process" : "{\"synod-history"));
            if (kind != ModelKind.MUTEX && kind != ModelKind.SEMAPHORE) {
                List<String> more = new ArrayList<>(Arrays.asList(options));
                more.add("--violated-at=0.5");
                Path violated = generate("violated", kind, more.toArray(String[]::new));
                assertEquals(1, synod(List.of("check", violated.toString(), "--model", kind.label())));
            }
        }
    }

    @Test
    void aSeedMakesTheSameBytes() throws IOException {
        byte[] once = Files.readAllBytes(generate("a", ModelKind.KEY_VALUE, "--operations", "300", "--seed", "3"));
        assertArrayEquals(
                once, Files.readAllBytes(generate("b", ModelKind.KEY_VALUE, "--operations", "300", "--seed", "3")));
        assertFalse(Arrays.equals(
                once, Files.readAllBytes(generate("c", ModelKind.KEY_VALUE, "--operations", "300", "--seed", "4"))));
    }

    @Test
    void aKeyHasAboutAHundredOperations() throws IOException {
        Path file = generate("keys", ModelKind.KEY_VALUE, "--operations", "2000");
        List<String> lines = Files.readAllLines(file);
        for (int key = 0; key < 20; key++) {
            String ofKey = ":key \"k" + key + "\"";
            long invoked = lines.stream()
                    .filter(line -> line.contains(":invoke") && line.contains(ofKey))
                    .count();
            assertTrue(invoked > 50 && invoked < 150, key + ": " + invoked);
        }
    }
}
