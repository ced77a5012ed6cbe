package org.synod.specs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All models, in the order of {@code specs/manifest.json}: the one list that tables, tests and the command line are
 * derived from.
 *
 * @param models the entries; their names are unique
 */
public record Manifest(List<Model> models) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    public Manifest {
        models = List.copyOf(models);
        Set<String> names = new HashSet<>();
        for (Model m : models) {
            if (!names.add(m.name())) {
                throw new IllegalArgumentException("two models are called " + m.name());
            }
        }
    }

    /**
     * Reads a manifest.
     *
     * @throws InputException if the file is not a manifest; the message names file and line
     * @throws IOException if it cannot be read
     */
    public static Manifest read(Path file) throws IOException, InputException {
        try {
            return JSON.readValue(Files.readString(file), Manifest.class);
        } catch (JsonMappingException e) {
            throw new InputException(at(file, e) + rootMessage(e));
        } catch (JsonProcessingException e) {
            throw new InputException(at(file, e) + e.getOriginalMessage());
        }
    }

    private static String at(Path file, JsonProcessingException e) {
        return file + (e.getLocation() == null ? ": " : ":" + e.getLocation().getLineNr() + ": ");
    }

    private static String rootMessage(JsonMappingException e) {
        Throwable cause = e.getCause();
        String message = cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
        return message == null ? "not a manifest" : message;
    }

    /** Writes the manifest where {@link #read} finds it. */
    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /** The models of one level, in order. */
    public List<Model> at(Level level) {
        return models.stream().filter(m -> m.level() == level).toList();
    }

    /** The models of one kind, in order. */
    public List<Model> of(Kind kind) {
        return models.stream().filter(m -> m.kind() == kind).toList();
    }

    /**
     * The models with these names, in the order of the names.
     *
     * @throws InputException if there is no such model; the message has the name that is nearest
     */
    public List<Model> named(List<String> names) throws InputException {
        List<Model> found = names.stream()
                .flatMap(n -> models.stream().filter(m -> m.name().equals(n)))
                .toList();
        if (found.size() < names.size()) {
            String missing = names.stream()
                    .filter(n -> models.stream().noneMatch(m -> m.name().equals(n)))
                    .findFirst()
                    .orElseThrow();
            String nearest = models.stream()
                    .map(Model::name)
                    .min(Comparator.comparingInt(n -> distance(n, missing)))
                    .orElse("none");
            throw new InputException("no model is called " + missing + ": the nearest name is " + nearest
                    + ", and ./synod specs list has them all");
        }
        return found;
    }

    /** How many letters must be added, removed or changed to make the one of the other, in whatever case. */
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j - 1], row[j]) + 1);
            }
        }
        return row[b.length()];
    }

    /** This manifest with what step conformance counted, by name of the model, in the place of what is recorded. */
    Manifest confronted(Map<String, StepFigures> figures) {
        return new Manifest(models.stream()
                .map(m -> {
                    StepFigures f = figures.get(m.name());
                    return f == null ? m : m.confronted(f);
                })
                .toList());
    }

    /** This manifest with the figures of the outcomes, by name of the model, in the place of the recorded ones. */
    public Manifest measured(Map<String, Outcome> outcomes) {
        return new Manifest(models.stream()
                .map(m -> {
                    Outcome o = outcomes.get(m.name());
                    return o == null ? m : m.measured(o);
                })
                .toList());
    }
}
