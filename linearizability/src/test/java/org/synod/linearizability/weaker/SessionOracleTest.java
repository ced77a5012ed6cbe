package org.synod.linearizability.weaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.check.Answer;
import org.synod.linearizability.check.Cause;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.EventType;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.KeyValue;

/** The session guarantees against their definition, with every order of writes and every choice of what reads saw. */
final class SessionOracleTest {
    private static final int HISTORIES = 4_000;

    /** A write, or a read, of the oracle; a compare-and-set is both, the read first. */
    private record Access(
            Operation operation, boolean write, @Nullable Object value) {}

    private static List<Access> accesses(Part part) {
        List<Access> accesses = new ArrayList<>();
        for (Operation op : part.operations()) {
            Object value = op.value();
            switch (op.f()) {
                case "get" -> accesses.add(new Access(op, false, value));
                case "put", "delete" -> accesses.add(new Access(op, true, value));
                default -> {
                    List<?> cas = (List<?>) Objects.requireNonNull(value);
                    if (cas.size() == 2 || Boolean.TRUE.equals(cas.get(2))) {
                        accesses.add(new Access(op, false, cas.get(0)));
                        if (!Objects.equals(cas.get(0), cas.get(1))) {
                            accesses.add(new Access(op, true, cas.get(1)));
                        }
                    }
                }
            }
        }
        accesses.removeIf(access -> !access.write() && access.operation().isCrashed());
        return accesses;
    }

    /** Tries every order of the writes; position 0 is the initial value's. */
    private static boolean holds(List<Access> accesses, Guarantee guarantee) {
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < accesses.size(); i++) {
            if (accesses.get(i).write()) {
                writes.add(i);
            }
        }
        return orders(accesses, new int[accesses.size()], writes, 1, guarantee);
    }

    private static boolean orders(
            List<Access> accesses, int[] place, List<Integer> left, int next, Guarantee guarantee) {
        if (left.isEmpty()) {
            return choices(accesses, place, 0, guarantee);
        }
        for (int i = 0; i < left.size(); i++) {
            List<Integer> rest = new ArrayList<>(left);
            int write = left.get(i);
            rest.subList(i, i + 1).clear();
            place[write] = next;
            if (orders(accesses, place, rest, next + 1, guarantee)) {
                return true;
            }
        }
        return false;
    }

    /** Tries every write of its value for each read; the place of a read is that of what it saw. */
    private static boolean choices(List<Access> accesses, int[] place, int from, Guarantee guarantee) {
        int read = from;
        while (read < accesses.size() && accesses.get(read).write()) {
            read++;
        }
        if (read == accesses.size()) {
            return keeps(accesses, place, guarantee);
        }
        Object value = accesses.get(read).value();
        List<Integer> places = new ArrayList<>();
        if (value == null) {
            places.add(0);
        }
        for (int write = 0; write < accesses.size(); write++) {
            if (accesses.get(write).write()
                    && Objects.equals(accesses.get(write).value(), value)) {
                places.add(place[write]);
            }
        }
        for (int saw : places) {
            place[read] = saw;
            if (choices(accesses, place, read + 1, guarantee)) {
                return true;
            }
        }
        return false;
    }

    /** The definition, for all pairs of a session. */
    private static boolean keeps(List<Access> accesses, int[] place, Guarantee guarantee) {
        for (int a = 0; a < accesses.size(); a++) {
            for (int b = a + 1; b < accesses.size(); b++) {
                Access first = accesses.get(a);
                Access second = accesses.get(b);
                if (!first.operation().process().equals(second.operation().process())) {
                    continue;
                }
                boolean asked = first.write()
                        ? second.write() || guarantee == Guarantee.READ_YOUR_WRITES
                        : guarantee == (second.write() ? Guarantee.WRITES_FOLLOW_READS : Guarantee.MONOTONIC_READS);
                boolean strictly = second.write();
                if (asked && (strictly ? place[a] >= place[b] : place[a] > place[b])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Any operations by two or three processes, one at a time; all values may come from anywhere. */
    private static Part part(Random random, int values) {
        List<Event> events = new ArrayList<>();
        int operations = 3 + random.nextInt(5);
        int writes = 0;
        long fresh = 1;
        boolean[] gone = new boolean[3];
        for (int i = 0; i < operations; i++) {
            int client = random.nextInt(3);
            if (gone[client]) {
                continue;
            }
            long process = client;
            boolean write = writes < 4 && random.nextBoolean();
            long number = values == 0 ? 1 + random.nextInt((int) fresh) : random.nextInt(values);
            if (values == 0 && write) {
                number = fresh++;
            }
            Object value = number;
            String f = write ? List.of("put", "put", "delete", "cas").get(random.nextInt(values == 0 ? 2 : 4)) : "get";
            if (f.equals("delete") || (!write && random.nextInt(8) == 0)) {
                value = null;
            } else if (f.equals("cas")) {
                value = Arrays.asList((long) random.nextInt(values), value, random.nextInt(4) > 0);
            }
            writes += write ? 1 : 0;
            gone[client] = random.nextInt(12) == 0;
            events.add(Event.of(process, EventType.INVOKE, f, "k", value));
            events.add(Event.of(process, gone[client] ? EventType.INFO : EventType.OK, f, "k", value));
        }
        return new Part("k", new KeyValue(null), History.of("generated", events).operations());
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheDefinition(Guarantee guarantee) {
        for (int values : new int[] {0, 1, 2, 3}) {
            int violated = 0;
            int holding = 0;
            for (int seed = 0; seed < HISTORIES; seed++) {
                Part part = part(new Random(seed), values);
                boolean expected = holds(accesses(part), guarantee);
                SessionGuarantees.Finding finding = SessionGuarantees.check(part, guarantee, Limits.DEFAULT);
                String shown = guarantee + " of "
                        + part.operations().stream().map(Operation::describe).toList();
                assertEquals(expected ? Answer.HOLDS : Answer.VIOLATED, finding.answer(), shown);
                assertEquals(expected, finding.why() == null, shown);
                holding += expected ? 1 : 0;
                violated += !expected && !String.valueOf(finding.why()).startsWith("nobody wrote") ? 1 : 0;
            }
            // Reads of what nobody wrote are no evidence that guarantees are told apart.
            assertTrue(
                    violated > HISTORIES / 50 && holding > HISTORIES / 50,
                    guarantee + " with " + values + " values: " + violated + " violated, " + holding + " hold");
        }
    }

    /** One anomaly a row, and which guarantees it breaks, in the order of their declaration. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        reads before its own write   | 0 put 1, 0 put 2, 0 get 1            | VHH | get 1 of key "k" by process 0 follows its own put 2, and put 2 of key "k" by process 0 follows its own put 1
        does not see its write       | 0 put 1, 0 get nil                   | VHH | get nil of key "k" by process 0 follows its own put 1, and what was there at first is older than any write
        goes back                    | 0 put 1, 0 put 2, 1 get 2, 1 get 1   | HVH | get 1 of key "k" by process 1 follows its own get 2, and put 2 of key "k" by process 0 follows its own put 1
        no order of writes is known  | 0 put 1, 1 put 2, 2 get 2, 2 get 1   | HHH |
        there and back               | 0 put 1, 1 put 2, 2 get 2, 2 get 1, 2 get 2 | HVH | get 2 of key "k" by process 2 follows its own get 1, and get 1 of key "k" by process 2 follows its own get 2
        reads of what is to come     | 0 get 1, 0 put 1                     | HHV | put 1 of key "k" by process 0 follows its own get 1
        two saw each other           | 0 get 2, 1 get 1, 0 put 1, 1 put 2   | HHV | put 2 of key "k" by process 1 follows its own get 1, and put 1 of key "k" by process 0 follows its own get 2
        nobody wrote it              | 0 put 1, 0 get 7                     | VVV | nobody wrote what get 7 of key "k" by process 0 returned
        equal values                 | 0 put 1, 0 put 2, 1 put 1, 0 get 1   | HHH |
        equal values do not help     | 0 put 1, 0 put 1, 0 put 2, 0 get 1   | VHH | whichever of several equal writes each read saw, some read contradicts it
        """)
    void anomalies(String name, String text, String expected, @Nullable String why) {
        List<Event> events = new ArrayList<>();
        for (String operation : text.split(", ", -1)) {
            String[] word = operation.split(" ", -1);
            Object value = word[2].equals("nil") ? null : Long.valueOf(word[2]);
            for (EventType type : List.of(EventType.INVOKE, EventType.OK)) {
                events.add(Event.of(Long.valueOf(word[0]), type, word[1], "k", value));
            }
        }
        Part part = new Part("k", new KeyValue(null), History.of(name, events).operations());
        StringBuilder letters = new StringBuilder();
        for (Guarantee guarantee : Guarantee.values()) {
            SessionGuarantees.Finding finding = SessionGuarantees.check(part, guarantee, Limits.DEFAULT);
            letters.append(finding.answer().holds() ? 'H' : 'V');
            if (!finding.answer().holds()) {
                assertEquals(why, finding.why());
            }
        }
        assertEquals(expected, letters.toString());
    }

    @Test
    void beyondTheTimeTheAnswerIsUnknown() {
        List<Event> events = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 60_000; i++) {
            String f = random.nextInt(3) == 0 ? "put" : "get";
            long process = random.nextInt(10);
            Object value = (long) (1 + random.nextInt(4));
            events.add(Event.of(process, EventType.INVOKE, f, "k", value));
            events.add(Event.of(process, EventType.OK, f, "k", value));
        }
        Part part =
                new Part("k", new KeyValue(null), History.of("random", events).operations());
        long start = System.nanoTime();
        SessionGuarantees.Finding finding =
                SessionGuarantees.check(part, Guarantee.MONOTONIC_READS, Limits.DEFAULT.withTimeMillis(1));
        assertEquals(Answer.unknown(Cause.TIMEOUT), finding.answer());
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
    }
}
