package org.synod.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a module says of itself, as far as the tables need it.
 *
 * @param name its name
 * @param folder the folder below {@code specs} that it stands in
 * @param summary the first sentence of the comment at its head, without what is in parentheses
 * @param bases the modules that it extends
 * @param instances the modules that it makes instances of, apart from those that it refines
 * @param refined property to the module whose {@code Spec} it is, {@code P == Instance!Spec}, or whose steps all steps
 *     are, {@code P == [][Instance!Next]_v}
 * @param definitions each definition without parameters, with the comment directly above it or else behind it, on one
 *     line; a refinement without one explains itself
 */
record TlaModule(
        String name,
        String folder,
        String summary,
        List<String> bases,
        Set<String> instances,
        Map<String, String> refined,
        Map<String, String> definitions) {
    private static final Pattern EXTENDS = Pattern.compile("^EXTENDS\\s+(\\w+(?:\\s*,\\s*\\w+)*)", Pattern.MULTILINE);
    private static final Pattern INSTANCE = Pattern.compile("(?:(\\w+)(?:\\([^)]*\\))? *== *)?\\bINSTANCE\\s+(\\w+)");
    private static final Pattern REFINES =
            Pattern.compile("(\\w+) *== *(?:\\[\\]\\[)?(\\w+)(?:\\([^)]*\\))?!(Spec|Next)\\b");
    /** A line of a comment that says something. */
    private static final Pattern COMMENT = Pattern.compile("(?:\\(\\* +|\\\\\\* +)(\\S.*?)(?:\\*\\))?$");

    private static final Pattern SENTENCE = Pattern.compile("^.*?\\.(?= |$)");
    private static final Pattern DEFINITION = Pattern.compile("^(\\w+) *==(.*)$");

    TlaModule {
        bases = List.copyOf(bases);
        instances = Collections.unmodifiableSet(new TreeSet<>(instances));
        refined = Collections.unmodifiableMap(new LinkedHashMap<>(refined));
        definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    }

    static TlaModule read(Path file) throws IOException {
        String text = Files.readString(file);
        String code = text.replaceAll("(?s)\\(\\*.*?\\*\\)", " ").replaceAll("\\\\\\*[^\n]*", " ");
        List<String> bases = new ArrayList<>();
        Matcher e = EXTENDS.matcher(code);
        if (e.find()) {
            bases.addAll(List.of(e.group(1).split("\\s*,\\s*", -1)));
        }
        Map<String, String> moduleOf = new LinkedHashMap<>();
        Set<String> instances = new LinkedHashSet<>();
        for (MatchResult m : INSTANCE.matcher(code).results().toList()) {
            instances.add(m.group(2));
            moduleOf.put(String.valueOf(m.group(1)), m.group(2));
        }
        Map<String, String> refined = new LinkedHashMap<>();
        Map<String, String> definitions = definitions(text.lines().toList());
        for (MatchResult m : REFINES.matcher(code).results().toList()) {
            String module = moduleOf.get(m.group(2));
            if (module != null) {
                refined.put(m.group(1), module);
                String says = m.group(3).equals("Spec")
                        ? "It implements `" + module + "`."
                        : "Each step is one of `" + module + "`, or changes nothing there.";
                definitions.computeIfPresent(m.group(1), (p, c) -> c.isEmpty() ? says : c);
            }
        }
        instances.removeAll(refined.values());
        return new TlaModule(
                file.getFileName().toString().replace(".tla", ""),
                folder(file),
                summary(text.lines().toList()),
                bases,
                instances,
                refined,
                definitions);
    }

    private static String summary(List<String> lines) {
        List<String> comment = lines.stream()
                .skip(1)
                .dropWhile(l -> l.startsWith("(***"))
                .takeWhile(l -> COMMENT.matcher(l).matches())
                .map(l -> COMMENT.matcher(l).replaceFirst("$1").strip())
                .toList();
        String text = String.join(" ", comment).replaceAll(" ?\\([^()]*\\)", "");
        Matcher sentence = SENTENCE.matcher(text);
        return sentence.find() ? sentence.group() : text;
    }

    private static String folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? "" : String.valueOf(parent.getFileName());
    }

    private static Map<String, String> definitions(List<String> lines) {
        Map<String, String> definitions = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher m = DEFINITION.matcher(lines.get(i));
            if (m.matches()) {
                String above = above(lines, i);
                int behind = m.group(2).indexOf("\\*");
                definitions.put(
                        m.group(1),
                        above.isEmpty() && behind >= 0
                                ? m.group(2).substring(behind + 2).strip()
                                : above);
            }
        }
        return definitions;
    }

    private static String above(List<String> lines, int definition) {
        int first = definition;
        while (first > 0 && lines.get(first - 1).startsWith("\\*")) {
            first--;
        }
        List<String> comment = lines.subList(first, definition).stream()
                .map(l -> l.substring(2).strip())
                .toList();
        return String.join(" ", comment);
    }
}
