package org.synod.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * TLC's classes, loaded and verified, in a file of the JVM (class data sharing). A third of the time of a small model is
 * the loading of TLC; where many models are checked the file is made once for all of them, and deleted afterwards.
 */
final class SharedClasses implements AutoCloseable {
    private static final long SECONDS = 60;

    private final Path folder;
    private final Path file;
    /** Whoever ends this process in between leaves nothing behind. */
    private final Thread hook;

    /**
     * Makes the file, by checking one model.
     *
     * @param settings those of the runs that are to use it
     */
    SharedClasses(ModelChecker.Settings settings, Path module, Path config, List<Path> library)
            throws IOException, InterruptedException {
        folder = Files.createTempDirectory("synod-tlc-classes-");
        file = folder.resolve("tlc.jsa");
        hook = new Thread(() -> ModelChecker.delete(folder));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            make(new TlcCommand(settings, module, config, library, folder));
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void make(TlcCommand command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command.alone(List.of("-XX:ArchiveClassesAtExit=" + file)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                Files.deleteIfExists(file);
            }
        } finally {
            ModelChecker.kill(process);
        }
    }

    /** The settings with this file, if the JVM has made it. */
    ModelChecker.Settings in(ModelChecker.Settings settings) {
        return settings.withSharedClasses(Files.isRegularFile(file) ? file : null);
    }

    /** The options for a JVM that is to use such a file; one that cannot says nothing, and loads its classes itself. */
    static List<String> use(Path file) {
        return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:disable");
    }

    @Override
    public void close() {
        ModelChecker.delete(folder);
        ModelChecker.removeHook(hook);
    }
}
