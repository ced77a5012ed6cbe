package org.synod.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose knowledge the checker must wait for before it forgets a slot: the members, from when their configuration is chosen
 * until a later one lets them go.
 */
final class Membership {

    private final NavigableMap<Long, NavigableSet<String>> configurations = new TreeMap<>();
    private final NavigableSet<String> active;

    /** How far each replica knows what is chosen, whatever happens. */
    private final Map<String, Long> floors = new HashMap<>();

    /** From which slot to which a leader has yet to vote for what it proposes again. */
    private record Again(long from, long upTo) {}

    /** By leader. It may know these slots chosen, and vote for them all the same: its votes are of one step with Lead. */
    private final Map<String, Again> again = new HashMap<>();

    Membership(Collection<String> initial) {
        configurations.put(0L, new TreeSet<>(initial));
        active = new TreeSet<>(initial);
    }

    /** As it is now. */
    Membership copy() {
        Membership copy = new Membership(active);
        copy.configurations.clear();
        copy.configurations.putAll(configurations);
        copy.floors.putAll(floors);
        copy.again.putAll(again);
        return copy;
    }

    NavigableSet<String> active() {
        return active;
    }

    /** Every slot up to this one will be known to all of them, and no leader is about to vote there. */
    long floor() {
        long known =
                active.stream().mapToLong(r -> floors.getOrDefault(r, 0L)).min().orElse(0);
        return again.values().stream().mapToLong(a -> a.from() - 1).reduce(known, Math::min);
    }

    void follow(TraceEvent event) {
        switch (event.action()) {
            case "Note" ->
                floors.put(event.replica(), event.parameters().get("upTo").asLong());
            case "InstallSnapshot" ->
                floors.put(event.replica(), event.parameters().get("upTo").asLong());
            case "Choose" -> configure(event.parameters());
            case "Retire" -> retire(event.parameters().get("configuration").asLong());
            case "Leave", "LoseDisk" -> {
                active.remove(event.replica());
                again.remove(event.replica());
            }
            case "Lead" -> proposeAgain(event);
            case "Accept" -> vote(event);
            case "Crash", "StepDown", "Prepare", "PrepareNew" -> again.remove(event.replica());
            default -> {}
        }
    }

    private void proposeAgain(TraceEvent event) {
        LongSummaryStatistics slots = event.parameters().get("proposals").properties().stream()
                .mapToLong(p -> Long.parseLong(p.getKey()))
                .summaryStatistics();
        if (slots.getCount() > 0) {
            again.put(event.replica(), new Again(slots.getMin(), slots.getMax()));
        }
    }

    private void vote(TraceEvent event) {
        long next = event.parameters().get("slot").asLong() + 1;
        again.computeIfPresent(event.replica(), (r, a) -> next > a.upTo() ? null : new Again(next, a.upTo()));
    }

    private void configure(JsonNode parameters) {
        JsonNode members = parameters.get("command").get("members");
        if (members != null) {
            NavigableSet<String> names = new TreeSet<>();
            members.forEach(m -> names.add(m.asText()));
            configurations.put(parameters.get("slot").asLong(), names);
            active.addAll(names);
        }
    }

    private void retire(long slot) {
        NavigableSet<String> members = configurations.get(slot);
        if (members != null) {
            configurations
                    .headMap(slot, false)
                    .values()
                    .forEach(before ->
                            before.stream().filter(r -> !members.contains(r)).forEach(active::remove));
        }
    }
}
