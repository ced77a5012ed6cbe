package org.synod.conformance.replay;

import static org.synod.conformance.replay.ModelValues.command;
import static org.synod.conformance.replay.ModelValues.name;
import static org.synod.conformance.replay.ModelValues.number;
import static org.synod.conformance.replay.ModelValues.set;
import static org.synod.conformance.replay.ModelValues.size;
import static org.synod.conformance.replay.ModelValues.upTo;
import static org.synod.conformance.replay.ModelValues.variable;
import static org.synod.conformance.replay.ModelValues.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Timing;
import org.synod.specs.Counterexample;
import org.synod.specs.Explanation;
import org.synod.specs.TlaValue;

/**
 * A behaviour of a model, as a scenario. Replicas get the names that a group of Java has, ballots their owners, and what a
 * parameter does not say, such as up to where something was noted, is taken from the states.
 */
public final class Behaviour {

    private static final Pattern SET = Pattern.compile("\\b(Replica|Storage|Initial)\\s*=\\s*\\{([^}]*)}");
    private static final Pattern NUMBER = Pattern.compile("\\b(Term|Span|Slow|Fast)\\s*=\\s*(\\d+)");

    private final List<Counterexample.State> states;
    private final Explanation explanation;
    private final Map<String, List<String>> sets = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Integer, String> owners = new HashMap<>();
    private final Map<String, String> leads = new HashMap<>();
    private final List<ScenarioStep> steps = new ArrayList<>();

    private Behaviour(Counterexample counterexample, Explanation explanation, String config) {
        this.states = counterexample.states();
        this.explanation = explanation;
        Matcher set = SET.matcher(config);
        while (set.find()) {
            sets.put(
                    set.group(1),
                    Arrays.stream(set.group(2).split(","))
                            .map(s -> name(s.strip()))
                            .filter(s -> !s.isEmpty())
                            .toList());
        }
        Matcher number = NUMBER.matcher(config);
        while (number.find()) {
            numbers.put(number.group(1), Integer.valueOf(number.group(2)));
        }
    }

    /**
     * The scenario of a counterexample of a model of MultiPaxos, ReplicationGroup or LeasedGroup.
     *
     * @param config the text of the model's configuration, which says who takes part
     * @param about what to write above it
     * @throws IllegalArgumentException when it cannot be told as steps of replicas that begin with nothing
     */
    public static Scenario of(
            Counterexample counterexample, Explanation explanation, String config, List<String> about) {
        return new Behaviour(counterexample, explanation, config).scenario(about);
    }

    private Scenario scenario(List<String> about) {
        List<String> all = sets.getOrDefault("Replica", List.of());
        if (all.isEmpty()) {
            throw new IllegalArgumentException("the model names no replicas");
        }
        List<String> initial = sets.getOrDefault("Initial", all);
        List<String> storage = sets.getOrDefault("Storage", all);
        List<Member> members = new ArrayList<>();
        List<Member> standby = new ArrayList<>();
        for (String name : all) {
            ReplicaId id = new ReplicaId(name);
            Member member = storage.contains(name) ? Member.storage(id) : Member.log(id);
            (initial.contains(name) ? members : standby).add(member);
        }
        explanation.steps().stream()
                .filter(s -> s.action().equals("Prepare") && s.parameters() != null)
                .forEach(s -> owners.put(number(parameter(s, 1)), name(parameter(s, 0))));
        begin(initial);
        for (int i = 0; i < explanation.steps().size(); i++) {
            step(explanation.steps().get(i), i + 1 < states.size() ? states.get(i + 1) : states.getLast());
        }
        return new Scenario(about, members, standby, numbers.containsKey("Term"), 0, steps);
    }

    /** Some models begin where somebody leads already, with everyone's promise. */
    private void begin(List<String> initial) {
        Counterexample.State first = states.getFirst();
        for (String r : initial) {
            if (!words(variable(first, "accepted", r)).equals("<<>>")
                    || !words(variable(first, "chosen", r)).equals("<<>>")) {
                throw new IllegalArgumentException("the model begins with a log that is not empty");
            }
        }
        for (String r : initial) {
            if (words(variable(first, "phase", r)).equals("\"leading\"")) {
                int number = number(words(variable(first, "ballot", r)));
                owners.put(number, r);
                String ballot = ballot(number);
                add(r, "Prepare", "ballot", ballot);
                add(r, "Flush", "count", "1");
                initial.stream().filter(o -> !o.equals(r)).forEach(o -> {
                    add(o, "Promise", "ballot", ballot);
                    add(o, "Flush", "count", "1");
                });
                leads.put(r, ballot);
                add(r, "Lead", "ballot", ballot);
            }
        }
    }

    private void add(String replica, String action, String... parameters) {
        steps.add(ScenarioStep.of(replica, action, parameters));
    }

    private static String parameter(Explanation.Step step, int index) {
        List<String> parameters = step.parameters();
        if (parameters == null || parameters.size() <= index) {
            throw new IllegalArgumentException("the parameters of step " + step.number() + " are not known");
        }
        return parameters.get(index);
    }

    private void step(Explanation.Step s, Counterexample.State after) {
        if (s.action().equals("Tick")) {
            tick(parameter(s, 0));
            return;
        }
        String r = name(parameter(s, 0));
        String led = leads.getOrDefault(r, "0.none");
        switch (s.action()) {
            case "Prepare" -> {
                leads.put(r, ballot(number(parameter(s, 1))));
                add(r, "Prepare", "ballot", leads.get(r));
            }
            case "Promise" -> add(r, "Promise", "ballot", ballot(number(parameter(s, 1))));
            case "Lead" -> add(r, "Lead", "ballot", led, "quorum", set(parameter(s, 1)), "proposals", proposals(s));
            case "Propose" -> add(r, "Propose", "command", command(parameter(s, 1)));
            case "Reconfigure" -> add(r, "Reconfigure", "command", set(parameter(s, 1)));
            case "Accept" ->
                add(
                        r,
                        "Accept",
                        "ballot",
                        ballot(number(parameter(s, 1))),
                        "slot",
                        parameter(s, 2),
                        "command",
                        command(parameter(s, 3)));
            case "Choose" ->
                add(r, "Choose", "ballot", led, "slot", parameter(s, 1), "command", command(parameter(s, 2)));
            case "Learn" -> add(r, "Learn", "slot", parameter(s, 1), "command", command(parameter(s, 2)));
            case "Note", "NoteUpTo" -> add(r, "Note", "upTo", words(variable(after, "noted", r)));
            case "Apply" -> add(r, "Apply", "upTo", upTo(after, "applied", r));
            case "Snapshot" -> add(r, "Snapshot", "upTo", upTo(after, "snapshot", r));
            case "InstallSnapshot" ->
                add(r, "InstallSnapshot", "from", name(parameter(s, 1)), "upTo", upTo(after, "snapshot", r));
            case "Archive" ->
                add(r, "Archive", "upTo", String.valueOf(size(after.variables().get("archive"))));
            case "Trim", "TrimUpTo" -> add(r, "Trim", "upTo", words(variable(after, "trimmed", r)));
            case "Flush" -> add(r, "Flush", "count", "1");
            case "Crash" -> add(r, "Crash", "survived", parameter(s, 1));
            case "GrantLease" ->
                add(r, "GrantLease", "ballot", ballot(number(parameter(s, 1))), "round", parameter(s, 2));
            case "RenewLease" ->
                add(r, "RenewLease", "ballot", led, "round", parameter(s, 2), "grantor", name(parameter(s, 1)));
            default -> add(r, s.action());
        }
    }

    /** What a leader proposes again, by the messages that it sends. */
    private static String proposals(Explanation.Step lead) {
        Map<Integer, String> proposals = new TreeMap<>();
        for (TlaValue message : lead.sent()) {
            if (message instanceof TlaValue.Mapping m
                    && words(m.entries().get(new TlaValue.Atom("type"))).equals("\"accept\"")) {
                proposals.put(
                        number(words(m.entries().get(new TlaValue.Atom("slot")))),
                        command(words(m.entries().get(new TlaValue.Atom("command")))));
            }
        }
        return proposals.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue())
                .collect(Collectors.joining(";", "{", "}"));
    }

    /**
     * Who granted a lease is bound for Term ticks, and who leads counts it for Span ticks; whose clock is fast counts more of
     * them.
     */
    private void tick(String fast) {
        for (String r : sets.getOrDefault("Replica", List.of())) {
            boolean isFast =
                    Arrays.asList(set(fast).replaceAll("[{}]", "").split(",")).contains(r);
            long ticks = numbers.getOrDefault(isFast ? "Fast" : "Slow", 1);
            long unit = leads.containsKey(r)
                    ? Timing.DEFAULT.spanNanos() / numbers.getOrDefault("Span", 1)
                    : Timing.DEFAULT.leaseNanos() / numbers.getOrDefault("Term", 1);
            add(r, Scenario.TICK, "millis", String.valueOf(unit * ticks / 1_000_000 + 1));
        }
    }

    private String ballot(int number) {
        return number + "." + owners.getOrDefault(number, "none");
    }
}
