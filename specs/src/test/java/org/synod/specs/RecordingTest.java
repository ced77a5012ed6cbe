package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures are written where they belong, and nothing else changes. */
final class RecordingTest {
    private static Statistics statistics(long distinct, int depth, double seconds) {
        return new Statistics(distinct, distinct, 0, depth, seconds, 0, Map.of());
    }

    @Test
    void writesTheFiguresOfWhatIsAsItMustBe(@TempDir Path home) throws Exception {
        Path folder = Files.createDirectory(home.resolve("specs"));
        String before = Files.readString(Specs.open().folder().resolve("manifest.json"));
        Files.writeString(folder.resolve("manifest.json"), before);
        Specs specs = Specs.at(home);
        Model voting = specs.manifest().named(List.of("MCVoting")).getFirst();
        Model planted = specs.manifest().named(List.of("MCPlantedSafety")).getFirst();

        List<Recording> recordings = specs.record(List.of(
                Result.of(voting, new Outcome.Holds(statistics(1234, voting.depth(), 98.76))),
                Result.of(planted, new Outcome.Holds(statistics(3, 3, 1)))));

        assertEquals(
                "MCVoting is recorded: distinct states 1,234 for 686, depth 16 as before, seconds 98.8 for "
                        + voting.seconds(),
                recordings.getFirst().sentence());
        assertEquals(
                "MCPlantedSafety found no error in 3 states, but a violation of BelowThree is expected; not recorded",
                recordings.getLast().sentence());
        int from = before.indexOf("\"MCVoting\"");
        String after = before.substring(0, from)
                + before.substring(from)
                        .replaceFirst("\"distinctStates\" : 686", "\"distinctStates\" : 1234")
                        .replaceFirst("\"seconds\" : [0-9.]+", "\"seconds\" : 98.8")
                        .replaceFirst(
                                "\"machine\" : \"[^\"]*\"",
                                Matcher.quoteReplacement("\"machine\" : \"" + Machine.description() + "\""));
        assertEquals(after, Files.readString(folder.resolve("manifest.json")));
    }
}
