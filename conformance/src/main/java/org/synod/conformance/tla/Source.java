package org.synod.conformance.tla;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tla2sany.semantic.SemanticNode;
import tla2sany.st.Location;

/** The text of the modules: what a node of the syntax tree looks like where it stands. */
public final class Source {

    private final Function<String, Path> moduleFile;
    private final Map<String, List<String>> modules = new HashMap<>();
    private final Map<String, String> called = new HashMap<>();

    /** With the files of the modules by name; a file need not exist. */
    public Source(Function<String, Path> moduleFile) {
        this.moduleFile = moduleFile;
    }

    /** Adds a module that stands in no file, and that a person knows as something else. */
    public void add(String module, String text, String calledWhat) {
        modules.put(module, text.lines().toList());
        called.put(module, calledWhat);
    }

    /** Whether the module is one of the specification, and not one of TLA+ itself. */
    boolean isOfSpecification(String module) {
        return !lines(module).isEmpty();
    }

    /** The node as it stands in its module, on one line and without comments. */
    public String text(SemanticNode node) {
        Location at = node.getLocation();
        List<String> lines = lines(at.source());
        StringBuilder text = new StringBuilder();
        for (int line = at.beginLine(); line <= at.endLine() && line <= lines.size(); line++) {
            String whole = lines.get(line - 1);
            int begin = line == at.beginLine() ? at.beginColumn() - 1 : 0;
            int end = line == at.endLine() ? Math.min(at.endColumn(), whole.length()) : whole.length();
            text.append(whole, Math.min(begin, end), end).append(' ');
        }
        return text.isEmpty()
                ? at.toString()
                : text.toString()
                        .replaceAll("\\\\\\*.*", "")
                        .replaceAll("\\s+", " ")
                        .trim();
    }

    /** Module and line, such as {@code ReplicationGroup.tla:194}. */
    public String place(SemanticNode node) {
        Location at = node.getLocation();
        String other = called.get(at.source());
        return other == null ? at.source() + ".tla:" + at.beginLine() : other;
    }

    /** The comment of whole lines that stands directly above the node; empty if there is none. */
    public String commentAbove(SemanticNode node) {
        Location at = node.getLocation();
        List<String> lines = lines(at.source());
        Deque<String> comment = new ArrayDeque<>();
        for (int line = at.beginLine() - 1; line >= 1 && line <= lines.size(); line--) {
            String text = lines.get(line - 1).strip();
            if (!text.startsWith("\\*")) {
                break;
            }
            comment.addFirst(text.substring(2).strip());
        }
        return String.join(" ", comment);
    }

    private List<String> lines(String module) {
        return modules.computeIfAbsent(module, name -> {
            Path file = moduleFile.apply(name);
            try {
                return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
            } catch (IOException e) {
                return List.of();
            }
        });
    }
}
