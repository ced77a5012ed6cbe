package org.synod.conformance.mutants;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.synod.conformance.steps.Core;
import org.synod.conformance.steps.Finding;
import org.synod.conformance.steps.StepCheck;
import org.synod.conformance.steps.StepResult;
import org.synod.core.LogRecord;
import org.synod.protocol.Image;
import org.synod.protocol.Replica;
import org.synod.protocol.Rules;
import org.synod.protocol.Settings;
import org.synod.specs.InputException;
import org.synod.specs.Specs;

/** Confronts models with one mutant, until one of them shows it: a line with what came of it. */
final class StepProcess {

    static final String CAUGHT = "caught";

    /** Small ones of one root module, each about something else. */
    private static final List<String> MODELS = List.of("MCGroupLeave", "MCGroupGrow", "MCGroupTrim");

    private static final long MILLIS = 18_000;

    private StepProcess() {}

    /** Arguments: the folder of the checkout, and the mutant. */
    public static void main(String[] arguments) throws IOException, InputException, InterruptedException {
        Mutant.Subject.OfGroup group = Mutants.group(arguments[1])
                .orElseThrow(() -> new IllegalArgumentException(arguments[1] + " is no mutant of a group"));
        Specs specs = Specs.at(Path.of(arguments[0]));
        long end = System.currentTimeMillis() + MILLIS;
        long states = 0;
        for (String model : MODELS) {
            long left = Math.max(1, end - System.currentTimeMillis());
            StepResult result = StepCheck.run(
                    specs, model, with(group.rules()), new StepCheck.Limits(left, 0, true), (done, wrong) -> {});
            states += result.states();
            if (result.isViolated()) {
                Finding first = result.findings().getFirst();
                System.out.println(CAUGHT + "\t" + states + "\t" + model + " state " + first.state() + ": "
                        + first.what() + ": " + first.java());
                return;
            }
        }
        System.out.println("missed\t" + states + "\t");
    }

    private static Core.Factory with(Rules rules) {
        return new Core.Factory() {
            @Override
            public Core of(Settings settings, Image image) {
                return Core.around(Replica.of(settings.withRules(rules), image));
            }

            @Override
            public Core restarted(Settings settings, Iterable<LogRecord> log, long applied) {
                return Core.around(new Replica(settings.withRules(rules), true, log, applied));
            }
        };
    }
}
