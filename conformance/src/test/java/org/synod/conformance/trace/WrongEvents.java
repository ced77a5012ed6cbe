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
import tlc2.tool.TLCState;

/** Events that a replica at fault might report in a state: what others may do, what was done at another time, and nearly. */
final class WrongEvents {

    private static final int NEAR = 25;
    private static final int POSSIBLE = 60;
    private static final int CHANGED = 4;

    private final SpecEvaluator spec;
    private final GroupState state;
    private final TraceFile trace;
    private final int at;

    WrongEvents(SpecEvaluator spec, TLCState state, TraceFile trace, int at) {
        this.spec = spec;
        this.state = new GroupState(spec, state);
        this.trace = trace;
        this.at = at;
    }

    List<TraceEvent> of(String action) {
        Set<TraceEvent> events = new LinkedHashSet<>();
        TraceEvent any = trace.events().getFirst();
        Candidates candidates = new Candidates(spec, state);
        List<String> replicas = spec.group().everyone();
        for (String replica : replicas) {
            List<ObjectNode> possible = candidates.of(action, replica);
            possible.stream().limit(POSSIBLE).forEach(p -> events.add(any.with(action, replica, p)));
            possible.stream()
                    .limit(CHANGED)
                    .forEach(p -> near(p).forEach(q -> events.add(any.with(action, replica, q))));
        }
        int from = Math.max(0, at - NEAR);
        for (TraceEvent other :
                trace.events().subList(from, Math.min(trace.events().size(), at + NEAR))) {
            if (other.action().equals(action)) {
                near(other.parameters()).forEach(q -> events.add(any.with(action, other.replica(), q)));
                replicas.forEach(r -> events.add(any.with(action, r, other.parameters())));
            }
        }
        return List.copyOf(events);
    }

    /** The same parameters but for one. */
    private List<JsonNode> near(JsonNode parameters) {
        List<JsonNode> near = new ArrayList<>();
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            for (JsonNode value : others(parameter.getKey(), parameter.getValue())) {
                near.add(parameters.<ObjectNode>deepCopy().set(parameter.getKey(), value));
            }
        }
        return near;
    }

    private List<JsonNode> others(String name, JsonNode value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        List<JsonNode> others = new ArrayList<>();
        if (TraceEvent.isBallot(value)) {
            for (String replica : spec.group().everyone()) {
                others.add(state.ballot(state.number("promised", replica)));
                others.add(json.arrayNode().add(value.get(0).asInt() + 1).add(replica));
            }
        } else if (value.isIntegralNumber()) {
            for (int by : new int[] {1, -1, 3}) {
                if (value.asInt() + by >= 0) {
                    others.add(json.numberNode(value.asInt() + by));
                }
            }
        } else if (name.equals("quorum")) {
            for (String replica : spec.group().everyone()) {
                ArrayNode less = json.arrayNode();
                value.forEach(m -> {
                    if (!m.asText().equals(replica)) {
                        less.add(m);
                    }
                });
                others.add(less);
                others.add(less.deepCopy().add(replica));
            }
        } else if (name.equals("grantor") || name.equals("from")) {
            spec.group().everyone().forEach(r -> others.add(json.textNode(r)));
        } else if (name.equals("command") && value.has("members")) {
            for (String replica : spec.group().everyone()) {
                ArrayNode members = json.arrayNode();
                value.get("members").forEach(m -> {
                    if (!m.asText().equals(replica)) {
                        members.add(m);
                    }
                });
                others.add(json.objectNode().set("members", members));
                others.add(json.objectNode().set("members", members.deepCopy().add(replica)));
            }
        } else if (name.equals("proposals")) {
            value.fieldNames().forEachRemaining(slot -> {
                others.add(value.<ObjectNode>deepCopy().put(slot, "another"));
                others.add(value.<ObjectNode>deepCopy().without(slot));
            });
        } else if (name.equals("command")) {
            others.add(json.textNode("another"));
        }
        return others;
    }
}
