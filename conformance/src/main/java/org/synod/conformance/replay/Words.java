package org.synod.conformance.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synod.core.Command;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Transition;

/** Transitions and commands in the words of a scenario, and back. */
final class Words {

    private static final String NO_OP = "no-op";

    private final Map<String, Member> members = new HashMap<>();
    private final Map<Long, String> labels = new HashMap<>();

    Words(Scenario scenario) {
        Stream.concat(scenario.members().stream(), scenario.standby().stream())
                .forEach(m -> members.put(m.id().name(), m));
    }

    /** What the transition has beside its name. */
    Map<String, String> parameters(Transition transition) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (RecordComponent component : transition.getClass().getRecordComponents()) {
            try {
                parameters.put(component.getName(), text(component.getAccessor().invoke(transition)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("a record tells what it has", e);
            }
        }
        return parameters;
    }

    ScenarioStep step(ReplicaId replica, Transition transition) {
        return new ScenarioStep(replica.name(), transition.action(), parameters(transition), false, 0);
    }

    /** Whether the transition is what the step asks for. */
    boolean matches(ScenarioStep step, Transition transition) {
        return step.action().equals(transition.action())
                && parameters(transition)
                        .entrySet()
                        .containsAll(normalized(step).entrySet());
    }

    private static Map<String, String> normalized(ScenarioStep step) {
        Map<String, String> parameters = new HashMap<>(step.parameters());
        parameters.replaceAll((name, value) -> value.matches("\\{[^:]*[^:}][^:]*}") ? braces(names(value)) : value);
        return parameters;
    }

    private String text(Object value) {
        return switch (value) {
            case Command command -> label(command);
            case Collection<?> names ->
                braces(names.stream().map(String::valueOf).toList());
            case Map<?, ?> proposals ->
                new TreeMap<>(proposals)
                        .entrySet().stream()
                                .map(e -> e.getKey() + ":" + text(e.getValue()))
                                .collect(Collectors.joining(";", "{", "}"));
            default -> String.valueOf(value);
        };
    }

    private String label(Command command) {
        if (command.isNoOp()) {
            return NO_OP;
        }
        return command.isConfiguration()
                ? braces(command.members().stream().map(m -> m.id().name()).toList())
                : labels.getOrDefault(command.client(), command.label());
    }

    private static String braces(List<String> names) {
        return names.stream().sorted().collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> names(String set) {
        return Arrays.stream(set.substring(1, set.length() - 1).split(","))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList();
    }

    /** The command of that label, the same whenever it is asked for. */
    Command command(String label) {
        if (label.equals(NO_OP)) {
            return Command.NO_OP;
        }
        if (label.startsWith("{")) {
            return Command.configuration(members(label));
        }
        long client = 1 + Integer.toUnsignedLong(label.hashCode());
        labels.put(client, label);
        return new Command(client, 1, label.getBytes(StandardCharsets.UTF_8));
    }

    /** The members that a set such as {@code {r1,l4}} names. */
    List<Member> members(String set) {
        return names(set).stream()
                .map(name -> {
                    Member member = members.get(name);
                    if (member == null) {
                        throw new IllegalArgumentException("'" + name + "' is neither a member nor on standby");
                    }
                    return member;
                })
                .toList();
    }

    List<ReplicaId> replicas(String set) {
        return members(set).stream().map(Member::id).toList();
    }
}
