package org.synod.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.explain.HistoryPage;
import org.synod.linearizability.explain.IndexPage;
import org.synod.linearizability.explain.Judged;
import org.synod.linearizability.explain.TimelineSvg;
import org.synod.linearizability.history.BadHistoryException;

/** Where the pictures of the histories of one call go: a file for one, a folder for many. */
final class HistoryPictures {
    private final Optional<Path> html;
    private final Optional<Path> svg;
    private final boolean many;
    private final String model;
    private final Set<String> names = new HashSet<>();
    private final List<IndexPage.Row> rows = new ArrayList<>();

    private HistoryPictures(Optional<Path> html, Optional<Path> svg, boolean many, String model) {
        this.html = html;
        this.svg = svg;
        this.many = many;
        this.model = model;
    }

    /**
     * Looks whether the pictures can be written, before anything is judged.
     *
     * @throws BadInput when they cannot
     */
    static HistoryPictures of(Optional<Path> html, Optional<Path> svg, List<Path> files, String model)
            throws IOException {
        HistoryPictures pictures = new HistoryPictures(html, svg, files.size() > 1, model);
        for (Optional<Path> target : List.of(html, svg)) {
            if (target.isPresent()) {
                pictures.prepare(target.get(), files);
            }
        }
        return pictures;
    }

    private void prepare(Path target, List<Path> files) throws IOException {
        if (many) {
            try {
                Files.createDirectories(target);
            } catch (FileAlreadyExistsException e) {
                throw new BadInput(target + ": pictures of many files go into a folder, and this is a file");
            }
            return;
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BadInput("the picture cannot be written to " + target + ": there is no such folder");
        }
        if (Files.isDirectory(target)) {
            throw new BadInput(target + ": the picture of one file is a file, and this is a folder");
        }
        if (Files.exists(target) && Files.exists(files.getFirst()) && Files.isSameFile(target, files.getFirst())) {
            throw new BadInput(target + ": the picture would take the place of the history");
        }
    }

    /** Whether there is anything to draw. */
    boolean wanted() {
        return html.isPresent() || svg.isPresent();
    }

    /**
     * Draws one.
     *
     * @throws BadInput when a picture cannot be written
     */
    void draw(Path file, Judged judged, HistoryResults results) {
        if (!wanted()) {
            return;
        }
        String name = many ? name(file) : "";
        if (html.isPresent()) {
            Path page = many ? html.get().resolve(name + ".html") : html.get();
            Output.write(page, HistoryPage.of(judged));
            String sentence = judged.verdict() instanceof Verdict.Violated violated
                    ? "no order explains " + violated.blocked().describe()
                    : "";
            rows.add(new IndexPage.Row(
                    file.toString(),
                    name + ".html",
                    judged.verdict().label(),
                    judged.verdict().statistics().operations(),
                    sentence));
            written(page, results);
        }
        if (svg.isPresent()) {
            Path picture = many ? svg.get().resolve(name + ".svg") : svg.get();
            Output.write(picture, TimelineSvg.of(judged));
            written(picture, results);
        }
    }

    private void written(Path picture, HistoryResults results) {
        if (!many) {
            results.print("  Picture: " + picture);
        }
    }

    /** Lists one that is no history. */
    void bad(Path file, BadHistoryException problem) {
        rows.add(new IndexPage.Row(file.toString(), "", "bad input", 0, Exit.sentence(problem)));
    }

    /**
     * Writes the index of many.
     *
     * @throws BadInput when it cannot be written
     */
    void finish() {
        if (many && html.isPresent()) {
            Output.write(html.get().resolve("index.html"), IndexPage.of(model, rows));
        }
    }

    /** The name of the file without its ending, made different from those before. */
    private String name(Path file) {
        String whole = String.valueOf(file.getFileName());
        int dot = whole.lastIndexOf('.');
        String base = dot > 0 ? whole.substring(0, dot) : whole;
        String name = base;
        for (int i = 2; name.equals("index") || !names.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
