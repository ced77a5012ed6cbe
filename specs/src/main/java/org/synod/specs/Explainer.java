package org.synod.specs;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Finds out what TLC does not say of a counterexample, in a process of its own: see {@link StepFinder}. */
final class Explainer {
    private static final long LIMIT_SECONDS = 60;

    private Explainer() {}

    /**
     * Explains a counterexample. Where the process fails or takes too long, the explanation has the names of the actions,
     * and neither parameters nor messages.
     *
     * @param folder the folder of module and configuration
     * @param library folders of the modules that it extends
     */
    static Explanation explain(
            Path folder, String module, String config, List<Path> library, Counterexample counterexample)
            throws IOException, InterruptedException {
        if (counterexample.length() < 2) {
            return Explanation.of(counterexample, List.of());
        }
        Process process = start(folder, module, config, library);
        try {
            List<Explanation.FoundStep> found = new ArrayList<>();
            Thread reading = Thread.ofPlatform()
                    .daemon()
                    .start(() -> process.inputReader(StandardCharsets.UTF_8)
                            .lines()
                            .filter(l -> l.startsWith(StepFinder.STEP + "\t"))
                            .forEach(l -> found.add(step(l.split("\t", -1)))));
            write(process, counterexample);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reading.join();
            return Explanation.of(counterexample, found);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Path folder, String module, String config, List<Path> library) throws IOException {
        // The TLC that this class was compiled with, even if another found the counterexample.
        String classes = String.join(File.pathSeparator, archive(StepFinder.class), archive(tlc2.TLC.class));
        String path = library.stream()
                .map(p -> p.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-DTLA-Library=" + path,
                        "-cp",
                        classes,
                        StepFinder.class.getName(),
                        folder.toAbsolutePath().toString(),
                        module,
                        config)
                // TLC looks for a configuration in the folder that it works in.
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String archive(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("the archive of " + type + " has no path", e);
        }
    }

    private static void write(Process process, Counterexample counterexample) {
        List<Counterexample.State> states = new ArrayList<>(counterexample.states());
        if (counterexample.end() == Counterexample.End.LOOPS) {
            states.add(states.get(counterexample.backTo() - 1));
        }
        try (BufferedWriter out = process.outputWriter(StandardCharsets.UTF_8)) {
            for (Counterexample.State state : states) {
                for (Map.Entry<String, String> v : state.variables().entrySet()) {
                    out.write(v.getKey() + "\t" + v.getValue().replaceAll("\\s+", " ") + "\n");
                }
                out.write("\n");
            }
        } catch (IOException | UncheckedIOException e) {
            // It ended before it had read everything; what it found until then is all there is.
            process.destroyForcibly();
        }
    }

    private static Explanation.FoundStep step(String[] parts) {
        int parameters = Integer.parseInt(parts[2]);
        List<String> rest = List.of(parts).subList(3, parts.length);
        return new Explanation.FoundStep(
                parts[1],
                rest.subList(0, parameters),
                rest.subList(parameters, rest.size()).stream()
                        .map(TlaValue::parse)
                        .toList());
    }
}
