package org.synod.conformance.tla;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import tlc2.util.FP64;
import util.ToolIO;

/**
 * A module that a program writes, on top of one that stands in a file, and its configuration.
 *
 * @param name of the module
 * @param text of the module
 * @param config the text of its configuration
 */
public record GeneratedModule(String name, String text, String config) {

    static {
        // TLC's own programs do so when they start. Without it all states have one fingerprint, and are taken for one.
        FP64.Init();
    }

    /**
     * Has TLC read it. Nothing is left of it afterwards, and nothing is seen on the console.
     *
     * @param said gets what TLC would have told the console
     * @param read makes TLC's evaluators, from the folder that the module stands in for so long
     */
    public <T> T load(OutputStream said, Function<Path, T> read) throws IOException {
        Path folder = Files.createTempDirectory("synod-module");
        Path module = folder.resolve(name + ".tla");
        Path configuration = folder.resolve(name + ".cfg");
        PrintStream console = ToolIO.out;
        try {
            Files.writeString(module, text);
            Files.writeString(configuration, config);
            ToolIO.out = new PrintStream(said, true, StandardCharsets.UTF_8);
            return read.apply(folder);
        } finally {
            ToolIO.out = console;
            for (Path file : List.of(module, configuration, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
