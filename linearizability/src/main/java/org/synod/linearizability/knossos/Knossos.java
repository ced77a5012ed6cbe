package org.synod.linearizability.knossos;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.synod.linearizability.check.Limits;

/** Knossos, on a class path of the user's. */
public final class Knossos {
    private static final String COORDINATES =
            "Knossos is knossos/knossos to Leiningen and to deps.edn; in a project that has it, say --knossos-classpath"
                    + " \"$(lein classpath)\" or \"$(clojure -Spath)\".";

    private final List<Path> classPath;

    private Knossos(List<Path> classPath) {
        this.classPath = classPath;
    }

    /** The algorithms that Jepsen's checker takes. */
    public enum Algorithm {
        /** The other two beside each other, whichever is first. */
        COMPETITION,
        /** Wing and Gong's, with Lowe's extensions. */
        WGL,
        /** Lowe's just-in-time linearization. */
        LINEAR;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Knossos on that class path, or else on that of this program.
     *
     * @throws NoKnossosException when it is on neither
     */
    public static Knossos on(List<Path> classPath) {
        List<URL> urls = new ArrayList<>();
        for (Path entry : classPath) {
            if (!Files.exists(entry)) {
                throw new NoKnossosException("Knossos's class path names " + entry + ", which is not there.");
            }
            try {
                urls.add(entry.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has an address", e);
            }
        }
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), Knossos.class.getClassLoader())) {
            if (loader.getResource("knossos/competition.clj") == null
                    && loader.getResource("knossos/competition__init.class") == null) {
                throw new NoKnossosException("Knossos was not found"
                        + (classPath.isEmpty() ? "; " : " on the class path that was given; ") + COORDINATES);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a class path can be closed", e);
        }
        return new Knossos(List.copyOf(classPath));
    }

    /**
     * What is asked.
     *
     * @param file a history that our reader reads
     * @param model as {@link org.synod.linearizability.own.ChosenModel} takes it
     * @param modelClassPath likewise
     * @param keyed likewise
     */
    public record Question(Path file, String model, List<Path> modelClassPath, boolean keyed) {}

    /**
     * Asks in a process of its own, and kills it at the time limit, which counts from when Knossos is loaded.
     *
     * @throws InterruptedException when the caller was; the process is gone then
     */
    public Opinion ask(Question question, Algorithm algorithm, Limits limits) throws InterruptedException {
        try (KnossosProcess process =
                KnossosProcess.start(javaClassPath(), question, algorithm, limits.memoryBytes())) {
            return process.opinion(limits.timeMillis());
        }
    }

    /** The user's comes first: Knossos gets the Clojure that it was resolved with. */
    private String javaClassPath() {
        StringBuilder path = new StringBuilder();
        classPath.forEach(entry -> path.append(entry).append(File.pathSeparatorChar));
        return path.append(System.getProperty("java.class.path", "")).toString();
    }
}
