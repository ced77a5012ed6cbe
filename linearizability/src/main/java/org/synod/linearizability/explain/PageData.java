package org.synod.linearizability.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Event;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.Model;

/**
 * What the script of a {@link HistoryPage} draws, as JSON: {@code {"verdict", "ops": [operation], "views": [{"name", "note",
 * "lanes", "bars", "bands", "x", "nanos", "orders"}]}}. A bar names its operation by its place in {@code ops}, a step of an
 * order its bar by its place in {@code bars}.
 */
final class PageData {
    private static final int LONGEST_VALUE = 2_000;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Judged judged;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final List<Object> operations = new ArrayList<>();

    private PageData(Judged judged) {
        this.judged = judged;
    }

    /** The data as JSON that ends no element of a page: it has no {@code <}. */
    static String json(Judged judged) {
        PageData data = new PageData(judged);
        List<Object> views = new ArrayList<>();
        View.of(judged).forEach(view -> views.add(data.view(view)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("verdict", judged.verdict().label());
        all.put("ops", data.operations);
        all.put("views", views);
        try {
            return JSON.writeValueAsString(all).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> view(View view) {
        Timeline timeline = view.timeline();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", view.name());
        json.put("note", view.note());
        json.put(
                "lanes",
                timeline.lanes().stream()
                        .map(lane -> Map.of("process", lane.process(), "servers", lane.servers()))
                        .toList());
        json.put(
                "bars",
                timeline.bars().stream()
                        .map(bar -> Map.of(
                                "op", number(bar.operation()),
                                "lane", bar.lane(),
                                "from", bar.from(),
                                "to", bar.to(),
                                "open", bar.operation().isCrashed()))
                        .toList());
        json.put(
                "bands",
                timeline.bands().stream()
                        .map(band -> Map.of(
                                "name", Words.shorten(band.fault().name(), 40),
                                "text", text(band.fault()),
                                "from", band.from(),
                                "to", band.to()))
                        .toList());
        json.put("x", timeline.x());
        json.put("nanos", timeline.nanos());
        json.put("orders", view.orders().stream().map(PageData::order).toList());
        return json;
    }

    private static Map<String, Object> order(View.Order order) {
        return Map.of(
                "length", order.length(),
                "state", order.state(),
                "steps",
                        order.placements().stream()
                                .map(step -> Map.of(
                                        "bar", step.bar(),
                                        "number", step.number(),
                                        "state", step.state(),
                                        "at", step.at()))
                                .toList(),
                "refusals",
                        order.refusals().stream()
                                .map(refused -> Map.of(
                                        "bar", refused.bar(),
                                        "operation", refused.operation(),
                                        "why", refused.why()))
                                .toList());
    }

    private static String text(Fault fault) {
        return fault.actor() + " " + fault.name() + (fault.value().isEmpty() ? "" : " " + fault.value())
                + (fault.line() > 0 ? " (line " + fault.line() + ")" : "")
                + (fault.isOpen() ? ", not ended" : "");
    }

    private int number(Operation operation) {
        Integer known = numbers.get(operation.invokePosition());
        if (known != null) {
            return known;
        }
        numbers.put(operation.invokePosition(), operations.size());
        operations.add(operation(operation));
        return operations.size() - 1;
    }

    private Map<String, Object> operation(Operation operation) {
        Map<String, Object> json = new LinkedHashMap<>();
        boolean blocked = judged.verdict() instanceof Verdict.Violated violated
                && violated.blocked().invokePosition() == operation.invokePosition();
        json.put("label", Words.label(operation));
        json.put("short", Words.label(operation) + " by process " + operation.process());
        json.put("text", Words.shorten(Explanation.located(operation), 300));
        json.put("kind", looks(operation) ? "look" : "change");
        json.put("blocked", blocked);
        json.put("server", Words.server(operation));
        json.put("details", details(operation));
        return json;
    }

    private boolean looks(Operation operation) {
        Model initial = null;
        if (judged.verdict() instanceof Verdict.Violated violated) {
            initial = violated.part().initial();
        } else if (judged.verdict() instanceof Verdict.Valid valid
                && !valid.witnesses().isEmpty()) {
            initial = valid.witnesses().getFirst().part().initial();
        }
        return initial == null
                ? operation.f().equals("read") || operation.f().equals("get")
                : initial.readOnly(operation);
    }

    private static List<List<String>> details(Operation operation) {
        Event invoke = operation.invoke();
        Event completion = operation.completion();
        List<List<String>> rows = new ArrayList<>();
        add(rows, "function", operation.f());
        if (operation.key() != null) {
            add(rows, "key", EdnWriter.toString(operation.key()));
        }
        add(rows, "value", EdnWriter.toString(operation.value()));
        add(rows, "process", operation.process().toString());
        add(
                rows,
                "outcome",
                operation.isCrashed() ? "unknown: crashed" : operation.outcome().label());
        add(rows, "line", range(invoke.line() > 0 ? invoke.line() : null, line(completion)));
        add(rows, "index", range(invoke.index(), completion == null ? null : completion.index()));
        boolean timed = invoke.time() != Event.NO_TIME;
        add(
                rows,
                "time (ms)",
                range(
                        timed ? millis(invoke.time()) : null,
                        completion == null || completion.time() == Event.NO_TIME ? null : millis(completion.time())));
        Map<String, @Nullable Object> extra = new LinkedHashMap<>(invoke.extra());
        if (completion != null) {
            extra.putAll(completion.extra());
        }
        extra.forEach((name, value) -> add(rows, Words.shorten(name, 40), EdnWriter.toString(value)));
        return rows;
    }

    private static @Nullable Integer line(@Nullable Event event) {
        return event == null || event.line() == 0 ? null : event.line();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    private static String range(@Nullable Object from, @Nullable Object to) {
        if (from == null) {
            return "";
        }
        return to == null ? from.toString() : from + " – " + to;
    }

    private static void add(List<List<String>> rows, String name, String value) {
        if (!value.isEmpty()) {
            rows.add(List.of(name, Words.shorten(value, LONGEST_VALUE)));
        }
    }
}
