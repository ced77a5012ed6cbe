package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.Miss;
import org.synod.conformance.tla.Names;
import org.synod.conformance.tla.ValueWords;
import tla2sany.semantic.OpDefNode;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.Value;

/** Where the state comes from that a refusal is about: the part of it that matters, and the events that made it so. */
final class Origin {

    /** What is always worth knowing of a replica. */
    private static final List<String> ALWAYS = List.of("phase", "ballot", "promised");

    /** How the checker follows a trace, which is no state of the group. */
    private static final Set<String> OF_THE_CHECKER = Set.of("event", "touched", "forgotten", "votes", "messages");

    /** What is kept of many slots, of which one matters. */
    private static final Set<String> BY_SLOT = Set.of("accepted", "chosen", "pending", "durable", "decided", "counted");

    private static final int SAME_SUBJECT = 7;
    private static final int OF_THE_GROUP = 2;

    private final SpecEvaluator spec;
    private final GroupState state;
    private final History history;
    private final ValueWords words;
    private final TraceEvent event;
    private final Map<String, SortedSet<String>> written = new HashMap<>();
    private final SortedMap<String, String> values = new TreeMap<>();
    private final Map<TraceEvent, String> found = new LinkedHashMap<>();

    Origin(
            SpecEvaluator spec,
            GroupState state,
            History history,
            ValueWords words,
            TraceEvent event,
            List<Miss> misses) {
        this.spec = spec;
        this.state = state;
        this.history = history;
        this.words = words;
        this.event = event;
        SortedSet<String> variables = new TreeSet<>();
        Set<String> replicas = new LinkedHashSet<>();
        replicas.add(event.replica());
        for (Miss miss : misses) {
            variables.addAll(miss.variables());
            replicas.addAll(named(miss));
        }
        for (String replica : replicas) {
            if (spec.group().everyone().contains(replica)) {
                variables.forEach(v -> look(v, replica, true));
                ALWAYS.forEach(v -> look(v, replica, false));
            }
        }
        cause();
        if (variables.contains("messages") || variables.contains("votes")) {
            history.last(SAME_SUBJECT, this::sameSubject).forEach(e -> found.putIfAbsent(e, ""));
        }
    }

    /** The event after which the message left that the replica acted on. */
    private void cause() {
        TraceEvent.Cause cause = event.cause();
        if (cause != null) {
            history.last(1, e -> e.replica().equals(cause.from()) && e.number() == cause.number())
                    .forEach(
                            e -> found.merge(e, "the message left that " + event.replica() + " acted on", (a, b) -> a));
        }
    }

    /** The replicas that the names of a condition stand for. */
    private Set<String> named(Miss miss) {
        Set<String> names = new LinkedHashSet<>();
        for (String replica : spec.group().everyone()) {
            if (miss.text().matches(".*(\\[" + replica + "]|= " + replica + "\\b).*")) {
                names.add(replica);
            }
        }
        return names;
    }

    private void look(String variable, String replica, boolean mattersHere) {
        Value all = OF_THE_CHECKER.contains(variable) ? null : state.variable(variable);
        if (!(all instanceof FcnRcdValue) && !(all instanceof RecordValue)) {
            if (all != null) {
                values.put(variable, words.of(all, variable));
                history.last(OF_THE_GROUP, e -> writes(e, variable)).forEach(e -> found.putIfAbsent(e, ""));
            }
            return;
        }
        Value value = new Indexed(all).of(replica);
        if (value == null) {
            return;
        }
        values.put(
                variable + "[" + replica + "]",
                BY_SLOT.contains(variable) ? atSlot(value, variable) : words.of(value, variable));
        if (mattersHere) {
            since(variable, replica, value);
        }
    }

    /** A function of the replicas, which TLC has as a record where their names are strings. */
    private record Indexed(Value function) {
        @Nullable Value of(String replica) {
            if (function instanceof FcnRcdValue f && f.getDomainAsValues().length > 0) {
                Value[] domain = f.getDomainAsValues();
                for (int i = 0; i < domain.length; i++) {
                    if (domain[i] instanceof StringValue s && s.val.toString().equals(replica)) {
                        return f.values[i];
                    }
                }
            }
            return GroupState.field(function, replica);
        }
    }

    /** Of many slots the one that the event is about. */
    private String atSlot(Value value, String variable) {
        int slot = event.parameters().path("slot").asInt(0);
        Map<Integer, Value> bySlot = GroupState.byNumber(value);
        if (slot == 0 || bySlot.isEmpty() || variable.equals("pending")) {
            return words.of(value, variable);
        }
        Value at = bySlot.get(slot);
        return "in slot " + slot + " " + (at == null ? "nothing" : words.of(at, variable));
    }

    private void since(String variable, String replica, Value value) {
        for (String said : scalars(value, variable)) {
            TraceEvent since = history.since(replica, said, e -> writes(e, variable));
            if (since != null) {
                found.merge(
                        since, variable + "[" + replica + "] = " + words.of(value, variable), (a, b) -> a + ", " + b);
                return;
            }
        }
        history.last(1, e -> e.replica().equals(replica) && writes(e, variable)).forEach(e -> found.putIfAbsent(e, ""));
    }

    private List<String> scalars(Value value, String name) {
        List<String> scalars = new ArrayList<>();
        if (value instanceof IntValue n && n.val != 0) {
            scalars.add(words.of(value, name));
        } else if (value instanceof RecordValue record) {
            for (int i = 0; i < record.names.length; i++) {
                if (record.values[i] instanceof IntValue) {
                    scalars.add(words.of(record.values[i], record.names[i].toString()));
                }
            }
        }
        return scalars;
    }

    private boolean writes(TraceEvent other, String variable) {
        return written.computeIfAbsent(other.action(), action -> {
                    OpDefNode definition = spec.tool().getRootModule().getOpDef("Trace" + action);
                    return definition == null
                            ? Collections.emptySortedSet()
                            : Names.written(definition.getBody(), spec.tool());
                })
                .contains(variable);
    }

    /** Whether another event is about the same slot or, where there is none, about the same ballot. */
    private boolean sameSubject(TraceEvent other) {
        for (String name : List.of("slot", "ballot", "round", "upTo")) {
            JsonNode mine = event.parameters().path(name);
            if (!mine.isMissingNode()) {
                return mine.equals(other.parameters().path(name))
                        && event.parameters().has("command")
                                == other.parameters().has("command");
            }
        }
        return other.replica().equals(event.replica());
    }

    /** The values that matter, by variable and replica. */
    SortedMap<String, String> state() {
        return values;
    }

    /** The events, in the order in which they happened. */
    List<TraceEvent> events() {
        Map<TraceEvent, Integer> positions = history.positions();
        return found.keySet().stream()
                .sorted(Comparator.comparingInt(e -> positions.getOrDefault(e, -1)))
                .toList();
    }

    /** The same, each with what it made so. */
    List<String> words() {
        return events().stream()
                .map(e -> {
                    String made = String.valueOf(found.get(e));
                    return made.isEmpty() ? e.toString() : e + "; then " + made;
                })
                .toList();
    }
}
