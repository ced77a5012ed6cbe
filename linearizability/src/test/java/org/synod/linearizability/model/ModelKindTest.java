package org.synod.linearizability.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;

/** Which values are no values of a model's functions, and what a text of a state shows. */
final class ModelKindTest {
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
        semaphore       | acquire  | 0       | the value of acquire is not a number of permits, or nil for one.
        semaphore       | release  | "two"   | the value of release is not a number of permits, or nil for one.
        fifo-queue      | enqueue  | nil     | the value of enqueue is not an element, which is anything but nil.
        fifo-queue      | drain    | [1 2]   | a drain is no operation of one moment: write each element that it took as a dequeue of its own.
        unordered-queue | push     | 1       | unknown function 'push'; the model unordered-queue has enqueue, dequeue.
        stack           | push     | nil     | the value of push is not an element, which is anything but nil.
        stack           | drain    | nil     | unknown function 'drain'; the model stack has push, pop.
        set             | add      | nil     | the value of add is not an element, which is anything but nil.
        set             | contains | 1       | the value of contains is not [element present], where present is true, false or nil.
        set             | contains | [nil 1] | the value of contains is not [element present], where present is true, false or nil.
        set             | read     | 1       | the value of read is not a collection of elements.
        counter         | add      | 1.5     | the value of add is not an integer.
        counter         | read     | "1"     | the value of read is not an integer.
        list-append     | read     | #{1}    | the value of read is not a list of elements.
        cas-register    | cas      | [1]     | the value of cas is not [old new].
        key-value       | cas      | [1]     | the value of cas is not [old new] or [old new swapped].
        """)
    void aValueThatIsNoneIsRefusedInOneSentence(String model, String f, String value, String complaint) {
        List<Event> events =
                HistoryFiles.parse("h", "[0 :invoke :" + f + " " + value + "]").events();
        assertEquals(
                complaint, ModelKind.named(model).complaint(f, events.getFirst().value()));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGeneratedIsWellFormed(ModelKind kind) {
        History history = HistoryGenerator.history(new HistoryGenerator.Settings(kind, 7, 4, 500, 3, 2, 0.1, 0.2));
        history.events().forEach(event -> assertNull(kind.complaint(event.f(), event.value()), event::toString));
        Set<String> used = Set.copyOf(history.events().stream().map(Event::f).toList());
        assertEquals(Set.copyOf(kind.functions()), used);
    }

    @Test
    void keysAreToldFromValues() {
        assertTrue(ModelKind.SET.looksKeyed("contains", List.of("k", Arrays.asList(1L, null))));
        assertFalse(ModelKind.SET.looksKeyed("contains", Arrays.asList(1L, null)));
        assertTrue(ModelKind.FIFO_QUEUE.looksKeyed("dequeue", Arrays.asList("k", null)));
        assertFalse(ModelKind.LIST_APPEND.looksKeyed("read", null));
    }

    @Test
    void aLargeStateShowsItsEndWhereThingsHappen() {
        assertShows(ModelKind.FIFO_QUEUE, "enqueue", "queue [0 1 2", "19 ... 10 more]");
        assertShows(ModelKind.STACK, "push", "stack [10 more ... 10 11", "28 29]");
        assertShows(ModelKind.LIST_APPEND, "append", "list [10 more ... 10 11", "28 29]");
        assertShows(ModelKind.SET, "add", "set [", " ... 10 more]");
        assertShows(ModelKind.UNORDERED_QUEUE, "enqueue", "queue of [", " ... 10 more]");
    }

    private static void assertShows(ModelKind kind, String f, String begin, String end) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append("[0 :invoke :")
                    .append(f)
                    .append(' ')
                    .append(i)
                    .append("][0 :ok :")
                    .append(f)
                    .append("]");
        }
        Model state = kind.initial();
        for (var operation : HistoryFiles.parse("h", text.toString()).operations()) {
            state = ((Step.Next) state.step(operation)).model();
        }
        String shown = state.toString();
        assertTrue(shown.startsWith(begin) && shown.endsWith(end), shown);
    }
}
