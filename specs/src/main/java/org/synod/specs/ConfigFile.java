package org.synod.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a model's configuration says beside its constants.
 *
 * @param properties what is checked of whole behaviours: the names after PROPERTY and PROPERTIES
 * @param checksDeadlock whether a state without successors is an error
 */
record ConfigFile(List<String> properties, boolean checksDeadlock) {
    private static final Set<String> KEYWORDS = Set.of(
            "CONSTANT",
            "CONSTANTS",
            "CONSTRAINT",
            "CONSTRAINTS",
            "ACTION_CONSTRAINT",
            "ACTION_CONSTRAINTS",
            "INVARIANT",
            "INVARIANTS",
            "INIT",
            "NEXT",
            "VIEW",
            "SYMMETRY",
            "SPECIFICATION",
            "PROPERTY",
            "PROPERTIES",
            "CHECK_DEADLOCK");

    ConfigFile {
        properties = List.copyOf(properties);
    }

    static ConfigFile read(Path file) throws IOException {
        String text =
                Files.readString(file).replaceAll("(?s)\\(\\*.*?\\*\\)", " ").replaceAll("\\\\\\*[^\n]*", " ");
        List<String> properties = new ArrayList<>();
        boolean deadlock = true;
        String section = "";
        for (String word : text.strip().split("\\s+", -1)) {
            if (KEYWORDS.contains(word)) {
                section = word;
            } else if (section.equals("PROPERTY") || section.equals("PROPERTIES")) {
                properties.add(word);
            } else if (section.equals("CHECK_DEADLOCK")) {
                deadlock = !word.equals("FALSE");
            }
        }
        return new ConfigFile(properties, deadlock);
    }
}
