package org.synod.linearizability.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.ModelKind;

/** A violation is explained in the model's words, and by as few operations as it takes. */
final class ExplainerTest {
    private static final Limits LIMITS = Limits.DEFAULT.withTimeMillis(20_000);

    private static Verdict.Violated violated(History history, ModelKind kind) {
        return assertInstanceOf(Verdict.Violated.class, Checker.check(history, kind, Limits.DEFAULT));
    }

    /** A stale read between writes and reads that have nothing to do with it. */
    private static Explanation staleRead() {
        History history = HistoryFiles.parse("stale.edn", """
                [0 :invoke :write 7] [0 :ok :write 7]
                [0 :invoke :read] [0 :ok :read 7]
                [0 :invoke :write 1] [0 :ok :write 1]
                [1 :invoke :write "<two>"]
                [1 :ok :write "<two>"]
                [0 :invoke :read] [0 :ok :read "<two>"]
                [2 :invoke :write 9] [2 :info :write 9]
                [0 :invoke :read] [0 :ok :read 1]
                [0 :invoke :write 5] [0 :ok :write 5]
                """);
        return Explainer.explain(violated(history, ModelKind.CAS_REGISTER), LIMITS);
    }

    @Test
    void namesTheOperationTheStatesAndTheReasons() {
        assertEquals("""
                No order explains read 1 by process 0 (line 8).
                Up to read "<two>" by process 0 (line 6) everything can be explained.

                After 5 operations in a legal order
                    write 7 by process 0 -> register 7
                    read 7 by process 0 -> register 7
                    write 1 by process 0 -> register 1
                    write "<two>" by process 1 -> register "<two>"
                    read "<two>" by process 0 -> register "<two>"
                  there is register "<two>" and no way on:
                    read 1 by process 0: can't read 1 from register "<two>"
                    write 9 by process 2 (crashed): leads to register 9, and can't read 1 from register 9

                After 6 operations in a legal order
                    write 7 by process 0 -> register 7
                    read 7 by process 0 -> register 7
                    write 1 by process 0 -> register 1
                    write "<two>" by process 1 -> register "<two>"
                    read "<two>" by process 0 -> register "<two>"
                    write 9 by process 2 (crashed) -> register 9
                  there is register 9 and no way on:
                    read 1 by process 0: can't read 1 from register 9

                Violated already by these, whatever became of the others:
                    write "<two>" by process 1 (line 4)
                    read 1 by process 0 (line 8)

                It is not even sequentially consistent: no order of all operations explains the answers.
                It still keeps read-your-writes.
                It still keeps monotonic-reads.
                It still keeps writes-follow-reads.""", staleRead().text());
    }

    @Test
    void printsAsJson() throws JsonProcessingException {
        Explanation explanation = staleRead();
        JsonMapper mapper = new JsonMapper();
        JsonNode json = mapper.readTree(
                mapper.writeValueAsString(VerdictJson.of("cas-register", explanation.verdict(), explanation)));
        assertEquals("violated", json.get("verdict").asText());
        assertEquals(1, json.get("exitCode").asInt());
        assertEquals(8, json.get("operation").get("line").asInt());
        assertEquals(
                "read \"<two>\" by process 0",
                json.get("previousOk").get("text").asText());
        assertEquals(2, json.get("smallest").size());
        JsonNode weaker = json.get("weaker");
        assertEquals("violated", weaker.get("sequential").get("answer").asText());
        assertEquals(
                "holds",
                weaker.get("sessions").get("read-your-writes").get("answer").asText());
        assertEquals(
                "can't read 1 from register \"<two>\"",
                json.get("paths").get(0).get("refusals").get(0).get("why").asText());
    }

    @Test
    void theSmallestPartIsViolatedAndNoneOfItCanBeSpared() {
        int explained = 0;
        for (int seed = 0; seed < 200; seed++) {
            History history = HistoryGenerator.history(
                    new HistoryGenerator.Settings(ModelKind.CAS_REGISTER, seed, 4, 30, 4, 1, 0.1, 0.1));
            if (Checker.check(history, ModelKind.CAS_REGISTER, Limits.DEFAULT) instanceof Verdict.Violated violated) {
                Explanation explanation = Explainer.explain(violated, LIMITS);
                Part part = violated.part();
                List<Operation> smallest = explanation.smallest();
                assertTrue(explanation.minimal());
                assertTrue(Checker.linearizable(new Part(part.key(), part.initial(), smallest), LIMITS)
                        .isViolated());
                assertTrue(smallest.size() < part.operations().size());
                assertFalse(explanation.paths().isEmpty());
                assertNotNull(explanation.text());
                explained++;
            }
        }
        assertTrue(explained > 50, "only " + explained + " histories were violated");
    }
}
