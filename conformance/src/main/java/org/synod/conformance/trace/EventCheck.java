package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/**
 * Whether the events of a file can be events of a trace at all: each replica's are numbered without a gap, its clock goes
 * up, and the parameters are of the types that {@link Transition} gives them. What is wrong is told as a sentence.
 */
final class EventCheck {

    private static final Map<String, Map<String, Class<?>>> TYPES = types();

    private final Set<String> replicas;
    private final Map<String, TraceEvent> last = new HashMap<>();

    /** With the names that may appear. */
    EventCheck(Collection<String> replicas) {
        this.replicas = Set.copyOf(replicas);
    }

    private static Map<String, Map<String, Class<?>>> types() {
        Map<String, Map<String, Class<?>>> types = new HashMap<>();
        for (Class<?> action : Transition.class.getPermittedSubclasses()) {
            Map<String, Class<?>> ofAction = new HashMap<>();
            for (RecordComponent component : action.getRecordComponents()) {
                ofAction.put(component.getName(), component.getType());
            }
            types.put(action.getSimpleName(), ofAction);
        }
        return types;
    }

    /** What is wrong with the event where it stands; null when nothing is. */
    @Nullable String problem(TraceEvent event) {
        for (Map.Entry<String, Class<?>> parameter :
                TYPES.getOrDefault(event.action(), Map.of()).entrySet()) {
            JsonNode value = event.parameters().path(parameter.getKey());
            String kind = problem(parameter.getValue(), value);
            if (kind != null && !isLoss(event, parameter.getKey(), value)) {
                return "the parameter '" + parameter.getKey() + "' of " + event.action() + " is " + value
                        + ", which is no " + kind;
            }
        }
        TraceEvent before = last.put(event.replica(), event);
        return before == null ? null : order(before, event);
    }

    /** A log that has lost what it had said to be durable: a fault of who wrote the trace, and not of the trace. */
    private static boolean isLoss(TraceEvent event, String parameter, JsonNode value) {
        return event.action().equals("Crash") && parameter.equals("survived") && value.isInt();
    }

    private static @Nullable String order(TraceEvent before, TraceEvent event) {
        String which = "event " + event.number() + " of " + event.replica() + " stands behind event " + before.number();
        if (event.number() == before.number()) {
            return "event " + event.number() + " of " + event.replica() + " is there twice";
        }
        if (event.number() < before.number()) {
            return which + ": the lines are not in order";
        }
        if (event.number() > before.number() + 1) {
            return which + ": event " + (before.number() + 1) + " is missing";
        }
        if (event.clock() <= before.clock()) {
            return which + ", and its clock says " + event.clock() + " where that one's says " + before.clock();
        }
        return event.incarnation() < before.incarnation()
                ? which + ", and is of the earlier incarnation " + event.incarnation()
                : null;
    }

    /** What the value is not; null if it is that. */
    private @Nullable String problem(Class<?> type, JsonNode value) {
        if (type == int.class || type == long.class) {
            boolean fits = value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
            return fits ? null : "number of this specification";
        }
        if (type == Ballot.class) {
            return isBallot(value) ? null : "ballot of anybody in this trace";
        }
        if (type == Command.class) {
            return isCommand(value) ? null : "command";
        }
        if (type == ReplicaId.class) {
            return isReplica(value) ? null : "replica of this trace";
        }
        if (type == List.class) {
            return value.isArray() && value.valueStream().allMatch(this::isReplica)
                    ? null
                    : "list of replicas of this trace";
        }
        boolean bySlot = value.isObject()
                && value.properties().stream()
                        .allMatch(p -> p.getKey().matches("[1-9]\\d{0,8}") && isCommand(p.getValue()));
        return bySlot ? null : "map of slots to commands";
    }

    private boolean isBallot(JsonNode value) {
        return TraceEvent.isBallot(value)
                && value.get(0).canConvertToInt()
                && value.get(0).intValue() >= 0
                && (value.get(0).intValue() == 0 || isReplica(value.get(1)))
                && (long) value.get(0).intValue() * replicas.size() <= Integer.MAX_VALUE;
    }

    private boolean isCommand(JsonNode value) {
        return value.isTextual()
                || (value.path("members").isArray()
                        && value.get("members").valueStream().allMatch(this::isReplica));
    }

    private boolean isReplica(JsonNode value) {
        return value.isTextual() && replicas.contains(value.textValue());
    }
}
