package org.synod.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Progress;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.explain.Explanation;
import org.synod.linearizability.explain.VerdictJson;
import org.synod.linearizability.explain.Witnesses;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.knossos.Comparison;
import org.synod.linearizability.knossos.Opinion;

/**
 * What is known of the histories of one call, printed as it comes: the verdict as soon as there is one. Whoever interrupts
 * the call is told what is known by then.
 */
final class HistoryResults implements Progress, AutoCloseable {
    private static final int MOST_WITNESS_LINES = 60;

    private final int files;
    private final boolean json;
    private final boolean witness;
    private final Console console = new Console();
    private final long start = System.nanoTime();
    private final Thread hook = new Thread(this::interrupted, "interrupted");
    private final List<Map<String, @Nullable Object>> results = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private Path file = Path.of("");
    private int worst = Exit.HOLDS;
    /** Without the file that was judged last. */
    private int worstBefore = Exit.HOLDS;

    private boolean judged = true;
    private boolean done;
    private String progress = "";

    /**
     * @param files how many there are
     * @param json whether the results are one JSON document at the end
     * @param witness whether the orders of valid ones are wanted
     */
    HistoryResults(int files, boolean json, boolean witness) {
        this.files = files;
        this.json = json;
        this.witness = witness;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The next file is read. */
    synchronized void begin(Path next) {
        file = next;
        judged = false;
        progress = "";
        console.status(where() + "reading");
    }

    private String where() {
        return (files > 1 ? (results.size() + 1) + " of " + files + ": " : "") + file + ": ";
    }

    @Override
    public synchronized void judged(long operations, long allOperations, int objects, int allObjects) {
        progress = String.format(
                Locale.ROOT,
                "%,d of %,d operations resolved, %,d of %,d objects judged",
                operations,
                allOperations,
                objects,
                allObjects);
        console.status(where() + progress);
    }

    /** The file is judged. */
    synchronized void verdict(String model, Verdict verdict, String command) {
        judged = true;
        count(verdict.label(), verdict.exitCode());
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("file", file.toString());
        map.putAll(VerdictJson.of(model, verdict, null));
        map.put("command", command);
        if (witness && verdict instanceof Verdict.Valid valid && json) {
            map.put("witness", VerdictJson.witness(valid));
        }
        results.add(map);
        if (json) {
            return;
        }
        print(file + ": " + verdict.label()
                + (verdict instanceof Verdict.Unknown unknown
                        ? ", " + unknown.cause().label()
                        : "") + " ("
                + verdict.statistics().operations() + " operations)");
        if (verdict instanceof Verdict.Unknown && !progress.isEmpty()) {
            print("  " + progress);
        }
        if (verdict instanceof Verdict.Violated violated && files > 1) {
            print("  no order explains " + violated.blocked().describe() + "; to see why: " + command);
        }
        if (witness && verdict instanceof Verdict.Valid valid) {
            Witnesses.lines(valid, MOST_WITNESS_LINES).forEach(line -> print("  " + line));
        }
        if (verdict instanceof Verdict.Violated && files == 1) {
            console.status(file + ": " + verdict.label() + "; looking for the reasons");
        }
    }

    /** Knossos judged the file, and nobody else. */
    synchronized void knossos(String model, Opinion opinion, String command) {
        judged = true;
        count(opinion.answer().label(), opinion.answer().exitCode());
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("file", file.toString());
        map.put("verdict", opinion.answer().label());
        map.put("exitCode", opinion.answer().exitCode());
        map.put("model", model);
        map.put("checker", "knossos");
        map.put("knossos", opinion.json());
        map.put("command", command);
        results.add(map);
        print(file + ": " + opinion.answer().label() + " says Knossos");
        print("  Knossos: " + opinion.text());
    }

    /** Knossos judged the file that was judged last as well. */
    synchronized void compared(Comparison both) {
        worst = worse(worstBefore, both.exitCode());
        Map<String, @Nullable Object> map = results.getLast();
        map.put("checker", "both");
        map.put("exitCode", both.exitCode());
        map.put("knossos", both.theirs().json());
        map.put("agree", both.agree());
        print("  Knossos: " + both.theirs().text());
        String disagreement = both.disagreement();
        if (disagreement != null) {
            map.put("disagreement", disagreement);
            counts.merge("contradicted", 1, Integer::sum);
            print("  " + disagreement);
            // On both streams: whoever keeps only one of them sees it.
            System.err.println(file + ": " + disagreement);
        }
    }

    /** The violated file that was judged last is explained. */
    synchronized void explained(String model, Explanation explanation) {
        if (json) {
            results.getLast().putAll(VerdictJson.of(model, explanation.verdict(), explanation));
        } else if (files == 1) {
            print(explanation.text().indent(2).replaceAll("(?m)^ +$", "").stripTrailing());
            print("\n  Again: " + results.getLast().get("command"));
        }
    }

    /** The file is no history. */
    synchronized void bad(BadHistoryException problem) {
        judged = true;
        count("bad input", Exit.BAD_INPUT);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("file", file.toString());
        map.put("exitCode", Exit.BAD_INPUT);
        map.put("error", Exit.sentence(problem));
        results.add(map);
        console.clear();
        System.err.println("synod: " + Exit.sentence(problem));
    }

    /** Writes pictures. Where that fails the verdicts are told all the same. */
    void written(Runnable pictures) {
        try {
            pictures.run();
        } catch (BadInput problem) {
            synchronized (this) {
                worst = worse(worst, Exit.BAD_INPUT);
                console.clear();
                System.err.println("synod: " + Exit.sentence(problem));
            }
        }
    }

    private void count(String label, int code) {
        counts.merge(label, 1, Integer::sum);
        worstBefore = worst;
        worst = worse(worst, code);
    }

    /** Bad input before violated before unknown before valid; the last three as Jepsen merges them. */
    private static int worse(int a, int b) {
        if (a == Exit.BAD_INPUT || b == Exit.BAD_INPUT) {
            return Exit.BAD_INPUT;
        }
        return a == Exit.VIOLATED || b == Exit.VIOLATED ? Exit.VIOLATED : Math.max(a, b);
    }

    /** Prints something beside the verdicts. */
    synchronized void print(String line) {
        console.clear();
        if (!json) {
            System.out.println(line);
            System.out.flush();
        }
    }

    /** Prints what is to be printed at the end; the exit code of all. */
    synchronized int finish() {
        done = true;
        if (json) {
            document();
        } else if (files > 1) {
            print(String.format(
                    Locale.ROOT, "%d files: %s (%.1f s)", files, summary(), (System.nanoTime() - start) / 1e9));
        }
        console.clear();
        return worst;
    }

    private void document() {
        Console.json(files == 1 && results.size() == 1 ? results.getFirst() : results);
    }

    private String summary() {
        StringJoiner text = new StringJoiner(", ");
        counts.forEach((label, count) -> text.add(count + " " + label));
        return text.toString();
    }

    /** Says what is known when the call is interrupted; the lock keeps everything else from being printed after it. */
    private synchronized void interrupted() {
        if (done) {
            return;
        }
        done = true;
        console.clear();
        int known = results.size();
        String at = judged ? "" : "; " + file + " was not judged" + (progress.isEmpty() ? "" : ": " + progress);
        System.err.println("synod: interrupted: " + known + " of " + files + (files == 1 ? " file" : " files")
                + " judged" + (known == 0 ? "" : " (" + summary() + ")") + at);
        if (json) {
            if (!judged) {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                map.put("file", file.toString());
                map.put("verdict", "unknown");
                map.put("exitCode", Exit.INTERRUPTED);
                map.put("cause", "interrupted");
                results.add(map);
            }
            document();
        }
        System.out.flush();
    }

    @Override
    public void close() {
        synchronized (this) {
            done = true;
            console.clear();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already.
        }
    }
}
