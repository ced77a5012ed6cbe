package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Counterexamples as pictures. */
final class SequenceDiagramTest {
    private static TlaValue message(String type, String from) {
        return TlaValue.parse("[type |-> \"" + type + "\", from |-> " + from + ", ballot |-> 2]");
    }

    private static Explanation explanation(Counterexample.End end) {
        TlaValue ask = message("ask", "a");
        TlaValue lost = message("lost", "b");
        TlaValue old = message("old", "b");
        return new Explanation(
                List.of("x = 0"),
                List.of(
                        new Explanation.Step(
                                2, "Ask", List.of("a", "2"), List.of("round[a] = 2 (was 0)"), List.of(ask), List.of()),
                        new Explanation.Step(
                                3,
                                "Answer",
                                List.of("b"),
                                List.of(),
                                List.of(lost),
                                List.of(new Explanation.Received(ask, 2), new Explanation.Received(old, 1))),
                        new Explanation.Step(4, "Tick", null, List.of("now = 1 (was 0)"), List.of(), List.of())),
                end,
                end == Counterexample.End.LOOPS ? 2 : 0,
                List.of("a", "b"));
    }

    @Test
    void asMermaid() throws Exception {
        assertEquals("""
                sequenceDiagram
                    participant a
                    participant b
                    participant nobody
                    Note over a,nobody: 1. Initial state<br/>x = 0
                    Note over a: 2. Ask(a, 2)<br/>round = 2 (was 0)
                    a->>b: ask ballot 2 (of step 2)
                    Note over b: received from the start, old ballot 2, from b
                    Note over b: 3. Answer(b)<br/>unheard: lost ballot 2
                    Note over nobody: 4. Tick<br/>now = 1 (was 0)
                    Note over a,nobody: which is state 2 again, and so on for ever
                """, explanation(Counterexample.End.LOOPS).mermaid());
    }

    @Test
    void asAnSvgFileThatIsWellFormed() throws Exception {
        String svg = explanation(Counterexample.End.STUTTERS).svg("M violates <P>");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertTrue(svg.contains("M violates &lt;P&gt;"), svg);
        assertTrue(svg.contains(">3. Answer(b)<"), svg);
        assertTrue(svg.contains(">and nothing changes any more<"), svg);
        assertTrue(svg.contains(">x = 0<"), svg);
        assertEquals(2, svg.split("marker-end", -1).length - 1, "the message of a, and the one from the start");
    }

    @Test
    void whatIsTooLongForABoxGoesOnInTheNextLine() throws Exception {
        String change = "pending = [ballot 1, slot 1, under 0, command members {l4, s1, s2}]";
        Explanation explanation = new Explanation(
                List.of(),
                List.of(new Explanation.Step(2, "Up", List.of("a"), List.of(change), List.of(), List.of())),
                Counterexample.End.VIOLATION,
                0,
                List.of("a"));
        String svg = explanation.svg("M");
        assertTrue(svg.contains(">pending = [ballot 1, slot 1, under 0,<"), svg);
        assertTrue(svg.contains(">command members {l4, s1, s2}]<"), svg);
    }

    @Test
    void withoutReplicasThereIsNothingToDraw() {
        Explanation none = new Explanation(List.of("n = 0"), List.of(), Counterexample.End.VIOLATION, 0, List.of());
        assertThrows(InputException.class, none::mermaid);
    }
}
