package org.synod.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synod.conformance.job.Judge;
import org.synod.conformance.replay.Replay;
import org.synod.conformance.replay.Scenario;
import org.synod.conformance.replay.Step;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.protocol.Replica;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Drives the replicas of Java along a scenario, and judges what they did by the specification.")
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a scenario; specs check NAME --scenario writes one")
    Path file = Path.of("");

    @Option(names = "--trace", paramLabel = "FILE", description = "keep the trace of what the replicas did")
    Optional<Path> trace = Optional.empty();

    @Option(names = "--write", description = "write into FILE how far the replicas go along")
    boolean write;

    @Option(names = "--json", description = "as JSON")
    boolean json;

    @Override
    public Integer call() throws Exception {
        Scenario scenario = Scenario.read(file);
        Path kept = trace.isPresent() ? trace.get() : Files.createTempFile("synod-replay", ".ndjson");
        try {
            Replay.Result result = Replay.run(scenario, Replica::new, kept);
            TraceVerdict verdict = new Judge(Home.specs()).trace(List.of(kept), (done, all) -> {});
            if (write) {
                Files.writeString(file, rewritten(result));
            }
            boolean holds =
                    (write || result.isAsExpected(scenario)) && verdict.result() == TraceVerdict.Result.CONFORMS;
            if (json) {
                json(scenario, result, verdict, holds);
            } else {
                print(scenario, result, verdict);
            }
            return holds ? Exit.HOLDS : verdict.result() == TraceVerdict.Result.UNKNOWN ? Exit.UNKNOWN : Exit.VIOLATED;
        } finally {
            if (trace.isEmpty()) {
                Files.delete(kept);
            }
        }
    }

    /** The file as it is, but for the mark at the step that is refused, behind which nothing is kept. */
    private String rewritten(Replay.Result result) throws IOException {
        StringBuilder text = new StringBuilder();
        int number = 0;
        Step stopped = result.stopped();
        for (String line : Files.readAllLines(file)) {
            number++;
            boolean last = stopped != null && stopped.line() == number;
            text.append(line.replaceFirst("\\s+refused$", "")).append(last ? " refused\n" : "\n");
            if (last) {
                break;
            }
        }
        return text.toString();
    }

    private static void json(Scenario scenario, Replay.Result result, TraceVerdict verdict, boolean holds) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("holds", holds);
        map.put("steps", scenario.steps().size());
        map.put("taken", result.steps());
        Step stopped = result.stopped();
        if (stopped != null) {
            map.put("refused", stopped.toString());
            map.put("line", stopped.line());
            map.put("instead", result.instead());
        }
        map.put("expectedAtLine", scenario.refused());
        map.put("trace", verdict);
        Console.json(map);
    }

    private void print(Scenario scenario, Replay.Result result, TraceVerdict verdict) {
        Step stopped = result.stopped();
        if (stopped == null) {
            System.out.println("the replicas took all " + result.steps() + " steps"
                    + (scenario.refused() == 0 ? "" : ", but line " + scenario.refused() + " is to be refused"));
        } else {
            System.out.println(file + ":" + stopped.line() + ": after " + result.steps()
                    + " steps the replica does not take this one"
                    + (result.isAsExpected(scenario) ? ", as the scenario says" : "") + ":\n  " + stopped
                    + "\ninstead: " + result.instead());
        }
        if (verdict.result() == TraceVerdict.Result.CONFORMS) {
            System.out.println("what they did conforms: " + verdict.events() + " events");
        } else {
            System.out.println(Judge.finding("replay", "", verdict, "").explanation());
        }
    }
}
