package org.synod.linearizability.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that is read as it is needed says the same as one that is there at once. */
final class EdnReaderTest {
    private static final String FORM =
            "{:a-name [\"text\\u00e9 \\\"quoted\\\" é\" 12345678901 -7 +3 0x1F 1.5e3 2.50M 99999999999999999999],"
                    + " ; a comment\n #tagged {:x nil, #{1 2} \\c} sym/bol #_ dropped}";

    /** As little at a time as possible. */
    private static Reader slow(String text) {
        return new FilterReader(new StringReader(text)) {
            @Override
            public int read(char[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(1, length));
            }
        };
    }

    @Test
    void theFormIsTheSameWhateverPieceOfItIsThere() {
        Object whole = new EdnReader("h", FORM).next();
        assertEquals(whole, new EdnReader("h", slow(FORM)).next());
        for (int spaces = (1 << 16) - FORM.length() - 1; spaces <= 1 << 16; spaces++) {
            String text = " ".repeat(spaces) + FORM;
            EdnReader reader = new EdnReader("h", new StringReader(text));
            assertEquals(whole, reader.next(), "behind " + spaces + " characters");
            assertEquals(0, reader.peek());
            assertEquals(2, reader.line());
        }
    }

    @Test
    void aPlaceIsKeptWhateverIsReadMeanwhile() {
        String text = "[ " + " \n".repeat(100_000) + " 1 :invoke]";
        EdnReader reader = new EdnReader("h", slow(text));
        reader.peek();
        reader.mark();
        reader.skip();
        assertEquals('1', reader.peek());
        assertEquals(100_001, reader.line());
        reader.unmark(true);
        assertEquals(1, reader.line());
        assertEquals(List.of(1L, new Keyword("invoke")), reader.next());
    }

    @Test
    void whatComesAgainIsTheSameObject() {
        List<?> items = (List<?>) Objects.requireNonNull(new EdnReader("h", slow("[:key \"k1\" :key \"k1\"]")).next());
        assertSame(items.get(0), items.get(2));
        assertSame(items.get(1), items.get(3));
    }

    /** The keys of a map are first looked for where the map before had them. */
    @Test
    void aMapIsReadTheSameWhateverTheOneBeforeWas() {
        List<String> maps = List.of(
                "{:type 1, :f 2}",
                "{:type2 3 :f/g 4}",
                "{:typ 5, :f[6]}",
                "{:f 7 :type{:type :f :f :type}}",
                "{:a 1 :b 2 :c 3 :d 4 :e 5 :f 6 :g 7 :h 8 :i 9 :j 10}",
                "{type 11 \"f\" 12}",
                "{}");
        for (String before : maps) {
            for (String map : maps) {
                Object alone = new EdnReader("h", map).next();
                for (EdnReader reader :
                        List.of(new EdnReader("h", before + map), new EdnReader("h", slow(before + map)))) {
                    reader.next();
                    assertEquals(alone, reader.next(), before + map);
                }
            }
        }
        String twice = assertThrows(BadHistoryException.class, () -> new EdnReader("h", "{:a 1 :a 2}").next())
                .toString();
        EdnReader reader = new EdnReader("h", "{:a 1 :b 2} {:a 1 :a 2}");
        reader.next();
        assertEquals(
                twice, assertThrows(BadHistoryException.class, reader::next).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{:a", "{:a 1", "[1 2", "\"text", "\"text\\", "\"\\u12", "{:a}", "{:a 1 :a 2}", ":", "#", "-1x"})
    void whatIsWrongIsWrongWhereverItIsCut(String text) {
        String whole = assertThrows(BadHistoryException.class, () -> new EdnReader("h", text).next())
                .toString();
        assertEquals(
                whole,
                assertThrows(BadHistoryException.class, () -> new EdnReader("h", slow(text)).next())
                        .toString());
    }
}
