package org.synod.conformance.replay;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synod.conformance.trace.Vocabulary;
import org.synod.core.Member;
import org.synod.core.ReplicaId;

/**
 * A behaviour of the specification as text ({@code docs/formats.md}): what it shows, who takes part, and one action a line.
 *
 * @param about what it shows, line by line
 * @param members the first members
 * @param standby who may become a member
 * @param clocks whether time passes only where the scenario says so; otherwise a replica that is bound by a lease waits for its
 *     end by itself
 * @param refused the line at which an implementation that is right does something else; 0 when it goes along to the end
 */
public record Scenario(
        List<String> about,
        List<Member> members,
        List<Member> standby,
        boolean clocks,
        int refused,
        List<ScenarioStep> steps) {

    /** What happens to a replica beside the actions of the specification: its clock moves on. */
    static final String TICK = "Tick";

    private static final String REFUSED = "refused";

    public Scenario {
        about = List.copyOf(about);
        members = List.copyOf(members);
        standby = List.copyOf(standby);
        steps = List.copyOf(steps);
    }

    /**
     * Reads one.
     *
     * @throws BadScenarioException when there is none, or it is wrong
     */
    public static Scenario read(Path file) {
        try {
            return new Reader(file).read(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new BadScenarioException(file, 0, "there is no such file");
        } catch (MalformedInputException e) {
            throw new BadScenarioException(file, 0, "this is not text, so it is no scenario");
        } catch (IOException e) {
            throw new BadScenarioException(file, 0, "it cannot be read: " + e.getMessage());
        }
    }

    private static final class Reader {
        private final Path file;
        private final List<String> about = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();
        private final List<Member> standby = new ArrayList<>();
        private final List<ScenarioStep> steps = new ArrayList<>();
        private boolean clocks;
        private int refused;

        Reader(Path file) {
            this.file = file;
        }

        Scenario read(List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                String text = lines.get(i).strip();
                if (text.startsWith("#")) {
                    if (steps.isEmpty() && members.isEmpty()) {
                        about.add(text.substring(1).strip());
                    }
                } else if (!text.isEmpty()) {
                    line(text, i + 1);
                }
            }
            if (steps.isEmpty()) {
                throw new BadScenarioException(file, Math.max(1, lines.size()), "there is no action in it");
            }
            return new Scenario(about, members, standby, clocks, refused, steps);
        }

        private void line(String text, int number) {
            List<String> words = Arrays.asList(text.split("\\s+"));
            switch (words.getFirst()) {
                case "members" -> members.addAll(members(words, number));
                case "standby" -> standby.addAll(members(words, number));
                case "clocks" -> clocks = true;
                default -> step(words, number);
            }
        }

        private List<Member> members(List<String> words, int number) {
            List<Member> found = new ArrayList<>();
            for (String word : words.subList(1, words.size())) {
                String name = word.endsWith(":log") ? word.substring(0, word.length() - 4) : word;
                try {
                    ReplicaId id = new ReplicaId(name);
                    found.add(word.endsWith(":log") ? Member.log(id) : Member.storage(id));
                } catch (IllegalArgumentException e) {
                    throw new BadScenarioException(file, number, String.valueOf(e.getMessage()));
                }
            }
            return found;
        }

        private void step(List<String> all, int number) {
            boolean tried = all.getFirst().equals("try");
            List<String> words = tried ? all.subList(1, all.size()) : all;
            if (members.isEmpty()) {
                throw new BadScenarioException(file, number, "the first line that is no comment names the members");
            }
            if (refused != 0) {
                throw new BadScenarioException(file, number, "nothing follows the line that is refused");
            }
            if (words.size() < 2) {
                throw new BadScenarioException(file, number, "a line has a replica and an action");
            }
            String replica = words.get(0);
            String action = words.get(1);
            if (Stream.concat(members.stream(), standby.stream())
                    .noneMatch(m -> m.id().name().equals(replica))) {
                throw new BadScenarioException(file, number, "'" + replica + "' is neither a member nor on standby");
            }
            Set<String> known = action.equals(TICK)
                    ? Set.of("millis")
                    : Vocabulary.actions().get(action);
            if (known == null) {
                throw new BadScenarioException(
                        file,
                        number,
                        "unknown action '" + action + "'; "
                                + Vocabulary.SPECIFICATION + " has "
                                + String.join(", ", Vocabulary.actions().keySet()) + ", and " + TICK);
            }
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String word : words.subList(2, words.size())) {
                if (word.equals(REFUSED)) {
                    refused = number;
                    continue;
                }
                String[] pair = word.split("=", 2);
                if (pair.length != 2 || !known.contains(pair[0])) {
                    throw new BadScenarioException(
                            file, number, "'" + word + "' is no parameter of " + action + ", which has " + known);
                }
                parameters.put(pair[0], pair[1]);
            }
            steps.add(new ScenarioStep(replica, action, parameters, tried, number));
        }
    }

    /** As it stands in a file. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        about.forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("members ").append(names(members)).append('\n');
        if (!standby.isEmpty()) {
            text.append("standby ").append(names(standby)).append('\n');
        }
        if (clocks) {
            text.append("clocks\n");
        }
        for (ScenarioStep step : steps) {
            text.append(step)
                    .append(refused != 0 && step.line() == refused ? " " + REFUSED : "")
                    .append('\n');
        }
        return text.toString();
    }

    private static String names(List<Member> members) {
        return members.stream()
                .map(m -> m.id().name() + (m.role() == org.synod.core.Role.LOG ? ":log" : ""))
                .collect(Collectors.joining(" "));
    }
}
