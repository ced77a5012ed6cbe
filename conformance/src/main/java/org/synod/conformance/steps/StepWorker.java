package org.synod.conformance.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.synod.specs.InputException;
import org.synod.specs.Specs;

/**
 * The program that confronts models of one root module, started by {@link StepProcesses}.
 *
 * <p>Arguments: the root of the repository. On standard input a line for each model: its name and the limits, as {@link
 * StepCheck.Limits} has them, divided by blanks. On standard output lines of {@link #PROGRESS}, states and disagreements,
 * and for each model {@link #RESULT} with the {@link StepResult} as JSON.
 */
final class StepWorker {
    static final String PROGRESS = "progress ";
    static final String RESULT = "result ";

    private static final long EVERY_NANOS = 500_000_000;

    private StepWorker() {}

    public static void main(String[] arguments) throws IOException, InputException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Specs specs = Specs.at(Path.of(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            StepCheck.Limits limits = new StepCheck.Limits(
                    Long.parseLong(words[1]), Long.parseLong(words[2]), Boolean.parseBoolean(words[3]));
            long[] said = {System.nanoTime()};
            StepResult result = StepCheck.run(specs, words[0], Core.SHIPPED, limits, (states, disagreements) -> {
                if (System.nanoTime() - said[0] >= EVERY_NANOS) {
                    said[0] = System.nanoTime();
                    out.println(PROGRESS + states + " " + disagreements);
                }
            });
            out.println(RESULT + new ObjectMapper().writeValueAsString(result));
        }
    }
}
