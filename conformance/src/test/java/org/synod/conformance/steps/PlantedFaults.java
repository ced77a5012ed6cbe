package org.synod.conformance.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.synod.core.LogRecord;
import org.synod.message.Message;
import org.synod.protocol.Image;
import org.synod.protocol.Input;
import org.synod.protocol.Output;
import org.synod.protocol.Settings;
import org.synod.specs.Specs;

/**
 * The program that confronts a small model with replicas that have a mistake, and with a specification that has one: a
 * process of its own, as TLC wants it. Prints a line for each, its name and the {@link StepResult} as JSON.
 */
final class PlantedFaults {

    static final String MODEL = "MCGroupLeave";

    /** What a planted replica does with a step of the right one. */
    private interface Fault {
        Output step(Core right, Input input);
    }

    private PlantedFaults() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Specs specs = Specs.at(Path.of(arguments[0]));
        print(out, "none", specs, Core.SHIPPED);
        print(out, "deaf", specs, planted(PlantedFaults::deaf));
        print(out, "hasty", specs, planted(PlantedFaults::hasty));
        print(out, "forgetful", specs, planted(PlantedFaults::forgetful));
        print(out, "silent", specs, planted(PlantedFaults::silent));
        Path copy = Path.of(arguments[1]);
        copyWithout(specs.folder(), copy.resolve("specs"), "  /\\ Fresh(r, C)\n");
        print(out, "drift", Specs.at(copy), Core.SHIPPED);
    }

    private static void print(PrintStream out, String name, Specs specs, Core.Factory factory) throws Exception {
        StepCheck.Limits limits =
                new StepCheck.Limits(Long.MAX_VALUE, 0, !name.equals("none") && !name.equals("drift"));
        StepResult result = StepCheck.run(specs, MODEL, factory, limits, (states, disagreements) -> {});
        out.println(name + " " + new ObjectMapper().writeValueAsString(result));
    }

    /** Does not hear what is chosen. */
    private static Output deaf(Core right, Input input) {
        return input instanceof Input.Received received && received.message() instanceof Message.Chosen
                ? right.step(Occasions.NOTHING)
                : right.step(input);
    }

    /** Tells of its vote before that is durable. */
    private static Output hasty(Core right, Input input) {
        Output output = right.step(input);
        for (LogRecord record : List.copyOf(output.records())) {
            if (record instanceof LogRecord.Voted vote) {
                output.messages()
                        .add(new Output.Envelope(
                                vote.ballot().replica(), new Message.Accepted(vote.ballot(), vote.slot(), 1)));
            }
        }
        return output;
    }

    /** Does not write its promises. */
    private static Output forgetful(Core right, Input input) {
        Output output = right.step(input);
        output.records().removeIf(record -> record instanceof LogRecord.Promised);
        return output;
    }

    /** Does not say which steps it took. */
    private static Output silent(Core right, Input input) {
        Output output = right.step(input);
        output.transitions().clear();
        return output;
    }

    private static Core.Factory planted(Fault fault) {
        return new Core.Factory() {
            @Override
            public Core of(Settings settings, Image image) {
                return around(Core.SHIPPED.of(settings, image));
            }

            @Override
            public Core restarted(Settings settings, Iterable<LogRecord> log, long applied) {
                return around(Core.SHIPPED.restarted(settings, log, applied));
            }

            private Core around(Core right) {
                return new Core() {
                    @Override
                    public Output start() {
                        return right.start();
                    }

                    @Override
                    public Output step(Input input) {
                        return fault.step(right, input);
                    }

                    @Override
                    public Image image() {
                        return right.image();
                    }
                };
            }
        };
    }

    /** The specifications, with a guard less. */
    private static void copyWithout(Path from, Path to, String guard) throws IOException {
        List<Path> files = new ArrayList<>(List.of(from.resolve("manifest.json")));
        try (Stream<Path> group = Files.list(from.resolve("group"))) {
            group.filter(Files::isRegularFile).forEach(files::add);
        }
        try (Stream<Path> log = Files.list(from.resolve("log"))) {
            log.filter(Files::isRegularFile).forEach(files::add);
        }
        try (Stream<Path> consensus = Files.list(from.resolve("consensus"))) {
            consensus.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            String text = Files.readString(file);
            if (file.endsWith("ReplicationGroup.tla")) {
                String without = text.replace(guard, "");
                if (without.equals(text)) {
                    throw new IllegalStateException("the specification has no guard " + guard);
                }
                text = without;
            }
            Files.writeString(copy, text);
        }
    }
}
