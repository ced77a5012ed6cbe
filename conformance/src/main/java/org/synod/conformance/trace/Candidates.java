package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tlc2.value.impl.Value;

/**
 * What a replica might do in a state: for each action the parameters that the state suggests, such as those of the messages
 * that are on their way to it. Whether the specification allows it is for {@link Trial} to say.
 */
final class Candidates {

    /** What a trace has to say and the specification does not look at, or no state suggests. */
    private static final int ANY_ROUND = 1_000_000_000;

    private static final String ANY_COMMAND = "any";

    private final SpecEvaluator spec;
    private final GroupState state;

    Candidates(SpecEvaluator spec, GroupState state) {
        this.spec = spec;
        this.state = state;
    }

    List<ObjectNode> of(String action, String replica) {
        ObjectNode own = ballot(state.number("ballot", replica));
        int known = state.number("known", replica);
        return switch (action) {
            case "Prepare" -> List.of(phase1(nextBallot(replica), known + 1, configuration(known + 1)));
            case "PrepareNew" -> List.of(phase1(state.number("ballot", replica), known + 1, configuration(known + 1)));
            case "Promise" ->
                state.messages("prepare").stream()
                        .map(m -> phase1(
                                GroupState.number(m, "ballot"), GroupState.number(m, "slot"), configurationOf(m)))
                        .toList();
            case "StepDown", "Relinquish", "Answer" -> List.of(own);
            case "Heartbeat" -> List.of(own.put("round", ANY_ROUND));
            case "Release" -> List.of(ballot(GroupState.number(state.of("granted", replica), "ballot")));
            case "Propose" -> List.of(vote(own, state.number("next", replica), label(ANY_COMMAND)));
            case "Accept" -> votes("accept", 0);
            case "Choose" -> votes("accept", state.number("ballot", replica));
            case "Learn" -> votes("chosen", 0);
            case "Note", "Apply" -> upTo(known);
            case "Fetch" -> upTo(archived());
            case "Snapshot", "ReadEventual" -> upTo(state.number("applied", replica, "upTo"));
            case "ReadConsistent" -> List.of(own.put("upTo", state.number("applied", replica, "upTo")));
            case "Archive" -> upTo(state.number("noted", replica));
            case "Trim" ->
                upTo(Math.min(
                        Math.min(archived(), state.number("noted", replica)),
                        spec.group().storage().contains(replica)
                                ? state.number("snapshot", replica, "upTo")
                                : archived()));
            case "InstallSnapshot" ->
                spec.group().storage().stream()
                        .map(from -> object().put("from", from).put("upTo", state.number("copies", from)))
                        .toList();
            case "Retire" -> List.of(object().put("configuration", configurationOf(state.of("acting", replica))));
            case "GrantLease" ->
                state.messages("heartbeat").stream()
                        .map(m -> ballot(GroupState.number(m, "ballot"))
                                .put("round", GroupState.number(m, "round"))
                                .put("configuration", configurationOf(m)))
                        .toList();
            case "RenewLease" ->
                state.messages("granted").stream()
                        .map(m -> ballot(GroupState.number(m, "ballot"))
                                .put("round", GroupState.number(m, "round"))
                                .put("grantor", GroupState.text(m, "from")))
                        .toList();
            case "Flush" -> flushes(replica);
            case "Restart" ->
                List.of(object().<ObjectNode>set(
                                "promised", state.ballot(GroupState.number(state.of("durable", replica), "promised")))
                        .put("votes", 0)
                        .put("chosenUpTo", known)
                        .put("trimmed", state.number("trimmed", replica))
                        .put("applied", state.number("applied", replica, "upTo")));
            default -> List.of();
        };
    }

    /** A candidate in words, without what is in it only for its form. */
    static String words(String replica, String action, ObjectNode parameters) {
        ObjectNode said = parameters.deepCopy();
        said.remove("votes");
        if (said.path("round").asInt() == ANY_ROUND) {
            said.remove("round");
        }
        return TraceEvent.words(replica, action, said);
    }

    private List<ObjectNode> flushes(String replica) {
        int pending = GroupState.byNumber(state.of("pending", replica)).size();
        return IntStream.rangeClosed(1, Math.min(pending, 64))
                .mapToObj(n -> object().put("count", n).put("votes", 0))
                .toList();
    }

    private List<ObjectNode> votes(String type, int ballot) {
        List<ObjectNode> found = new ArrayList<>();
        for (Value m : state.messages(type)) {
            int of = GroupState.number(m, "ballot");
            JsonNode command = GroupState.command(GroupState.field(m, "command"));
            if (command != null && (ballot == 0 || of == ballot)) {
                found.add(vote(type.equals("chosen") ? object() : ballot(of), GroupState.number(m, "slot"), command));
            }
        }
        return found;
    }

    private int archived() {
        return ((tlc2.value.impl.IntValue) state.variable("archived")).val;
    }

    /** The slot of the configuration that governs a slot. */
    private int configuration(int slot) {
        return GroupState.byNumber(state.variable("changes")).keySet().stream()
                .filter(s -> s < slot)
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private static int configurationOf(Value record) {
        Value inside = GroupState.field(record, "configuration");
        return GroupState.number(inside == null ? record : inside, "slot");
    }

    private int nextBallot(String replica) {
        int size = spec.group().everyone().size();
        int ballot = spec.group().everyone().indexOf(replica) + 1;
        int promised = state.number("promised", replica);
        return promised < ballot ? ballot : ballot + ((promised - ballot) / size + 1) * size;
    }

    private ObjectNode phase1(int ballot, int slot, int configuration) {
        return ballot(ballot).put("slot", slot).put("configuration", configuration);
    }

    private static ObjectNode vote(ObjectNode ballot, int slot, @Nullable JsonNode command) {
        return ballot.put("slot", slot).set("command", command);
    }

    private static JsonNode label(String label) {
        return JsonNodeFactory.instance.textNode(label);
    }

    private static List<ObjectNode> upTo(int slot) {
        return slot == 0 ? List.of() : List.of(object().put("upTo", slot));
    }

    private ObjectNode ballot(int number) {
        return object().set("ballot", state.ballot(number));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
