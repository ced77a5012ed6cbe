package org.synod.specs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A counterexample as a person would tell it: each step by its action and parameters, what it changed, what it received.
 *
 * @param initial the initial state, a line for all variables of the same value, and one for each message
 * @param steps the steps in order; where the behaviour loops, the last one leads back
 * @param end how it goes on after the last state
 * @param backTo the number of the state that it returns to if it loops, else 0
 * @param replicas what the variables of a replica each are indexed by, in order; empty if there are none
 */
public record Explanation(
        List<String> initial, List<Step> steps, Counterexample.End end, int backTo, List<String> replicas) {
    static final String MESSAGES = "messages";

    public Explanation {
        initial = List.copyOf(initial);
        steps = List.copyOf(steps);
        replicas = List.copyOf(replicas);
    }

    /**
     * One step.
     *
     * @param number the number of the state that it leads to; the initial one is 1
     * @param action the name of the action, as the next-state relation has it
     * @param parameters its parameters; null if they could not be found
     * @param changes what it changed, a line each, messages apart
     * @param sent the messages that it added
     * @param received the messages that it could not do without
     */
    public record Step(
            int number,
            String action,
            @Nullable List<String> parameters,
            List<String> changes,
            List<TlaValue> sent,
            List<Received> received) {
        public Step {
            parameters = parameters == null ? null : List.copyOf(parameters);
            changes = List.copyOf(changes);
            sent = List.copyOf(sent);
            received = List.copyOf(received);
        }

        /** Such as {@code Promise(r2, 1)}, as TLA+ has it. */
        public String call() {
            return call(Function.identity());
        }

        /** The same in fewer signs, for people. */
        String title() {
            return call(p -> Words.of(TlaValue.parse(p)));
        }

        private String call(Function<String, String> words) {
            return parameters == null || parameters.isEmpty()
                    ? action
                    : parameters.stream().map(words).collect(Collectors.joining(", ", action + "(", ")"));
        }
    }

    /**
     * A message that a step stands on.
     *
     * @param sentIn the number of the step that sent it, 1 if it was there from the start
     */
    public record Received(TlaValue message, int sentIn) {
        /** Such as {@code promise of step 8: ballot 2, from r2}. */
        String words() {
            String type = Words.type(message);
            String fields = Words.fields(message, e -> true);
            return (type.isEmpty() ? "the message" : type)
                    + (sentIn == 1 ? " from the start" : " of step " + sentIn)
                    + (fields.isEmpty() ? "" : ": " + fields);
        }
    }

    /**
     * Tells a counterexample.
     *
     * @param found what is known of its steps beyond their names, from the first; it may end early
     */
    static Explanation of(Counterexample counterexample, List<FoundStep> found) {
        List<Counterexample.State> states = new ArrayList<>(counterexample.states());
        if (states.isEmpty()) {
            return new Explanation(List.of(), List.of(), counterexample.end(), 0, List.of());
        }
        boolean loops = counterexample.end() == Counterexample.End.LOOPS;
        if (loops) {
            states.add(states.get(counterexample.backTo() - 1));
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < states.size(); i++) {
            steps.add(step(states, i, i <= found.size() ? found.get(i - 1) : null, loops && i == states.size() - 1));
        }
        return new Explanation(
                initial(states.getFirst()),
                steps,
                counterexample.end(),
                counterexample.backTo(),
                Replicas.of(counterexample));
    }

    private static List<String> initial(Counterexample.State state) {
        Map<String, TlaValue> variables = new LinkedHashMap<>();
        state.variables().forEach((name, value) -> variables.put(name, TlaValue.parse(value)));
        List<TlaValue> messages = messages(state);
        if (!messages.isEmpty()) {
            variables.remove(MESSAGES);
        }
        return Stream.concat(
                        Words.together(variables).stream(), messages.stream().map(m -> "there is " + Words.of(m)))
                .toList();
    }

    /** What {@link StepFinder} found of a step. */
    record FoundStep(String action, List<String> parameters, List<TlaValue> received) {}

    private static Step step(List<Counterexample.State> states, int i, @Nullable FoundStep found, boolean back) {
        Map<String, String> before = states.get(i - 1).variables();
        Counterexample.State state = states.get(i);
        List<String> changes = new ArrayList<>();
        for (Map.Entry<String, String> v : state.variables().entrySet()) {
            String old = before.get(v.getKey());
            if (!v.getKey().equals(MESSAGES) && old != null) {
                Changes.between(v.getKey(), TlaValue.parse(old), TlaValue.parse(v.getValue()), changes);
            }
        }
        List<TlaValue> sent = new ArrayList<>(messages(state));
        sent.removeAll(messages(states.get(i - 1)));
        List<Received> received = found == null
                ? List.of()
                : found.received().stream()
                        .map(m -> new Received(m, sentIn(m, states.subList(0, i))))
                        .toList();
        // TLC gives the state that a loop returns to the action that first led there.
        String name = found != null ? found.action() : back ? "a step" : state.action();
        return new Step(i + 1, name, found == null ? null : found.parameters(), changes, sent, received);
    }

    /** The last of these states that has the message after one that has not: it may have been taken and sent again. */
    private static int sentIn(TlaValue message, List<Counterexample.State> states) {
        return IntStream.range(0, states.size())
                        .filter(i -> messages(states.get(i)).contains(message)
                                && (i == 0 || !messages(states.get(i - 1)).contains(message)))
                        .max()
                        .orElse(0)
                + 1;
    }

    private static List<TlaValue> messages(Counterexample.State state) {
        return TlaValue.parse(state.variables().getOrDefault(MESSAGES, "{}")) instanceof TlaValue.Elements set
                ? List.copyOf(set.values())
                : List.of();
    }

    /** As text: a paragraph for each state, numbered as TLC does. */
    public String text() {
        if (initial.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("1. Initial state\n");
        initial.forEach(v -> text.append("     ").append(v).append('\n'));
        for (Step step : steps) {
            text.append(step.number()).append(". ").append(step.title()).append('\n');
            for (Received r : step.received()) {
                text.append("     on ").append(r.words()).append('\n');
            }
            step.changes().forEach(c -> text.append("     ").append(c).append('\n'));
            step.sent()
                    .forEach(m -> text.append("     sends ").append(Words.of(m)).append('\n'));
        }
        return text.append(ending()).toString();
    }

    /**
     * As a sequence diagram in Mermaid's text.
     *
     * @throws InputException if the specification has no replicas
     */
    public String mermaid() throws InputException {
        return SequenceDiagram.of(this).mermaid();
    }

    /**
     * As a sequence diagram in an SVG file with this title.
     *
     * @throws InputException if the specification has no replicas
     */
    public String svg(String title) throws InputException {
        return new SequenceSvg(SequenceDiagram.of(this), title).svg();
    }

    /** How the behaviour goes on, as a line; empty if it need not. */
    String ending() {
        return switch (end) {
            case STUTTERS -> "and nothing changes any more\n";
            case LOOPS -> "which is state " + backTo + " again, and so on for ever\n";
            case VIOLATION -> "";
        };
    }
}
