package org.synod.linearizability.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.history.Keyword;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.NamedModel;

/** Registers that no transaction joins are judged apart, with the verdict that they have together. */
final class RegistersTest {
    private static final NamedModel MODEL = NamedModel.of("multi-register");

    @Test
    void whatATransactionJoinsIsOneObject() {
        History history = HistoryFiles.parse("x", """
                [0 :invoke :txn [[:write :a 1]]]
                [0 :ok :txn [[:write :a 1]]]
                [0 :invoke :txn [[:write :c 1] [:read :d nil]]]
                [0 :ok :txn [[:write :c 1] [:read :d 2]]]
                [0 :invoke :txn [[:read :b nil] [:write :a 2]]]
                [0 :ok :txn [[:read :b 3] [:write :a 2]]]
                [0 :invoke :txn []]
                [0 :ok :txn []]
                """);
        List<Integer> empty = new ArrayList<>();
        assertEquals(List.of(List.of(0, 2), List.of(1)), Registers.objects(history.operations(), empty));
        assertEquals(List.of(3), empty);
    }

    @Test
    void theVerdictIsThatOfAllTogether() {
        int violated = 0;
        int apart = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            History history = History.of("seed " + seed, events(new Random(seed)));
            Part whole = new Part(null, MODEL.initial(), history.operations());
            Operation expected = BruteForce.firstBlocked(whole.initial(), whole.operations());
            Checker.Outcome outcome = Checker.judge(whole, new Budget(Limits.DEFAULT));
            assertEquals(expected, outcome.blocked(), history.source());
            if (expected == null) {
                Verdict.Witness witness = Objects.requireNonNull(outcome.witness());
                OracleTest.assertLegal(whole, witness.order(), witness.last(), history);
            }
            violated += expected == null ? 0 : 1;
            apart += Registers.objects(history.operations(), new ArrayList<>()).size() > 1 ? 1 : 0;
        }
        assertTrue(violated > 300 && apart > 300, violated + " violated, " + apart + " of several objects");
    }

    /** Each register is one of four: whoever hears how far their searches are hears of all four as one. */
    @Test
    void theSearchesOfSeveralObjectsAreOneThatGoesOn() {
        List<Event> events = HistoryGenerator.events(new HistoryGenerator.Settings(
                        NamedModel.of("register"), 1, 20, 80_000, 3, 4, 0, 0, HistoryGenerator.NEVER))
                .stream()
                .map(event -> Event.of(
                        event.process(),
                        event.type(),
                        "txn",
                        null,
                        List.of(Arrays.asList(new Keyword(event.f()), event.key(), event.value()))))
                .toList();
        Part part = Partitioner.split(History.of("four", events), MODEL).getFirst();
        List<Double> heard = new ArrayList<>();
        Budget budget = new Budget(Limits.DEFAULT).shared((reached, all) -> heard.add((double) reached / all));
        assertNotNull(Checker.judge(part, budget).witness());
        assertTrue(heard.size() > 20, heard::toString);
        assertEquals(heard.stream().sorted().toList(), heard);
        assertTrue(heard.getFirst() < 0.25 && heard.getLast() > 0.75 && heard.getLast() <= 1, heard::toString);
    }

    /** Transactions of one or two of four registers, each at one moment; one result in five is of chance. */
    private static List<Event> events(Random random) {
        Map<Object, Object> held = new HashMap<>();
        Event[] events = new Event[12];
        for (int operation = 0; operation < 6; operation++) {
            int first = random.nextInt(4);
            int count = random.nextInt(4) == 0 ? 2 : 1;
            Object[] invoked = new Object[count];
            Object[] answered = new Object[count];
            for (int step = 0; step < count; step++) {
                Keyword name = new Keyword("r" + (first + step) % 4);
                if (random.nextBoolean()) {
                    invoked[step] = Arrays.asList(new Keyword("write"), name, (long) operation);
                    answered[step] = invoked[step];
                    held.put(name, (long) operation);
                } else {
                    invoked[step] = Arrays.asList(new Keyword("read"), name, null);
                    Object value = random.nextInt(5) == 0 ? (Object) (long) random.nextInt(6) : held.get(name);
                    answered[step] = Arrays.asList(new Keyword("read"), name, value);
                }
            }
            events[2 * operation] = Event.of((long) operation, EventType.INVOKE, "txn", null, Arrays.asList(invoked));
            events[2 * operation + 1] = Event.of(
                    (long) operation,
                    random.nextInt(8) == 0 ? EventType.INFO : EventType.OK,
                    "txn",
                    null,
                    Arrays.asList(answered));
        }
        // Neighbours overlap: an invocation and the completion before it change places.
        for (int at = 1; at + 1 < events.length; at += 2) {
            if (random.nextBoolean()) {
                Event completion = events[at];
                events[at] = events[at + 1];
                events[at + 1] = completion;
            }
        }
        return Arrays.asList(events);
    }
}
