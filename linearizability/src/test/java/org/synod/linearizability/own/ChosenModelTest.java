package org.synod.linearizability.own;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synod.linearizability.check.Cause;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.Step;
import org.synod.linearizability.model.UnknownModelException;

final class ChosenModelTest {
    private static final String ACCOUNT = "java:org.synod.linearizability.own.Account";

    @TempDir
    Path folder = Path.of("");

    private static History account(String calls) {
        StringBuilder text = new StringBuilder();
        for (String call : List.of(calls.split(", ", -1))) {
            String[] words = call.split(" ", 3);
            String argument = words[1].equals("balance") ? "nil" : words[2];
            text.append("{:process ")
                    .append(words[0])
                    .append(", :type :invoke, :f :")
                    .append(words[1]);
            text.append(", :value ").append(argument).append("}\n{:process ").append(words[0]);
            text.append(", :type :ok, :f :").append(words[1]).append(", :value ");
            text.append(words[2]).append("}\n");
        }
        return HistoryFiles.parse("account.edn", text.toString());
    }

    private static String label(String model, String calls) {
        return ChosenModel.of(model, List.of(), false)
                .check(account(calls), Limits.DEFAULT)
                .label();
    }

    @Test
    void aModelOfJava() {
        assertEquals("valid", label(ACCOUNT, "0 deposit 5, 0 withdraw 3, 1 balance 2"));
        assertEquals("violated", label(ACCOUNT, "0 deposit 5, 0 withdraw 3, 1 balance 3"));
        assertEquals("violated", label(ACCOUNT, "0 withdraw 3"));
        assertEquals("valid", label(ACCOUNT + "#RICH", "0 withdraw 3, 0 balance 997"));
        assertEquals("valid", label(ACCOUNT + "#ofTen", "0 withdraw 3, 0 balance 7"));
    }

    @Test
    void aModelOfClojure() throws IOException {
        Path file = folder.resolve("acme/bank.clj");
        Files.createDirectory(folder.resolve("acme"));
        Files.writeString(file, """
                (ns acme.bank (:require [synod.linearizability :refer [Model inconsistent]]))
                (defrecord Account [balance]
                  Model
                  (step [this {:keys [f value]}]
                    (case f
                      :deposit (->Account (+ balance value))
                      :withdraw (if (<= value balance) (->Account (- balance value)) (inconsistent "too little"))
                      :balance (if (= value balance) this (inconsistent (str "can't see " value))))))
                (def empty-account (->Account 0))
                (defn of-ten [] (->Account 10))
                (def number 3)
                """);
        for (String place : List.of("clj:acme.bank/", "clj:" + file + "#")) {
            ChosenModel empty = ChosenModel.of(place + "empty-account", List.of(folder), false);
            assertEquals(
                    "valid",
                    empty.check(account("0 deposit 5, 0 withdraw 3, 1 balance 2"), Limits.DEFAULT)
                            .label());
            Verdict.Violated violated = assertInstanceOf(
                    Verdict.Violated.class,
                    empty.check(account("0 deposit 5, 0 withdraw 3, 1 balance 3"), Limits.DEFAULT));
            assertEquals("balance", violated.blocked().f());
            assertEquals(
                    "valid",
                    ChosenModel.of(place + "of-ten", List.of(folder), false)
                            .check(account("0 withdraw 10"), Limits.DEFAULT)
                            .label());
            assertMessage("3 does not extend synod.linearizability/Model", place + "number");
            assertMessage("defines no nothing", place + "nothing");
        }
        Files.writeString(folder.resolve("broken.clj"), "(ns broken)\n(def m (/ 1 0))\n");
        assertMessage("Divide by zero", "clj:broken/m");
        Files.writeString(folder.resolve("unread.clj"), "(ns unread)\n(def m (\n");
        assertMessage("EOF while reading", "clj:" + folder.resolve("unread.clj") + "#m");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java:com.acme.Nothing        | there is no class com.acme.Nothing on the class path.
            java:org.synod.linearizability.own.Account$NoModel | Account$NoModel does not implement
            java:org.synod.linearizability.own.Account$Unmade  | the moon is not full
            java:org.synod.linearizability.own.Account$Asking  | no public constructor without arguments
            java:org.synod.linearizability.own.Account#NONE    | name another static member
            clj:com.acme.nothing/model   | there is no namespace com.acme.nothing on the class path
            clj:nothing                  | clj:NAMESPACE/NAME or clj:FILE#NAME
            clj:nothing.clj#model        | there is no file nothing.clj
            nothing                      | the models are register
            """)
    void modelsThatAreNotToBeHad(String name, String words) {
        assertMessage(words, name);
    }

    private void assertMessage(String words, String name) {
        String message = String.valueOf(
                assertThrows(UnknownModelException.class, () -> ChosenModel.of(name, List.of(folder), false))
                        .getMessage());
        assertTrue(message.startsWith("unknown model '" + name + "'; "), message);
        assertTrue(message.contains(words), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aClassPathThatIsNotThere() {
        UnknownModelException problem = assertThrows(
                UnknownModelException.class, () -> ChosenModel.of(ACCOUNT, List.of(Path.of("no.jar")), false));
        String message = String.valueOf(problem.getMessage());
        assertTrue(message.contains("no.jar, which is not there"), message);
    }

    @Test
    @SuppressWarnings("NullAway") // What a model must not do.
    void aModelThatBreaksTheContract() {
        AtomicInteger asked = new AtomicInteger();
        assertBroken("step is null", new Account.Of(next -> null));
        assertBroken("the state after the step is null", new Account.Of(next -> new Step.Next(null)));
        assertBroken("step throws IllegalStateException: so there.", new Account.Of(next -> {
            throw new IllegalStateException("so there\nand more");
        }));
        assertBroken(
                "answers two different states",
                new Account.Of(next -> Step.next(new Account(asked.incrementAndGet()))));
        assertBroken("answers two different states", new Account.Of(next -> Step.next(new Account.Of(a -> a))));
    }

    private static void assertBroken(String words, Model model) {
        String message = String.valueOf(assertThrows(
                        BrokenModelException.class,
                        () -> ChosenModel.of("mine", model, false).check(account("3 deposit 5"), Limits.DEFAULT))
                .getMessage());
        assertEquals(
                "account.edn: the model mine is no model: for 'deposit 5 by process 3' of line 1, ",
                message.substring(0, message.indexOf(", ") + 2));
        assertTrue(message.contains(words), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void keysAreObjectsOfTheirOwn() {
        ChosenModel keyed = ChosenModel.of(ACCOUNT, List.of(), true);
        Verdict.Violated violated = assertInstanceOf(
                Verdict.Violated.class,
                keyed.check(account("0 deposit [:a 5], 0 deposit [:b 1], 1 withdraw [:b 3]"), Limits.DEFAULT));
        assertEquals(":b", String.valueOf(violated.part().key()));
        assertEquals(3L, violated.blocked().value());
        assertEquals(4, violated.blocked().invokePosition(), "the place in the whole history");
        assertEquals(2, violated.objects().size());
        assertEquals(3, violated.statistics().operations());
        assertEquals(
                "valid",
                keyed.check(account("0 deposit [:a 5], 0 withdraw [:a 5]"), Limits.DEFAULT)
                        .label());
        BadHistoryException problem = assertThrows(
                BadHistoryException.class,
                () -> keyed.check(account("0 deposit [:a 5], 1 withdraw 3"), Limits.DEFAULT));
        assertEquals("account.edn:3: the value of withdraw is not [key value].", problem.getMessage());
    }

    @Test
    void aLimitHoldsForEachKey() {
        ChosenModel keyed = ChosenModel.of(ACCOUNT, List.of(), true);
        StringBuilder text = new StringBuilder("{:process 99, :type :invoke, :f :deposit, :value [:easy 1]}\n");
        text.append("{:process 99, :type :ok, :f :deposit, :value [:easy 1]}\n");
        for (int i = 0; i < 24; i++) {
            text.append("{:process ")
                    .append(i)
                    .append(", :type :invoke, :f :deposit, :value [:hard ")
                    .append(1 << i);
            text.append("]}\n");
        }
        text.append("{:process 50, :type :invoke, :f :balance, :value [:hard nil]}\n");
        text.append("{:process 50, :type :ok, :f :balance, :value [:hard -1]}\n");
        List<ChosenModel.Judged> judged =
                keyed.each(HistoryFiles.parse("hard.edn", text.toString()), Limits.DEFAULT.withTimeMillis(100));
        assertEquals("valid", judged.get(0).verdict().label());
        assertEquals(
                Cause.TIMEOUT,
                assertInstanceOf(Verdict.Unknown.class, judged.get(1).verdict()).cause());
    }

    /** Each object by itself has the verdict that it has among the others, and speaks of the same operations. */
    @Test
    void objectByObjectIsTheSame() {
        int violations = 0;
        for (int seed = 0; seed < 100; seed++) {
            History history = HistoryGenerator.history(
                    new HistoryGenerator.Settings(ModelKind.KEY_VALUE, seed, 4, 40, 3, 3, 0.1, 0.03));
            ChosenModel store = ChosenModel.of("key-value", List.of(), false);
            Verdict whole = store.check(history, Limits.DEFAULT);
            List<ChosenModel.Judged> each = store.each(history, Limits.DEFAULT);
            boolean violated = each.stream().anyMatch(one -> one.verdict() instanceof Verdict.Violated);
            assertEquals(whole instanceof Verdict.Violated, violated);
            if (whole instanceof Verdict.Violated first) {
                violations++;
                assertEquals(
                        first.objects(),
                        each.stream().map(ChosenModel.Judged::object).toList());
                Verdict.Violated again = assertInstanceOf(
                        Verdict.Violated.class,
                        each.stream()
                                .filter(one -> Objects.equals(
                                        one.object().key(), first.part().key()))
                                .findFirst()
                                .orElseThrow()
                                .verdict());
                assertEquals(first.blocked(), again.blocked());
            }
        }
        assertTrue(violations > 10 && violations < 90, violations + " of 100");
    }

    @Test
    void withoutKeysThereIsOneObject() {
        List<Part> objects = ChosenModel.of("cas-register", List.of(), true)
                .objects(HistoryGenerator.history(
                        new HistoryGenerator.Settings(ModelKind.CAS_REGISTER, 1, 2, 10, 3, 1, 0, 0)));
        assertEquals(1, objects.size());
        assertNull(objects.getFirst().key());
    }
}
