package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synod.cli.CommandProcess.Outcome;

/** {@code ./synod history check} with a model of one's own, and with Knossos beside it, as a user meets them. */
final class JudgeOptionsTest {
    private static final Path STANDINS =
            Path.of("..", "linearizability", "src", "test", "standins").toAbsolutePath();

    private static final String DEPOSITS = """
            {:process 0, :type :invoke, :f :deposit, :value 5}
            {:process 0, :type :ok, :f :deposit, :value 5}
            {:process 1, :type :invoke, :f :withdraw, :value 3}
            {:process 1, :type :ok, :f :withdraw, :value 3}
            """;

    private static final String JAVA = """
            package com.acme;
            import org.synod.linearizability.history.Operation;
            import org.synod.linearizability.model.*;
            public record Bank(long balance) implements Model {
                public Bank() { this(0); }
                public Step step(Operation operation) {
                    long amount = (Long) operation.value();
                    if (operation.f().equals("deposit")) {
                        return Step.next(new Bank(balance + amount));
                    }
                    return amount <= balance
                            ? Step.next(new Bank(balance - amount))
                            : Step.inconsistent("can't take " + amount + " from " + balance);
                }
            }
            """;

    private static final String CLOJURE = """
            (ns acme.bank (:require [synod.linearizability :refer [Model inconsistent]]))
            (defrecord Bank [balance]
              Model
              (step [_ {:keys [f value]}]
                (cond (= :deposit f) (->Bank (+ balance value))
                      (<= value balance) (->Bank (- balance value))
                      :else (inconsistent (str "can't take " value " from " balance)))))
            (def bank (->Bank 0))
            """;

    @TempDir
    Path folder = Path.of("");

    @TempDir
    Path console = Path.of("");

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("good.edn"), DEPOSITS);
        Files.writeString(folder.resolve("bad.edn"), DEPOSITS.replace("withdraw, :value 3", "withdraw, :value 6"));
        Files.writeString(folder.resolve("words.edn"), DEPOSITS.replace("withdraw, :value 3", "withdraw, :value :all"));
        Files.writeString(
                folder.resolve("keyed.edn"),
                DEPOSITS.replace("value 5", "value [:a 5]").replace("value 3", "value [:b 3]"));
        Files.writeString(
                folder.resolve("register.edn"),
                DEPOSITS.replace("deposit", "write").replace("withdraw", "read").replace("value 3", "value 5"));
        Files.createDirectories(folder.resolve("lib/acme"));
        Files.writeString(folder.resolve("lib/acme/bank.clj"), CLOJURE);
        Files.writeString(folder.resolve("Bank.java"), JAVA);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertEquals(
                0,
                compiler.run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.resolve("lib").toString(),
                        folder.resolve("Bank.java").toString()));
    }

    @ParameterizedTest
    @CsvSource({"java:com.acme.Bank", "clj:acme.bank/bank", "clj:lib/acme/bank.clj#bank"})
    void aModelOfOnesOwn(String model) throws IOException, InterruptedException {
        CommandProcess first = start("good.edn", "--model", model, "--model-classpath", "lib");
        CommandProcess second = start("bad.edn", "--model", model, "--model-classpath", "lib");
        CommandProcess third = start("keyed.edn", "--model", model, "--model-classpath", "lib", "--keyed", "--json");
        Outcome good = first.outcome();
        assertEquals(0, good.code(), good.err());
        Outcome bad = second.outcome();
        assertEquals(1, bad.code(), bad.err());
        assertTrue(bad.out().contains("can't take 6 from 5"), bad.out());
        Outcome keyed = third.outcome();
        assertEquals(1, keyed.code(), keyed.err());
        JsonNode verdict = new ObjectMapper().readTree(keyed.out());
        assertEquals(2, verdict.path("objects").asInt());
        assertEquals("withdraw", verdict.path("operation").path("f").asText());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            64 | good.edn --model java:com.acme.Banc --model-classpath lib | there is no class com.acme.Banc
            64 | good.edn --model clj:acme.bank/bank                       | there is no namespace acme.bank
            64 | good.edn --model java:com.acme.Bank --model-classpath lab | lab, which is not there
            64 | good.edn --model register --keyed                         | --keyed
            64 | good.edn --model register --checker other                 | other
            64 | good.edn --model register --checker knossos               | knossos/knossos
            64 | good.edn --model register --knossos-classpath lib         | --checker
            65 | words.edn --model java:com.acme.Bank --model-classpath lib | words.edn: the model java:com.acme.Bank is no model: for 'withdraw :all by process 1' of line 3
            65 | keyed.edn --model clj:acme.bank/bank --model-classpath lib | keyed.edn: the model clj:acme.bank/bank is no model
            65 | good.edn --model java:com.acme.Bank --model-classpath lib --keyed | good.edn:1: the value of deposit is not [key value]
            """)
    void oneSentenceSaysWhatIsWrong(int code, String line, String words) throws IOException, InterruptedException {
        Outcome outcome = check(line.split(" +", -1));
        assertEquals(code, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        List<String> lines = new ArrayList<>(outcome.err().lines().toList());
        lines.removeIf(one -> code == 64 && one.startsWith("Try '"));
        assertEquals(1, lines.size(), outcome.err());
        assertTrue(lines.getFirst().startsWith("synod: ") && lines.getFirst().contains(words), outcome.err());
        assertFalse(lines.getFirst().contains("internal"), outcome.err());
    }

    @Test
    void aSecondOpinionThatAgrees() throws IOException, InterruptedException {
        CommandProcess bothRun =
                start("register.edn", "--model", "register", "--checker", "both", "--knossos-classpath", knossos());
        CommandProcess aloneRun = start(
                "bad.edn",
                "--model",
                "clj:acme.bank/bank",
                "--model-classpath",
                "lib",
                "--checker",
                "knossos",
                "--knossos-classpath",
                knossos(),
                "--json");
        Outcome both = bothRun.outcome();
        assertEquals(0, both.code(), both.err());
        assertTrue(both.out().startsWith("register.edn: valid"), both.out());
        assertTrue(both.out().contains("  Knossos: valid ("), both.out());
        assertEquals("", both.err());
        Outcome alone = aloneRun.outcome();
        assertEquals(1, alone.code(), alone.err());
        JsonNode document = new ObjectMapper().readTree(alone.out());
        assertEquals("violated", document.path("verdict").asText());
        assertEquals(
                "withdraw 6 by process 1",
                document.path("knossos").path("operation").asText());
        assertEquals(
                "./synod history check bad.edn --model clj:acme.bank/bank --model-classpath lib --checker knossos"
                        + " --knossos-classpath " + HistoryCheckCommand.quoted(knossos()),
                document.path("command").asText());
    }

    @Test
    void aContradictionIsNotMissed() throws IOException, InterruptedException {
        String path = knossos("disagrees");
        CommandProcess textRun =
                start("register.edn", "--model", "register", "--checker", "both", "--knossos-classpath", path);
        CommandProcess jsonRun = start(
                "register.edn", "--model", "register", "--checker", "both", "--knossos-classpath", path, "--json");
        Outcome text = textRun.outcome();
        assertEquals(1, text.code(), text.err());
        String sentence = "DISAGREEMENT: Synod says valid, Knossos says violated.";
        assertTrue(text.out().contains(sentence), text.out());
        assertTrue(text.err().contains(sentence), text.err());
        Outcome json = jsonRun.outcome();
        assertEquals(1, json.code(), json.err());
        JsonNode document = new ObjectMapper().readTree(json.out());
        assertEquals("valid", document.path("verdict").asText());
        assertEquals("violated", document.path("knossos").path("verdict").asText());
        assertEquals(1, document.path("exitCode").asInt());
        assertEquals(
                "./synod history check register.edn --model register --checker both --knossos-classpath "
                        + HistoryCheckCommand.quoted(path),
                document.path("command").asText());
        assertFalse(document.path("agree").asBoolean(true));
        assertTrue(document.path("disagreement").asText().contains(sentence), json.out());
        assertTrue(json.err().contains(sentence), json.err());
    }

    @Test
    void oneThatNeverComesBackLeavesOurVerdict() throws IOException, InterruptedException {
        CommandProcess outcomeRun = start(
                "register.edn",
                "--model",
                "register",
                "--checker",
                "both",
                "--time-limit",
                "1",
                "--knossos-classpath",
                knossos("hangs"));
        CommandProcess aloneRun = start(
                "register.edn",
                "--model",
                "register",
                "--checker",
                "knossos",
                "--time-limit",
                "1",
                "--knossos-classpath",
                knossos("hangs"));
        Outcome outcome = outcomeRun.outcome();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("  Knossos: unknown, timeout"), outcome.out());
        Outcome alone = aloneRun.outcome();
        assertEquals(2, alone.code(), alone.err());
    }

    private static String knossos(String... kinds) {
        StringBuilder path = new StringBuilder();
        for (String kind : kinds) {
            path.append(STANDINS.resolve("knossos-" + kind)).append(File.pathSeparator);
        }
        return path.append(STANDINS.resolve("knossos")).toString();
    }

    private Outcome check(String... arguments) throws IOException, InterruptedException {
        return start(arguments).outcome();
    }

    private CommandProcess start(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 2];
        all[0] = "history";
        all[1] = "check";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CommandProcess.start(folder, console, all);
    }
}
