package org.synod.linearizability.weaker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Answer;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.model.MultiRegister;

/**
 * Which objects of a history are linearizable, each by itself.
 *
 * <p>For keys of a key-value store and for independent registers that is all there is: a history is linearizable exactly
 * when each object is (Herlihy & Wing 1990, theorem 1). The registers of a multi-register are no objects of that kind,
 * since a transaction touches several at one moment: each may be linearizable when only its own reads and writes count,
 * and not all together.
 *
 * @param noun what the objects are: {@code key} or {@code register}
 * @param objects how many there are
 * @param violated names of those that are not linearizable, as far as is known
 * @param undecided how many were not decided within the limits
 */
public record Alone(String noun, int objects, List<String> violated, int undecided) {
    private static final int MOST_NAMED = 10;

    /** What was found, with the objects that may be violated. */
    record Found(Alone alone, List<Part> suspects) {}

    /**
     * Judges each key.
     *
     * @param known one that is violated
     */
    static Found keys(List<Part> parts, Part known, Limits limits) {
        return judge("key", parts, known, limits);
    }

    /** Judges each register of a multi-register. */
    static Alone registers(Part part, Limits limits) {
        return judge("register", registers(part), null, limits).alone();
    }

    private static Found judge(String noun, List<Part> parts, @Nullable Part known, Limits limits) {
        Clock clock = new Clock(limits);
        List<String> violated = new ArrayList<>();
        List<Part> suspects = new ArrayList<>();
        int undecided = 0;
        for (Part part : parts) {
            Answer answer = known != null && Objects.equals(part.key(), known.key())
                    ? Answer.VIOLATED
                    : Checker.linearizable(part, clock.left());
            if (answer.isViolated()) {
                violated.add(EdnWriter.toString(part.key()));
            } else if (!answer.holds()) {
                undecided++;
            }
            if (!answer.holds()) {
                suspects.add(part);
            }
        }
        return new Found(new Alone(noun, parts.size(), violated, undecided), suspects);
    }

    /** The registers as objects of their own: of each transaction the steps on that register. */
    private static List<Part> registers(Part part) {
        Map<Object, List<Operation>> byRegister = new LinkedHashMap<>();
        for (Operation operation : part.operations()) {
            Map<Object, List<Object>> steps = new LinkedHashMap<>();
            for (Object step : (List<?>) Objects.requireNonNull(operation.value())) {
                steps.computeIfAbsent(((List<?>) step).get(1), register -> new ArrayList<>())
                        .add(step);
            }
            steps.forEach((register, own) -> byRegister
                    .computeIfAbsent(register, r -> new ArrayList<>())
                    .add(operation.on(operation.key(), own)));
        }
        List<Part> parts = new ArrayList<>();
        byRegister.forEach((register, operations) -> parts.add(new Part(register, part.initial(), operations)));
        return parts;
    }

    /** Whether the part has registers. */
    static boolean hasRegisters(Part part) {
        return part.initial() instanceof MultiRegister;
    }

    /** One sentence. */
    String sentence() {
        if (violated.isEmpty() && undecided == 0) {
            return "Each " + noun + " alone is linearizable: only together they are not.";
        }
        StringBuilder text = new StringBuilder();
        text.append("Of ")
                .append(objects)
                .append(' ')
                .append(noun)
                .append(objects == 1 ? "" : "s")
                .append(", ");
        text.append(undecided > 0 ? "at least " : "").append(violated.size());
        text.append(violated.size() == 1 ? " is violated" : " are violated");
        if (!violated.isEmpty()) {
            int most = Math.min(violated.size(), MOST_NAMED);
            text.append(": ").append(String.join(", ", violated.subList(0, most)));
            text.append(most < violated.size() ? ", ..." : "");
        }
        if (undecided > 0) {
            text.append("; ").append(undecided).append(" not decided within the limits");
        }
        return text.append('.').toString();
    }
}
