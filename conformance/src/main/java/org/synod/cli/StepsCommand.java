package org.synod.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.synod.conformance.steps.Finding;
import org.synod.conformance.steps.StepCheck;
import org.synod.conformance.steps.StepModels;
import org.synod.conformance.steps.StepProcesses;
import org.synod.conformance.steps.StepResult;
import org.synod.conformance.steps.StepVerdict;
import org.synod.specs.Level;
import org.synod.specs.Model;
import org.synod.specs.Specs;
import org.synod.specs.StepFigures;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        description = "Exhaustive step conformance.",
        subcommands = StepsCommand.Check.class)
final class StepsCommand extends Group {

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Confronts every state and transition of models with the Java core, both ways.",
                "The models are those of MultiPaxos and ReplicationGroup; the counts must be those of the manifest."
            })
    static final class Check implements Callable<Integer> {

        @CommandLine.Spec
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Parameters(paramLabel = "NAME", description = "models; none: all of the level that must hold")
        List<String> names = new ArrayList<>();

        @Option(names = "--level", description = "quick or deep (default ${DEFAULT-VALUE})")
        Level level = Level.QUICK;

        @Option(names = "--state", paramLabel = "N", description = "the state of this number of the one NAME alone")
        long state;

        @Option(names = "--jobs", description = "processes at the same time (default: one for each processor)")
        int jobs = Runtime.getRuntime().availableProcessors();

        @Option(
                names = "--time-limit",
                paramLabel = "S",
                description = "seconds for each model (default ${DEFAULT-VALUE})")
        long seconds = 3600;

        @Option(names = "--record", description = "write what was counted into specs/manifest.json")
        boolean record;

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws Exception {
            refuse(state < 0 || (state > 0 && names.size() != 1), "--state needs a number and the NAME of one model");
            refuse(record && state > 0, "--record is for all states of a model");
            refuse(jobs < 1 || seconds < 1, "--jobs and --time-limit take positive numbers");
            refuse(level == Level.DISTRIBUTED, "--level takes quick or deep");
            Specs specs = Specs.at(Home.path());
            List<Model> models = names.isEmpty()
                    ? StepModels.at(specs.manifest(), level)
                    : specs.manifest().named(names);
            for (Model model : models) {
                if (!StepModels.isSuited(model)) {
                    throw new BadInput(model.name() + " is not a model of MultiPaxos or ReplicationGroup");
                }
            }
            Console console = new Console();
            Map<String, StepResult> results = StepProcesses.run(
                    Home.path(), models, new StepCheck.Limits(seconds * 1000, state, false), jobs, listener(console));
            console.clear();
            return tell(specs, models, results);
        }

        private void refuse(boolean wrong, String why) {
            if (wrong) {
                throw new CommandLine.ParameterException(spec.commandLine(), why);
            }
        }

        private static StepProcesses.Listener listener(Console console) {
            return new StepProcesses.Listener() {
                @Override
                public void progress(Model model, long states, long disagreements) {
                    console.status(String.format(
                            Locale.ROOT,
                            "%s: %,d of %,d states%s",
                            model.name(),
                            states,
                            model.distinctStates(),
                            disagreements == 0 ? "" : ", " + disagreements + " disagreements"));
                }

                @Override
                public void done(Model model, StepResult result) {
                    console.say(model.name() + ": " + result.states() + " states");
                }
            };
        }

        private int tell(Specs specs, List<Model> models, Map<String, StepResult> results) throws Exception {
            Map<String, StepFigures> figures = new TreeMap<>();
            List<Map<String, Object>> documents = new ArrayList<>();
            int code = Exit.HOLDS;
            for (Model model : models) {
                StepResult result = results.get(model.name());
                if (result == null) {
                    throw new IllegalStateException("nothing came of " + model.name());
                }
                StepVerdict verdict = StepVerdict.of(model, result, !record && state == 0);
                if (state > 0 && !result.isViolated() && result.states() == state) {
                    verdict =
                            new StepVerdict(StepVerdict.Result.HOLDS, model.name() + ": state " + state + " conforms");
                }
                code = worse(code, verdict);
                if (verdict.result() == StepVerdict.Result.HOLDS) {
                    figures.put(model.name(), result.figures());
                }
                if (json) {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("verdict", verdict.result().name().toLowerCase(Locale.ROOT));
                    document.put("sentence", verdict.sentence());
                    document.put("result", result);
                    documents.add(document);
                } else {
                    System.out.println(verdict.sentence());
                    result.exempt()
                            .forEach((why, n) -> System.out.println(String.format(Locale.ROOT, "  %,10d  %s", n, why)));
                    result.findings().stream().map(Finding::text).forEach(System.out::println);
                }
            }
            if (json) {
                Console.json(documents);
            }
            if (record) {
                specs.recordSteps(figures);
            }
            return code;
        }

        private static int worse(int code, StepVerdict verdict) {
            return switch (verdict.result()) {
                case HOLDS -> code;
                case VIOLATED -> Exit.VIOLATED;
                case UNKNOWN -> code == Exit.VIOLATED ? code : Exit.UNKNOWN;
            };
        }
    }
}
