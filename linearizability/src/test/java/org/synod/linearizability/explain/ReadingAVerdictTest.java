package org.synod.linearizability.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.ModelKind;

/**
 * The page {@code docs/reading-a-verdict.md} shows what is printed and drawn of the history in it. When that was meant to
 * change, {@code -Dsynod.record=true} writes it anew.
 */
final class ReadingAVerdictTest {
    private static final Path DOCS =
            Path.of(System.getProperty("synod.home", "..")).resolve("docs");
    private static final boolean RECORD = Boolean.getBoolean("synod.record");

    private static Judged judged(String text) {
        History history = HistoryFiles.parse("stale.edn", text);
        Verdict verdict = Checker.check(history, ModelKind.CAS_REGISTER, Limits.DEFAULT);
        Explanation explanation =
                verdict instanceof Verdict.Violated violated ? Explainer.explain(violated, Limits.DEFAULT) : null;
        return new Judged(history, "cas-register", verdict, explanation, "");
    }

    private static String block(String page, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertTrue(block.find(), "there is no block of " + language);
        return block.group(1);
    }

    @Test
    void thePageShowsWhatIsPrintedAndDrawn() throws IOException {
        Path page = DOCS.resolve("reading-a-verdict.md");
        String words = Files.readString(page);
        String history = block(words, "edn");
        Judged violated = judged(history);
        Explanation explanation = Objects.requireNonNull(violated.explanation());
        String printed = "stale.edn: violated ("
                + violated.verdict().statistics().operations() + " operations)\n"
                + explanation.text().indent(2).replaceAll("(?m)^ +$", "");
        if (RECORD) {
            Files.writeString(page, words.replace(block(words, "text"), printed));
        } else {
            assertEquals(block(words, "text"), printed);
        }
        same("verdict.svg", TimelineSvg.of(violated));
        Judged valid = judged(
                history.lines().filter(line -> !line.contains(":process 5")).collect(Collectors.joining("\n")));
        assertInstanceOf(Verdict.Valid.class, valid.verdict());
        same("witness.svg", TimelineSvg.of(valid));
    }

    private static void same(String name, String svg) throws IOException {
        Path picture = DOCS.resolve("images").resolve(name);
        if (RECORD) {
            Files.writeString(picture, svg);
        } else {
            assertEquals(Files.readString(picture), svg, name);
        }
    }
}
