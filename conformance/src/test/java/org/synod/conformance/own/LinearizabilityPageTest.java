package org.synod.conformance.own;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snippets of {@code docs/bring-your-own/linearizability.md}, in their order and in one folder: those that name a file
 * are written, Java among them is compiled, Clojure is evaluated in one process after the other and must give what stands
 * behind {@code ;=>}, and the commands must print, among other things, the lines under them.
 */
final class LinearizabilityPageTest {
    private static final Path HOME =
            Path.of(System.getProperty("synod.home", "..")).toAbsolutePath().normalize();

    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** Compares each value with the form after its {@code ;=>}; prints how many it compared. */
    private static final String EVALUATE = """
            (let [in (java.io.PushbackReader. (java.io.StringReader. (slurp "all.clj")))
                  compared (atom 0)]
              (loop [last nil]
                (let [form (read {:eof :user/end} in)]
                  (cond
                    (= :user/end form) (println "compared" @compared)
                    (= :user/expect form) (let [wanted (eval (read in))]
                                        (when-not (= wanted last)
                                          (throw (ex-info (str "not " (pr-str wanted) " but " (pr-str last)) {})))
                                        (swap! compared inc)
                                        (recur nil))
                    :else (recur (eval form))))))
            """;

    @TempDir
    Path folder = Path.of("");

    private int lastCode;

    @Test
    void everySnippetDoesWhatThePageSays() throws IOException, InterruptedException {
        String page = Files.readString(HOME.resolve("docs/bring-your-own/linearizability.md"));
        StringBuilder clojure = new StringBuilder();
        List<String> consoles = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        Matcher snippets = SNIPPET.matcher(page);
        int found = 0;
        while (snippets.find()) {
            found++;
            String language = snippets.group(1);
            String file = snippets.group(2);
            String text = snippets.group(3);
            if (!file.isEmpty()) {
                Files.createDirectories(folder.resolve(file).getParent());
                Files.writeString(folder.resolve(file), text);
                if (language.equals("java")) {
                    sources.add(folder.resolve(file).toString());
                }
            } else if (language.equals("clojure")) {
                clojure.append(text);
            } else {
                assertEquals("console", language, "a snippet that nobody runs: " + text);
                consoles.add(text);
            }
        }
        assertEquals(page.split("\n```\n", -1).length - 1, found, "a snippet that was not recognized");
        compile(sources);
        evaluate(clojure.toString());
        for (String console : consoles) {
            run(console);
        }
    }

    private void compile(List<String> sources) {
        List<String> arguments =
                new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString()));
        arguments.addAll(sources);
        assertEquals(2, sources.size());
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])),
                "does not compile");
    }

    private void evaluate(String text) throws IOException, InterruptedException {
        long expectations = text.lines().filter(line -> line.startsWith(";=>")).count();
        assertTrue(expectations > 0, "the page shows no value");
        Files.writeString(folder.resolve("all.clj"), text.replace(";=>", ":user/expect"));
        Files.writeString(folder.resolve("evaluate.clj"), EVALUATE);
        String out = java(List.of("clojure.main", "evaluate.clj"));
        assertEquals(0, lastCode, out);
        assertTrue(out.contains("compared " + expectations), out);
    }

    private void run(String console) throws IOException, InterruptedException {
        String out = "";
        int commands = 0;
        for (String line : console.lines().toList()) {
            if (line.equals("$ echo $?")) {
                out = lastCode + "\n";
            } else if (line.startsWith("$ ")) {
                out = command(line.substring(2));
                commands++;
            } else {
                String printed = out;
                assertTrue(out.lines().anyMatch(one -> one.startsWith(line)), () -> line + "\nis not in\n" + printed);
            }
        }
        assertTrue(commands > 0, console);
    }

    private String command(String line) throws IOException, InterruptedException {
        Path standin = HOME.resolve("linearizability/src/test/standins/knossos");
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.replace("$(lein classpath)", standin.toString()));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        String program = words.removeFirst();
        if (program.equals("./synod")) {
            words.addFirst("org.synod.cli.Synod");
        } else {
            assertEquals("java", program);
        }
        return java(words);
    }

    private String java(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dsynod.log=warn",
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path")));
        command.addAll(words);
        Path out = folder.resolve("printed");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "does not end: " + words);
            lastCode = process.exitValue();
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
        }
    }
}
