package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.ModelKind;

/** Every public history gets the verdict that is recorded beside it, within ten seconds. */
final class SharedHistoriesTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TestFactory
    Stream<DynamicTest> everyRecordedVerdict() throws IOException {
        Path folder = Path.of(System.getProperty("synod.home", ".."))
                .resolve("../shared/histories")
                .normalize();
        Path table = folder.resolve("verdicts.tsv");
        Assumptions.assumeTrue(
                Files.isRegularFile(table), "SKIPPED: no public histories beside the repository (shared/histories)");
        List<String> rows = Files.readAllLines(table).stream().skip(1).toList();
        assertFalse(rows.isEmpty(), "verdicts.tsv has no rows");
        return rows.stream()
                .map(row -> row.split("\t", -1))
                .map(row -> dynamicTest(row[0], () -> {
                    Verdict verdict = assertTimeoutPreemptively(LIMIT, () -> {
                        History history = HistoryFiles.read(folder.resolve(row[0]));
                        return Checker.check(history, ModelKind.named(row[1]), Limits.DEFAULT);
                    });
                    assertEquals(row[2], verdict.label());
                }));
    }
}
