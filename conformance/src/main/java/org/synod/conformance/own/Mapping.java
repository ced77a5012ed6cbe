package org.synod.conformance.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the lines of a trace are in a specification.
 *
 * @param file where it stands
 * @param actionField the field of a line that names what the program did
 * @param variable the name under which the expressions know the line
 * @param init the definition that a behaviour begins with, where the configuration does not name one
 * @param actions by the name in the trace
 * @param silent actions that the program takes without saying so, as TLA+
 * @param maxSilent how many of them may come before an event
 * @param modelValues the strings that are model values of the configuration
 * @param sets the fields whose lists are sets; other lists are sequences
 * @param functions the fields whose objects are functions, with numbers among their keys; other objects are records
 */
public record Mapping(
        Path file,
        String actionField,
        String variable,
        String init,
        Map<String, Step> actions,
        List<String> silent,
        int maxSilent,
        Set<String> modelValues,
        Set<String> sets,
        Set<String> functions) {

    /** The only version. */
    private static final int VERSION = 1;

    private static final Set<String> FIELDS = Set.of(
            "synod-mapping",
            "actionField",
            "variable",
            "init",
            "actions",
            "silent",
            "maxSilent",
            "modelValues",
            "sets",
            "functions");

    private static final Set<String> OF_AN_ACTION = Set.of("next", "some", "observed");

    private static final int MOST_SILENT = 100;

    /**
     * An action.
     *
     * @param next the action of the specification, as TLA+
     * @param some what the trace does not say: a name in {@code next}, and the set that it is of, as TLA+
     * @param observed a field, and what its value must be, as TLA+ of the states before and behind the step
     */
    public record Step(String next, Map<String, String> some, Map<String, String> observed) {

        /** The fields of the line that the step cannot do without. */
        Set<String> needs(String variable) {
            return Pattern.compile("\\b" + Pattern.quote(variable) + "\\.(\\w+)")
                    .matcher(next + " " + String.join(" ", some.values()))
                    .results()
                    .map(m -> m.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * Reads a mapping.
     *
     * @throws MappingException when it is none
     */
    public static Mapping read(Path file) {
        try {
            return new Reader(file).read(new ObjectMapper().readTree(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw new MappingException(file, "there is no such file");
        } catch (MalformedInputException e) {
            throw new MappingException(file, "this is not text, so it is not a mapping");
        } catch (JsonProcessingException e) {
            throw new MappingException(
                    file,
                    "it is not JSON: line " + e.getLocation().getLineNr() + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new MappingException(file, "it cannot be read: " + e.getMessage());
        }
    }

    private record Reader(Path file) {

        Mapping read(JsonNode json) {
            known("the mapping", json, FIELDS);
            if (json.path("synod-mapping").asInt() != VERSION) {
                throw bad("a mapping begins with \"synod-mapping\": " + VERSION);
            }
            Map<String, Step> actions = new LinkedHashMap<>();
            json.path("actions").properties().forEach(a -> actions.put(a.getKey(), step(a.getKey(), a.getValue())));
            if (actions.isEmpty()) {
                throw bad("it maps no action: \"actions\" is missing or empty");
            }
            int maxSilent = json.path("maxSilent").asInt(json.has("silent") ? 1 : 0);
            if (maxSilent < 0 || maxSilent > MOST_SILENT) {
                throw bad("\"maxSilent\" is from 0 to " + MOST_SILENT);
            }
            String variable = json.path("variable").asText("event");
            if (!variable.matches("[A-Za-z]\\w*")) {
                throw bad("\"variable\" is no name: '" + variable + "'");
            }
            return new Mapping(
                    file,
                    json.path("actionField").asText("action"),
                    variable,
                    json.path("init").asText("Init"),
                    Collections.unmodifiableMap(actions),
                    texts(json, "silent"),
                    maxSilent,
                    Set.copyOf(texts(json, "modelValues")),
                    Set.copyOf(texts(json, "sets")),
                    Set.copyOf(texts(json, "functions")));
        }

        private Step step(String name, JsonNode json) {
            if (json.isTextual()) {
                return new Step(json.asText(), Map.of(), Map.of());
            }
            known("the action '" + name + "'", json, OF_AN_ACTION);
            if (!json.path("next").isTextual()) {
                throw bad("the action '" + name + "' does not say which action of the specification it is: \"next\"");
            }
            return new Step(json.get("next").asText(), strings(name, json, "some"), strings(name, json, "observed"));
        }

        private Map<String, String> strings(String action, JsonNode json, String field) {
            Map<String, String> strings = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : json.path(field).properties()) {
                if (!entry.getValue().isTextual() || !entry.getKey().matches("\\w+")) {
                    throw bad("the action '" + action + "': \"" + field + "\" maps names to TLA+, and '"
                            + entry.getKey() + "' is no name or not mapped to text");
                }
                strings.put(entry.getKey(), entry.getValue().asText());
            }
            return Collections.unmodifiableMap(strings);
        }

        private List<String> texts(JsonNode json, String field) {
            List<String> texts = new ArrayList<>();
            json.path(field).forEach(t -> texts.add(t.asText()));
            if (json.has(field)
                    && (!json.get(field).isArray()
                            || !json.get(field).valueStream().allMatch(JsonNode::isTextual))) {
                throw bad("\"" + field + "\" is a list of texts");
            }
            return List.copyOf(texts);
        }

        private void known(String what, JsonNode json, Set<String> fields) {
            if (!json.isObject()) {
                throw bad(what + " is a JSON object");
            }
            json.fieldNames().forEachRemaining(name -> {
                if (!fields.contains(name)) {
                    throw bad(what + " has a field '" + name + "', and knows " + new TreeSet<>(fields));
                }
            });
        }

        private MappingException bad(String what) {
            return new MappingException(file, what);
        }
    }
}
