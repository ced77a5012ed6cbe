package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;
import org.synod.linearizability.model.UnknownModelException;

/** Verdicts: rules of the formats one by one, large histories, limits. */
final class CheckerTest {

    /** The short form of EDN: one rule a row. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        a read of what was written      | register       | valid    | [0 :invoke :write 1][0 :ok :write 1][0 :invoke :read][0 :ok :read 1]
        a read of what nobody wrote     | register       | violated | [0 :invoke :write 1][0 :ok :write 1][0 :invoke :read][0 :ok :read 2]
        an ok read of nil claims nothing| register       | valid    | [0 :invoke :write 1][0 :ok :write 1][0 :invoke :read][0 :ok :read nil]
        a stale read                    | cas-register   | violated | [0 :invoke :write 1][0 :ok :write 1][0 :invoke :write 2][0 :ok :write 2][0 :invoke :read][0 :ok :read 1]
        a cas that could not            | cas-register   | violated | [0 :invoke :cas [1 2]][0 :ok :cas [1 2]]
        a failed write has no effect    | register       | violated | [0 :invoke :write 1][0 :fail :write 1][0 :invoke :read][0 :ok :read 1]
        a crashed write may come late   | register       | valid    | [0 :invoke :write 1][0 :info :write 1][1 :invoke :write 2][1 :ok :write 2][1 :invoke :read][1 :ok :read 1]
        but only once                   | register       | violated | [0 :invoke :write 1][0 :info :write 1][1 :invoke :write 2][1 :ok :write 2][1 :invoke :read][1 :ok :read 1][1 :invoke :read][1 :ok :read 2]
        no completion is a crash        | register       | valid    | [0 :invoke :write 1][1 :invoke :read][1 :ok :read 1]
        two hold a lock                 | mutex          | violated | [0 :invoke :acquire][0 :ok :acquire][1 :invoke :acquire][1 :ok :acquire]
        a lock passed on                | mutex          | valid    | [0 :invoke :acquire][1 :invoke :acquire][0 :ok :acquire][0 :invoke :release][0 :ok :release][1 :ok :acquire]
        two of two permits              | semaphore      | valid    | [0 :invoke :acquire][0 :ok :acquire][1 :invoke :acquire 1][1 :ok :acquire 1][0 :invoke :release 2][0 :ok :release]
        three of two permits            | semaphore      | violated | [0 :invoke :acquire][0 :ok :acquire][1 :invoke :acquire 2][1 :ok :acquire 2]
        three of three permits          | semaphore:3    | valid    | [0 :invoke :acquire][0 :ok :acquire][1 :invoke :acquire 2][1 :ok :acquire 2]
        four of three permits           | semaphore:3    | violated | [0 :invoke :acquire 2][0 :ok :acquire 2][1 :invoke :acquire 2][1 :ok :acquire 2]
        a release of what nobody holds  | semaphore      | violated | [0 :invoke :release][0 :ok :release]
        first in, first out             | fifo-queue     | valid    | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :enqueue 2][0 :ok :enqueue 2][0 :invoke :dequeue][0 :ok :dequeue 1][0 :invoke :dequeue][0 :ok :dequeue 2][0 :invoke :dequeue][0 :ok :dequeue nil]
        last in, first out of a queue   | fifo-queue     | violated | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :enqueue 2][0 :ok :enqueue 2][0 :invoke :dequeue][0 :ok :dequeue 2]
        a queue that is not empty       | fifo-queue     | violated | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :dequeue][0 :ok :dequeue nil]
        a failed dequeue claims nothing | fifo-queue     | valid    | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :dequeue][0 :fail :dequeue nil]
        a crashed dequeue may have taken| fifo-queue     | valid    | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :dequeue][0 :info :dequeue][1 :invoke :dequeue][1 :ok :dequeue nil]
        but only one element            | fifo-queue     | violated | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :enqueue 2][0 :ok :enqueue 2][0 :invoke :dequeue][0 :info :dequeue][1 :invoke :dequeue][1 :ok :dequeue nil]
        any order                       | unordered-queue| valid    | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :enqueue 2][0 :ok :enqueue 2][0 :invoke :dequeue][0 :ok :dequeue 2][0 :invoke :dequeue][0 :ok :dequeue 1]
        an element that came out twice  | unordered-queue| violated | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :dequeue][0 :ok :dequeue 1][0 :invoke :dequeue][0 :ok :dequeue 1]
        crashed dequeues took the rest  | unordered-queue| valid    | [0 :invoke :enqueue 1][0 :ok :enqueue 1][0 :invoke :enqueue 2][0 :ok :enqueue 2][0 :invoke :dequeue][0 :info :dequeue][1 :invoke :dequeue][1 :ok :dequeue 1][1 :invoke :dequeue][1 :ok :dequeue nil]
        last in, first out              | stack          | valid    | [0 :invoke :push 1][0 :ok :push 1][0 :invoke :push 2][0 :ok :push 2][0 :invoke :pop][0 :ok :pop 2][0 :invoke :pop][0 :ok :pop 1][0 :invoke :pop][0 :ok :pop nil]
        first in, first out of a stack  | stack          | violated | [0 :invoke :push 1][0 :ok :push 1][0 :invoke :push 2][0 :ok :push 2][0 :invoke :pop][0 :ok :pop 1]
        a set in any order              | set            | valid    | [0 :invoke :add 1][0 :ok :add 1][0 :invoke :add 2][0 :ok :add 2][0 :invoke :read][0 :ok :read #{2 1}][0 :invoke :remove 1][0 :ok :remove 1][0 :invoke :read][0 :ok :read [2]][0 :invoke :contains [1 nil]][0 :ok :contains [1 false]]
        an element that was lost        | set            | violated | [0 :invoke :add 1][0 :ok :add 1][0 :invoke :read][0 :ok :read #{}]
        an element twice in a set       | set            | violated | [0 :invoke :add 1][0 :ok :add 1][0 :invoke :add 2][0 :ok :add 2][0 :invoke :read][0 :ok :read [1 1]]
        an element that is there        | set            | violated | [0 :invoke :add 1][0 :ok :add 1][0 :invoke :contains [1 nil]][0 :ok :contains [1 false]]
        a crashed add may count         | counter        | valid    | [0 :invoke :add 5][0 :info :add 5][1 :invoke :add -2][1 :ok :add -2][1 :invoke :read][1 :ok :read 3]
        but not twice                   | counter        | violated | [0 :invoke :add 5][0 :info :add 5][1 :invoke :read][1 :ok :read 10]
        a list in its order             | list-append    | valid    | [0 :invoke :append 1][1 :invoke :append 2][0 :ok :append 1][1 :ok :append 2][0 :invoke :read][0 :ok :read [2 1]]
        a list in another               | list-append    | violated | [0 :invoke :append 1][0 :ok :append 1][1 :invoke :append 2][1 :ok :append 2][0 :invoke :read][0 :ok :read [2 1]]
        a get of nil is a claim         | key-value      | violated | [0 :invoke :put ["a" "1"]][0 :ok :put ["a" "1"]][0 :invoke :get "a"][0 :ok :get ["a" nil]]
        keys are apart                  | key-value      | valid    | [0 :invoke :put ["a" "1"]][0 :ok :put ["a" "1"]][0 :invoke :get "b"][0 :ok :get ["b" nil]]
        deleted is absent               | key-value      | valid    | [0 :invoke :put ["a" "1"]][0 :ok :put ["a" "1"]][0 :invoke :delete "a"][0 :ok :delete "a"][0 :invoke :get "a"][0 :ok :get ["a" nil]]
        a refused cas is a claim        | key-value      | violated | [0 :invoke :put ["a" "1"]][0 :ok :put ["a" "1"]][0 :invoke :cas ["a" ["1" "2"]]][0 :ok :cas ["a" ["1" "2" false]]]
        a refused cas changes nothing   | key-value      | valid    | [0 :invoke :cas ["a" ["1" "2"]]][0 :ok :cas ["a" ["1" "2" false]]][0 :invoke :get "a"][0 :ok :get ["a" nil]]
        a cas that swapped              | key-value      | valid    | [0 :invoke :cas ["a" [nil "2"]]][0 :ok :cas ["a" [nil "2" true]]][0 :invoke :get "a"][0 :ok :get ["a" "2"]]
        a transaction is one moment     | multi-register | violated | [0 :invoke :txn [[:write :x 1] [:write :y 1]]][0 :ok :txn nil][0 :invoke :txn [[:write :x 2] [:write :y 2]]][1 :invoke :txn [[:read :x nil] [:read :y nil]]][1 :ok :txn [[:read :x 1] [:read :y 2]]][0 :ok :txn nil]
        the first read fixes a register | multi-register | violated | [0 :invoke :txn [[:read :x nil]]][0 :ok :txn [[:read :x 0]]][0 :invoke :txn [[:read :x nil]]][0 :ok :txn [[:read :x 1]]]
        keyed registers                 | cas-register   | valid    | [0 :invoke :write [7 1]][0 :ok :write [7 1]][0 :invoke :read [8 nil]][0 :ok :read [8 nil]][0 :invoke :cas [7 [1 2]]][0 :ok :cas [7 [1 2]]]
        keyed registers, one wrong      | cas-register   | violated | [0 :invoke :write [7 1]][0 :ok :write [7 1]][0 :invoke :write [8 2]][0 :ok :write [8 2]][0 :invoke :read [8 nil]][0 :ok :read [8 1]]
        """)
    void everyRule(String name, String model, String expected, String text) {
        History history = HistoryFiles.parse(name, text);
        assertEquals(
                expected,
                Checker.check(history, NamedModel.of(model), Limits.DEFAULT).label());
    }

    @ParameterizedTest
    @EnumSource
    void aCorrectObjectIsValidAndTheWitnessProvesIt(ModelKind kind) {
        for (int seed = 0; seed < 10; seed++) {
            // What came first shows only when it comes out again: the search has to guess for as long as that.
            boolean ordered = kind == ModelKind.FIFO_QUEUE || kind == ModelKind.STACK || kind == ModelKind.LIST_APPEND;
            History history = HistoryGenerator.history(new HistoryGenerator.Settings(
                    kind,
                    seed,
                    ordered ? 3 : 8,
                    ordered ? 200 : 2_000,
                    5,
                    kind == ModelKind.KEY_VALUE ? 20 : 1,
                    0.005,
                    0));
            Verdict.Valid valid = assertInstanceOf(Verdict.Valid.class, Checker.check(history, kind, Limits.DEFAULT));
            assertEquals(0, valid.exitCode());
            for (Verdict.Witness witness : valid.witnesses()) {
                OracleTest.assertLegal(witness.part(), witness.order(), witness.last(), history);
            }
        }
    }

    /** Each object alone is small, so each model is quick. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "register",
                "cas-register",
                "multi-register",
                "mutex",
                "semaphore:3",
                "fifo-queue",
                "unordered-queue",
                "stack",
                "set",
                "counter",
                "list-append",
                "key-value"
            })
    void objectsOfEveryModelAreJudgedApart(String name) {
        NamedModel model = NamedModel.of(name);
        for (int seed = 0; seed < 5; seed++) {
            History history = HistoryGenerator.history(
                    new HistoryGenerator.Settings(model, seed, 8, 1_000, 5, 50, 0.01, 0, HistoryGenerator.NEVER));
            Verdict.Valid valid = assertInstanceOf(Verdict.Valid.class, Checker.check(history, model, Limits.DEFAULT));
            assertEquals(50, valid.statistics().objects());
            for (Verdict.Witness witness : valid.witnesses()) {
                OracleTest.assertLegal(witness.part(), witness.order(), witness.last(), history);
            }
        }
    }

    /** One result of a valid history becomes impossible: the verdict must turn, and name that operation. */
    @ParameterizedTest
    @EnumSource(names = {"REGISTER", "CAS_REGISTER", "KEY_VALUE"})
    void anImpossibleReadIsFoundWhereverItIs(ModelKind kind) {
        for (int seed = 0; seed < 40; seed++) {
            List<Event> events = new ArrayList<>(HistoryGenerator.events(new HistoryGenerator.Settings(
                    kind, seed, 5, 300, seed % 2 * 5, kind == ModelKind.KEY_VALUE ? 4 : 1, 0.02, 0)));
            int at = events.size() * (1 + seed % 9) / 10;
            while (events.get(at).type() != EventType.OK || !isRead(events.get(at))) {
                at = (at + 1) % events.size();
            }
            Event read = events.get(at);
            events.set(at, Event.of(read.process(), read.type(), read.f(), read.key(), "nobody wrote this"));
            History history = History.of("mutated", events);
            Verdict.Violated violated =
                    assertInstanceOf(Verdict.Violated.class, Checker.check(history, kind, Limits.DEFAULT));
            assertEquals(1, violated.exitCode());
            assertEquals(events.get(at), violated.blocked().completion());
        }
    }

    /** Every model that returns something: the verdict turns, and names the operation whose result nobody could give. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MUTEX", "SEMAPHORE"})
    void aHistoryIsViolatedWhereItWasMadeSo(ModelKind kind) {
        for (int seed = 0; seed < 10; seed++) {
            History history = HistoryGenerator.history(new HistoryGenerator.Settings(
                    NamedModel.of(kind), seed, 3, 60, seed % 2 * 5, 1 + seed % 2, 0.02, 0, 0.7));
            Verdict.Violated violated =
                    assertInstanceOf(Verdict.Violated.class, Checker.check(history, kind, Limits.DEFAULT));
            String value = String.valueOf(violated.blocked().value());
            assertTrue(value.contains("-1"), () -> kind + " is blocked at " + violated.blocked());
        }
    }

    private static boolean isRead(Event event) {
        return event.f().equals("read") || event.f().equals("get");
    }

    @Test
    void limitsGiveUnknownWithTheirCause() {
        // Writes of the same values open together, a cas chain and an impossible read: hard on purpose.
        List<Event> events = new ArrayList<>();
        for (long p = 0; p < 26; p++) {
            events.add(Event.of(p, EventType.INVOKE, "cas", null, List.of(p % 5, (p * 7 + 1) % 5)));
        }
        for (long p = 26; p < 52; p++) {
            events.add(Event.of(p, EventType.INVOKE, "write", null, p));
        }
        events.add(Event.of(99L, EventType.INVOKE, "read", null, null));
        events.add(Event.of(99L, EventType.OK, "read", null, -1L));
        for (long p = 26; p < 52; p++) {
            events.add(Event.of(p, EventType.OK, "write", null, p));
        }
        History history = History.of("hard", events);
        Verdict slow = Checker.check(history, ModelKind.CAS_REGISTER, new Limits(100, 8L << 30));
        assertEquals(
                Cause.TIMEOUT, assertInstanceOf(Verdict.Unknown.class, slow).cause());
        assertEquals(2, slow.exitCode());
        Verdict large = Checker.check(history, ModelKind.CAS_REGISTER, new Limits(60_000, 1 << 20));
        assertEquals(
                Cause.OUT_OF_MEMORY,
                assertInstanceOf(Verdict.Unknown.class, large).cause());
        assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1));
    }

    @Test
    void keysAreAllOrNone() {
        History history = HistoryFiles.parse(
                "h", "{:process 0 :type :invoke :f :get :key \"a\"}\n{:process 1 :type :invoke :f :get}");
        BadHistoryException e = assertThrows(
                BadHistoryException.class, () -> Checker.check(history, ModelKind.KEY_VALUE, Limits.DEFAULT));
        assertEquals(2, e.line());
    }

    @Test
    void anUnknownModelIsToldWhichThereAre() {
        String message = String.valueOf(assertThrows(UnknownModelException.class, () -> ModelKind.named("queue"))
                .getMessage());
        assertEquals(
                "unknown model 'queue'; the models are register, cas-register, multi-register, mutex, semaphore, "
                        + "fifo-queue, unordered-queue, stack, set, counter, list-append, key-value.",
                message);
        for (String name : List.of("semaphore:0", "semaphore:", "semaphore:many", "semaphore:-1")) {
            assertEquals(
                    "unknown model '" + name + "'; a semaphore has a number of permits from 1, as in semaphore:3.",
                    assertThrows(UnknownModelException.class, () -> NamedModel.of(name))
                            .getMessage());
        }
        assertTrue(ModelKind.names().stream()
                .allMatch(name -> ModelKind.named(name).label().equals(name)));
    }
}
