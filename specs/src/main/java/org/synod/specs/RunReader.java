package org.synod.specs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Understands the messages of one run of TLC: progress while it goes on, the outcome at its end. */
final class RunReader {
    private static final Pattern PROGRESS = Pattern.compile("Progress\\((\\d+)\\) at .*?: ([\\d,]+) states generated.*?"
            + " ([\\d,]+) distinct states found.*? ([\\d,]+) states left on queue");
    private static final Pattern TOTALS = Pattern.compile(
            "([\\d,]+) states generated, ([\\d,]+) distinct states found, ([\\d,]+) states left on queue");
    private static final Pattern DEPTH = Pattern.compile("state graph search is ([\\d,]+)");
    private static final Pattern COLLISION = Pattern.compile("val = ([\\d.E-]+)");
    private static final Pattern COVERAGE = Pattern.compile("<(\\w+) line .*>: (\\d+):(\\d+)");
    private static final Pattern VIOLATED =
            Pattern.compile("(?:Invariant|Action property|Property) (.*?) is violated", Pattern.DOTALL);
    private static final Pattern STATE = Pattern.compile("(\\d+): <?(.*?)(?: (line [^>]*))?>?");
    private static final Pattern BACK = Pattern.compile("(\\d+): Back to state");
    private static final Pattern VARIABLE = Pattern.compile("(?:/\\\\ )?(\\w+) = (.*)");
    private static final Pattern POSITION =
            Pattern.compile("line (\\d+), col \\d+ to line \\d+, col \\d+ of module (\\w+)");

    private final long startNanos;
    private final Consumer<Progress> listener;
    private final List<Counterexample.State> states = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> outside = new ArrayList<>();
    private final Map<String, Statistics.Coverage> coverage = new HashMap<>();
    private Counterexample.End end = Counterexample.End.VIOLATION;
    private int backTo;
    private @Nullable String property;
    private boolean outOfMemory;
    private boolean complete;
    private boolean behaviour;
    private long generated;
    private long distinct;
    private long queue;
    private int depth;
    private double collision;
    private long lastGenerated;
    private double lastSeconds;

    RunReader(long startNanos, Consumer<Progress> listener) {
        this.startNanos = startNanos;
        this.listener = listener;
    }

    /** Takes one message: a code of tlc2.output.EC and its text. */
    void message(int code, String text) {
        switch (code) {
            case 2200 -> progress(text);
            case 2199 -> totals(text);
            case 2194 -> depth = (int) number(text, DEPTH);
            case 2193 -> {
                complete = true;
                Matcher m = COLLISION.matcher(text);
                while (m.find()) {
                    collision = Math.max(collision, Double.parseDouble(m.group(1)));
                }
            }
            case 2107, 2108, 2110, 2112 -> {
                Matcher m = VIOLATED.matcher(text);
                property = m.find() ? m.group(1).strip() : text;
                initialState(text);
            }
            case 2121 -> behaviour = true;
            case 2116 -> property = TEMPORAL;
            case 2114 -> property = "Deadlock";
            case 2104 -> property = "Assumption " + positionIn(text);
            case 2132 -> {
                property = "Assert";
                errors.add(text);
            }
            case 2217 -> state(text);
            case 2218 -> end = Counterexample.End.STUTTERS;
            case 2122 -> back(text);
            case 2772, 2773 -> covered(text);
            case 1001, 1002, 1003 -> outOfMemory = true;
            case ToolOutput.OUTSIDE -> outside.add(text);
            default -> {
                if (code == 1000 && text.contains("OutOfMemoryError")) {
                    outOfMemory = true;
                }
                // The general text of 1000 and 3002 names a problem that other messages or the parser describe.
                if (isError(code)) {
                    errors.add(text);
                }
            }
        }
    }

    /** The name of a violated temporal property, which TLC does not tell: the caller knows what was checked. */
    static final String TEMPORAL = "Temporal properties";

    /** What the distributed mode says of a violated invariant: it shows the behaviour, and ends as if nothing were. */
    static final String UNNAMED = "a property that the distributed TLC does not name";

    private static boolean isError(int code) {
        return code == 1000
                || code == 1005
                || (code >= 2103 && code <= 2184)
                || (code >= 2213 && code <= 2254 && code != 2219 && code != 2220 && code != 2221)
                || code == 2280
                || code == 2281
                || code >= 3000;
    }

    private void progress(String text) {
        Matcher m = PROGRESS.matcher(text);
        if (!m.find()) {
            return;
        }
        depth = (int) parse(m.group(1));
        generated = parse(m.group(2));
        distinct = parse(m.group(3));
        queue = parse(m.group(4));
        double now = seconds();
        // TLC rounds its own rate to minutes; ours is of the time since the last report.
        double elapsed = Math.max(now - lastSeconds, 1e-3);
        listener.accept(new Progress(
                generated, distinct, queue, depth, Math.round((generated - lastGenerated) / elapsed), now));
        lastGenerated = generated;
        lastSeconds = now;
    }

    private void totals(String text) {
        Matcher m = TOTALS.matcher(text);
        if (m.find()) {
            generated = parse(m.group(1));
            distinct = parse(m.group(2));
            queue = parse(m.group(3));
        }
    }

    private void state(String text) {
        int firstEnd = text.indexOf('\n');
        Matcher head = STATE.matcher(firstEnd < 0 ? text : text.substring(0, firstEnd));
        if (!head.matches()) {
            errors.add(text);
            return;
        }
        states.add(new Counterexample.State(
                Integer.parseInt(head.group(1)),
                head.group(2),
                head.group(3),
                variables(firstEnd < 0 ? "" : text.substring(firstEnd + 1))));
    }

    /** A state that violates at once is printed with the violation, and without a number. */
    private void initialState(String text) {
        int at = text.indexOf("initial state");
        int from = at < 0 ? -1 : text.indexOf('\n', at);
        if (from > 0) {
            states.add(new Counterexample.State(1, "Initial predicate", null, variables(text.substring(from + 1))));
        }
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        String name = null;
        for (String line : text.split("\n", -1)) {
            Matcher m = VARIABLE.matcher(line);
            // A line that goes on with a value is indented.
            if (m.matches()) {
                name = m.group(1);
                values.put(name, m.group(2));
            } else if (name != null && !line.isBlank()) {
                values.merge(name, "\n" + line, String::concat);
            }
        }
        return values;
    }

    private void back(String text) {
        Matcher m = BACK.matcher(text);
        if (m.find()) {
            end = Counterexample.End.LOOPS;
            backTo = Integer.parseInt(m.group(1));
        }
    }

    private void covered(String text) {
        Matcher m = COVERAGE.matcher(text);
        if (m.find()) {
            coverage.put(m.group(1), new Statistics.Coverage(parse(m.group(2)), parse(m.group(3))));
        }
    }

    /** The outcome of a run that ended by itself with this exit code. */
    Outcome outcome(int exitCode) {
        Statistics s = statistics();
        if (outOfMemory) {
            return new Outcome.Unknown(Outcome.Cause.MEMORY, "TLC ran out of memory", s);
        }
        if (exitCode == 0 && complete) {
            return new Outcome.Holds(s);
        }
        if (property != null && exitCode >= 10 && exitCode <= 14) {
            return new Outcome.Violated(property, new Counterexample(states, end, backTo), s);
        }
        if (behaviour && exitCode == 0) {
            return new Outcome.Violated(UNNAMED, new Counterexample(states, end, backTo), s);
        }
        String message = message();
        if (message.isEmpty()) {
            return new Outcome.Unknown(Outcome.Cause.ENDED, "TLC ended with exit code " + exitCode, s);
        }
        Matcher m = POSITION.matcher(message);
        return m.find()
                ? new Outcome.Failed(message, m.group(2), Integer.parseInt(m.group(1)), s)
                : new Outcome.Failed(message, null, 0, s);
    }

    private String message() {
        // The parser speaks outside of messages, and only its complaints matter.
        List<String> said = outside.stream()
                .filter(l -> !l.startsWith("Parsing file") && !l.startsWith("Semantic processing"))
                .toList();
        List<String> all = new ArrayList<>(said);
        all.addAll(errors);
        return String.join("\n", all).strip();
    }

    Statistics statistics() {
        return new Statistics(generated, distinct, queue, depth, seconds(), collision, coverage);
    }

    private static String positionIn(String text) {
        Matcher m = POSITION.matcher(text);
        return m.find() ? m.group() : text;
    }

    private static long number(String text, Pattern pattern) {
        Matcher m = pattern.matcher(text);
        return m.find() ? parse(m.group(1)) : 0;
    }

    private static long parse(String digits) {
        return Long.parseLong(digits.replace(",", ""));
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
