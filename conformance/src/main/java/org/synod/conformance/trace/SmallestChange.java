package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/**
 * What would have had to be otherwise for a refused event to conform: one of its parameters, the replica that reports it,
 * or one event before it.
 */
final class SmallestChange {

    private static final int MOST = 3;
    private static final int FARTHEST = 64;

    /** What may have been forgotten to be said, or done, before the event. */
    private static final List<String> BEFORE = List.of(
            "Flush",
            "Promise",
            "Accept",
            "Learn",
            "Choose",
            "Note",
            "Apply",
            "Snapshot",
            "Archive",
            "RenewLease",
            "ReadConsistent",
            "PrepareNew",
            "Restart");

    private final SpecEvaluator spec;
    private final GroupState state;
    private final TraceEvent event;
    private final Candidates candidates;
    private final Trial trial;

    SmallestChange(SpecEvaluator spec, GroupState state, TraceEvent event) {
        this.spec = spec;
        this.state = state;
        this.event = event;
        this.candidates = new Candidates(spec, state);
        this.trial = new Trial(spec);
    }

    /** As ends of a sentence, such as {@code with ballot 4.r2 instead of 3.r1}; empty if no single change does it. */
    List<String> find() {
        List<String> changes = new ArrayList<>();
        List<ObjectNode> possible = candidates.of(event.action(), event.replica());
        for (Map.Entry<String, JsonNode> parameter : event.parameters().properties()) {
            for (JsonNode value : alternatives(parameter.getKey(), parameter.getValue(), possible)) {
                ObjectNode changed = event.parameters().deepCopy();
                changed.set(parameter.getKey(), value);
                if (conforms(event.replica(), changed)) {
                    changes.add("with " + parameter.getKey() + " " + TraceEvent.words(value) + " instead of "
                            + TraceEvent.words(parameter.getValue()));
                    break;
                }
            }
        }
        if (changes.size() < MOST) {
            before(changes);
        }
        for (String replica : spec.group().everyone()) {
            if (changes.isEmpty() && !replica.equals(event.replica()) && conforms(replica, event.parameters())) {
                changes.add("if " + replica + " had taken this step instead of " + event.replica());
            }
        }
        return changes.size() <= MOST ? changes : changes.subList(0, MOST);
    }

    private void before(List<String> changes) {
        Set<String> replicas = new LinkedHashSet<>();
        replicas.add(event.replica());
        replicas.addAll(spec.group().everyone());
        for (String action : BEFORE) {
            for (String replica : replicas) {
                for (ObjectNode parameters : candidates.of(action, replica)) {
                    if (leadsThere(action, replica, parameters)) {
                        changes.add("with the event " + Candidates.words(replica, action, parameters) + " before it");
                        return;
                    }
                }
            }
        }
        List<String> flushed = new ArrayList<>(replicas);
        if (conformsFlushed(flushed)) {
            for (String replica : replicas) {
                flushed.remove(replica);
                if (!conformsFlushed(flushed)) {
                    flushed.add(replica);
                }
            }
            changes.add("if " + String.join(" and ", flushed) + " had flushed what was waiting for the disk before it");
            return;
        }
        TraceEvent tick = event.with(
                "Tick", event.replica(), object().put("elapsed", spec.group().termMicros()));
        if (trial.after(state.tlc(), tick).stream().anyMatch(s -> trial.conforms(s, event))) {
            changes.add("later, when the lease that " + event.replica() + " granted is over");
        }
    }

    /** Whether it would conform if all that waits for the disks of these were durable. */
    private boolean conformsFlushed(List<String> replicas) {
        TLCState flushed = state.tlc();
        for (String replica : replicas) {
            List<ObjectNode> flushes = candidates.of("Flush", replica);
            if (!flushes.isEmpty()) {
                List<TLCState> after = trial.after(flushed, event.with("Flush", replica, flushes.getLast()));
                flushed = after.isEmpty() ? flushed : after.getFirst();
            }
        }
        return trial.conforms(flushed, event);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private boolean leadsThere(String action, String replica, ObjectNode parameters) {
        for (TLCState after : trial.after(state.tlc(), event.with(action, replica, parameters))) {
            if (trial.conforms(after, event)) {
                return true;
            }
        }
        return false;
    }

    private boolean conforms(String replica, JsonNode parameters) {
        return trial.conforms(state.tlc(), event.with(event.action(), replica, parameters));
    }

    /** Other values of a parameter, the likeliest first. */
    private Set<JsonNode> alternatives(String name, JsonNode value, List<ObjectNode> possible) {
        Set<JsonNode> values = new LinkedHashSet<>();
        for (ObjectNode other : possible) {
            values.add(other.path(name));
        }
        if (TraceEvent.isBallot(value)) {
            for (String replica : spec.group().everyone()) {
                values.add(state.ballot(state.number("promised", replica)));
                values.add(state.ballot(state.number("ballot", replica)));
            }
        } else if (value.isIntegralNumber()) {
            for (int by : new int[] {1, -1, 2, -2, 3, -3}) {
                values.add(JsonNodeFactory.instance.numberNode(value.asInt() + by));
            }
        } else if (name.equals("quorum")) {
            quorums(value, values);
        } else if (name.equals("proposals")) {
            proposals(value, values);
        } else if (name.equals("command")) {
            int slot = event.parameters().path("slot").asInt();
            commands(slot, values);
        }
        values.removeIf(v -> v.isMissingNode() || v.equals(value));
        return values;
    }

    private void commands(int slot, Set<JsonNode> values) {
        for (String type : List.of("accept", "chosen")) {
            for (Value message : state.messages(type)) {
                JsonNode command = GroupState.command(GroupState.field(message, "command"));
                if (command != null && GroupState.number(message, "slot") == slot) {
                    values.add(command);
                }
            }
        }
    }

    private void quorums(JsonNode quorum, Set<JsonNode> values) {
        for (String replica : spec.group().everyone()) {
            ArrayNode other = JsonNodeFactory.instance.arrayNode();
            boolean in = false;
            for (JsonNode member : quorum) {
                in |= member.asText().equals(replica);
                if (!member.asText().equals(replica)) {
                    other.add(member);
                }
            }
            values.add(in ? other : other.add(replica));
        }
    }

    /** What the promises of its ballot report, slot by slot; and one slot less or more. */
    private void proposals(JsonNode proposals, Set<JsonNode> values) {
        Set<Integer> slots = new LinkedHashSet<>();
        proposals.fieldNames().forEachRemaining(s -> slots.add(Integer.valueOf(s)));
        int next = state.number("next", event.replica());
        int top = slots.stream().mapToInt(Integer::intValue).max().orElse(next);
        for (int slot = next; slot <= Math.min(top + 1, next + FARTHEST); slot++) {
            slots.add(slot);
        }
        for (int slot : slots) {
            Set<JsonNode> commands = new LinkedHashSet<>();
            commands.add(JsonNodeFactory.instance.textNode("no-op"));
            for (Value promise : state.messages("promise")) {
                Value entries = GroupState.field(promise, "entries");
                @Nullable Value entry =
                        entries == null ? null : GroupState.byNumber(entries).get(slot);
                JsonNode command = entry == null ? null : GroupState.command(GroupState.field(entry, "command"));
                if (command != null) {
                    commands.add(command);
                }
            }
            for (JsonNode command : commands) {
                values.add(with(proposals, slot, command));
            }
            ObjectNode less = proposals.deepCopy();
            less.remove(Integer.toString(slot));
            values.add(less);
        }
    }

    /** The proposals with another one in a slot, in the order of the slots. */
    private static ObjectNode with(JsonNode proposals, int slot, JsonNode command) {
        SortedMap<Integer, JsonNode> bySlot = new TreeMap<>();
        proposals.properties().forEach(p -> bySlot.put(Integer.valueOf(p.getKey()), p.getValue()));
        bySlot.put(slot, command);
        ObjectNode all = object();
        bySlot.forEach((s, c) -> all.set(Integer.toString(s), c));
        return all;
    }
}
