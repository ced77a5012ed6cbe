package org.synod.conformance.steps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synod.conformance.tla.GeneratedModule;

/**
 * The whole of a model's specification, to judge what Java does: every action, and bounds that are wider than the model's.
 */
final class WiderModel {

    /** So many slots and ballots more than the model has are there when Java is judged. */
    private static final int WIDER = 3;

    private static final int MANY = 1000;

    private WiderModel() {}

    /**
     * A module on top of the model's, and its configuration.
     *
     * @param folder of the root module and of the configuration, which is called as the model
     */
    static GeneratedModule of(Path folder, String root, String name) throws IOException {
        return new GeneratedModule(
                "StepsRun",
                whole(root, !folder.endsWith("log")),
                widened(Files.readString(folder.resolve(name + ".cfg"))));
    }

    private static String whole(String root, boolean grouped) {
        return """
                ---- MODULE StepsRun ----
                EXTENDS %s
                StepsConstants ==
                  [replicas |-> Replica, commands |-> Command, noOp |-> NoOp,
                   owners |-> [b \\in Ballots |-> Owner(b)], %s]
                StepsNext == Next%s
                ====
                """.formatted(
                        root,
                        grouped
                                ? "trees |-> Storage, initial |-> Initial, configurations |-> Configurations,"
                                        + " archiving |-> Archiving, applying |-> Trees"
                                : "trees |-> Replica, initial |-> Replica, configurations |-> {},"
                                        + " archiving |-> FALSE, applying |-> FALSE",
                        grouped ? " \\/ \\E r \\in Replica, n \\in Slots : NoteUpTo(r, n) \\/ TrimUpTo(r, n)" : "");
    }

    /** The constants of the model, with wider bounds, and every action. */
    private static String widened(String config) {
        String text = config.replaceAll("\\\\\\*[^\n]*", "");
        Matcher section = Pattern.compile(
                        "CONSTANTS?\\s(.*?)(?=\\n(SPECIFICATION|SYMMETRY|ACTION_CONSTRAINT|CONSTRAINT|INIT|NEXT|VIEW|"
                                + "INVARIANT|PROPERT|CHECK_DEADLOCK))",
                        Pattern.DOTALL)
                .matcher(text);
        if (!section.find()) {
            throw new IllegalArgumentException("a model without CONSTANTS");
        }
        String constants = section.group(1)
                .replaceAll("Retransmission *= *FALSE", "Retransmission = TRUE")
                .replaceAll("(MaxPending|MaxCrashes|MaxLost) *= *\\d+", "$1 = " + MANY);
        Matcher bound = Pattern.compile("(MaxSlot|MaxBallot) *= *(\\d+)").matcher(constants);
        constants = bound.replaceAll(m -> m.group(1) + " = " + (Integer.parseInt(m.group(2)) + WIDER));
        return "INIT Init\nNEXT StepsNext\nCONSTANTS " + constants + "\n";
    }
}
