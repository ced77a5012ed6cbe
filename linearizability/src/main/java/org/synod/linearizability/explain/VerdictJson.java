package org.synod.linearizability.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Answer;
import org.synod.linearizability.check.Statistics;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.JsonValues;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.weaker.Alone;
import org.synod.linearizability.weaker.Consistency;

/**
 * A verdict as a map that any JSON writer prints.
 *
 * <p>{@code {"verdict": "valid"|"violated"|"unknown", "exitCode": 0|1|2, "model": M, "operations": n, "failed": n,
 * "crashed": n, "objects": n, "configurations": n, "millis": x}}; unknown adds {@code "cause": "timeout" |
 * "out-of-memory"}; violated adds {@code "key"}, {@code "operation"} (the first that no order explains) and, with an
 * explanation, {@code "previousOk"}, {@code "paths": [{"length", "steps": [{"operation", "state"}], "state", "refusals":
 * [{"operation", "why"}]}]}, {@code "smallest": [operation]}, {@code "minimal"} and {@code "weaker"}. An operation is
 * {@code {"process", "f", "key", "value", "outcome", "line", "index", "invokeTime", "completeTime", "text"}}; what is unknown is left out.
 *
 * <p>{@code "weaker"} says what the history still is: {@code {"sequential": A, "keys": B, "registers": B, "sessions":
 * {"read-your-writes": A, "monotonic-reads": A, "writes-follow-reads": A}}}. A is {@code {"answer": "holds" | "violated" |
 * "unknown", "cause", "why"}}, with {@code "order"} where it holds: the events, from 0, that invoked the operations. B is
 * {@code {"objects": n, "violated": [name], "undecided": n}}; it is left out where there is one object.
 */
public final class VerdictJson {
    private VerdictJson() {}

    /**
     * The map.
     *
     * @param model the name of the model
     * @param explanation the explanation of a violated verdict; null when there is none
     */
    public static Map<String, @Nullable Object> of(String model, Verdict verdict, @Nullable Explanation explanation) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Statistics statistics = verdict.statistics();
        json.put("verdict", verdict.label());
        json.put("exitCode", verdict.exitCode());
        json.put("model", model);
        json.put("operations", statistics.operations());
        json.put("failed", statistics.failed());
        json.put("crashed", statistics.crashed());
        json.put("objects", statistics.objects());
        json.put("configurations", statistics.configurations());
        json.put("millis", statistics.nanos() / 1e6);
        if (verdict instanceof Verdict.Unknown unknown) {
            json.put("cause", unknown.cause().label());
        }
        if (verdict instanceof Verdict.Violated violated) {
            json.put("key", JsonValues.encode(violated.part().key()));
            json.put("operation", operation(violated.blocked()));
        }
        if (explanation != null) {
            explanation(json, explanation);
        }
        return json;
    }

    /**
     * The legal orders of a valid history: for each object {@code {"key", "order": [{"event", "line", "text"}], "last"}}.
     * The event is the place of the invocation, from 0; {@code last} is the state at the end.
     */
    public static List<Object> witness(Verdict.Valid verdict) {
        List<Object> objects = new ArrayList<>();
        for (Verdict.Witness witness : verdict.witnesses()) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("key", JsonValues.encode(witness.part().key()));
            List<Object> order = new ArrayList<>();
            for (Operation operation : Witnesses.order(witness)) {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("event", operation.invokePosition());
                if (operation.invoke().line() > 0) {
                    item.put("line", operation.invoke().line());
                }
                item.put("text", operation.describe());
                order.add(item);
            }
            json.put("order", order);
            if (!order.isEmpty()) {
                json.put("last", witness.last().toString());
            }
            objects.add(json);
        }
        return objects;
    }

    private static void explanation(Map<String, @Nullable Object> json, Explanation explanation) {
        Operation previous = explanation.previousOk();
        json.put("previousOk", previous == null ? null : operation(previous));
        List<Object> paths = new ArrayList<>();
        for (Explanation.Path path : explanation.paths()) {
            Map<String, @Nullable Object> item = new LinkedHashMap<>();
            item.put("length", path.length());
            item.put(
                    "steps",
                    path.lastSteps().stream()
                            .map(step -> Map.of(
                                    "operation", operation(step.operation()),
                                    "state", step.state().toString()))
                            .toList());
            item.put("state", path.state().toString());
            item.put(
                    "refusals",
                    path.refusals().stream()
                            .map(refusal -> Map.of("operation", operation(refusal.operation()), "why", refusal.why()))
                            .toList());
            paths.add(item);
        }
        json.put("paths", paths);
        json.put(
                "smallest",
                explanation.smallest().stream().map(VerdictJson::operation).toList());
        json.put("minimal", explanation.minimal());
        json.put("weaker", weaker(explanation.weaker()));
    }

    private static Map<String, @Nullable Object> weaker(Consistency weaker) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Map<String, @Nullable Object> sequential = answer(weaker.sequential(), weaker.why());
        if (weaker.sequential().holds()) {
            sequential.put(
                    "order",
                    weaker.order().stream().map(Operation::invokePosition).toList());
        }
        json.put("sequential", sequential);
        if (weaker.keys() != null) {
            json.put("keys", alone(weaker.keys()));
        }
        if (weaker.registers() != null) {
            json.put("registers", alone(weaker.registers()));
        }
        Map<String, @Nullable Object> sessions = new LinkedHashMap<>();
        weaker.sessions()
                .forEach(session -> sessions.put(session.guarantee().label(), answer(session.answer(), session.why())));
        json.put("sessions", sessions);
        return json;
    }

    private static Map<String, @Nullable Object> answer(Answer answer, @Nullable String why) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("answer", answer.label());
        if (answer.cause() != null) {
            json.put("cause", answer.cause().label());
        }
        if (why != null) {
            json.put("why", why);
        }
        return json;
    }

    private static Map<String, @Nullable Object> alone(Alone alone) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("objects", alone.objects());
        json.put("violated", alone.violated());
        json.put("undecided", alone.undecided());
        return json;
    }

    private static Map<String, @Nullable Object> operation(Operation operation) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Event invoke = operation.invoke();
        Event completion = operation.completion();
        json.put("process", JsonValues.encode(operation.process()));
        json.put("f", operation.f());
        if (operation.key() != null) {
            json.put("key", JsonValues.encode(operation.key()));
        }
        json.put("value", JsonValues.encode(operation.value()));
        json.put("outcome", operation.outcome().label());
        if (invoke.line() > 0) {
            json.put("line", invoke.line());
        }
        if (invoke.index() != null) {
            json.put("index", invoke.index());
        }
        if (invoke.time() != Event.NO_TIME) {
            json.put("invokeTime", invoke.time());
        }
        if (completion != null && completion.time() != Event.NO_TIME) {
            json.put("completeTime", completion.time());
        }
        json.put("text", operation.describe());
        return json;
    }
}
