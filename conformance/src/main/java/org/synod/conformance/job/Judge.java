package org.synod.conformance.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.own.Mapping;
import org.synod.conformance.own.OwnChecker;
import org.synod.conformance.own.OwnSpecification;
import org.synod.conformance.report.RunReport;
import org.synod.conformance.trace.Branches;
import org.synod.conformance.trace.SavedStates;
import org.synod.conformance.trace.SpecEvaluator;
import org.synod.conformance.trace.TraceChecker;
import org.synod.conformance.trace.TraceHeader;
import org.synod.conformance.trace.TraceMerge;
import org.synod.conformance.trace.TraceParts;
import org.synod.conformance.trace.TraceVerdict;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.explain.Explainer;
import org.synod.linearizability.explain.Explanation;
import org.synod.linearizability.explain.TimelineSvg;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.ModelKind;

/** Judges what a run left on disk: its traces by the specification, its history by the key-value model. */
public final class Judge {

    private static final long EXPLAIN_MILLIS = 10_000;

    private final Path specs;

    /** The folder {@code specs} of a checkout. */
    public Judge(Path specs) {
        this.specs = specs;
    }

    /**
     * Judges the traces of one group.
     *
     * @throws org.synod.conformance.trace.BadTraceException when they are no traces
     */
    public TraceVerdict trace(List<Path> files, TraceChecker.Progress progress) throws InterruptedException {
        return trace(files, TraceLimits.NONE, progress);
    }

    /**
     * The same with limits: what reaches one is unknown.
     *
     * @throws org.synod.conformance.trace.BadTraceException when they are no traces
     */
    public TraceVerdict trace(List<Path> files, TraceLimits limits, TraceChecker.Progress progress)
            throws InterruptedException {
        return limited(limits, progress, counted -> {
            try (TraceMerge events = TraceMerge.of(files)) {
                SpecEvaluator.Group members = Objects.requireNonNull(events.members());
                return new TraceChecker(SpecEvaluator.of(specs, members), events.inOrder()).check(events, counted);
            }
        });
    }

    /**
     * The same with states of the specification that are kept in a folder: those of an earlier check let this one go on in
     * parts on all processors, and where there are none they are left there.
     *
     * @throws org.synod.conformance.trace.BadTraceException when they are no traces
     */
    public TraceVerdict trace(List<Path> files, Path states, TraceLimits limits, TraceChecker.Progress progress)
            throws InterruptedException {
        int jobs = Runtime.getRuntime().availableProcessors();
        return limited(limits, progress, counted -> {
            try {
                return TraceParts.check(specs, files, new SavedStates(states), jobs, counted);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        });
    }

    /** Judges the traces of one group while its processes write them into a folder. */
    LiveCheck follow(Path folder, TraceLimits limits, boolean untilAllEnded, Listener listener) {
        return new LiveCheck(specs, folder, limits, untilAllEnded, listener);
    }

    /**
     * Judges the traces of one group while its processes write them into a folder; returns when all have ended theirs.
     *
     * @throws org.synod.conformance.trace.BadTraceException when they are no traces
     */
    public TraceVerdict follow(Path folder, TraceLimits limits, Listener listener) throws InterruptedException {
        try (LiveCheck check = follow(folder, limits, true, listener)) {
            return check.await();
        }
    }

    /**
     * Judges a trace of somebody's own specification; one specification in a process.
     *
     * @throws org.synod.conformance.own.MappingException when specification, configuration and mapping do not fit
     * @throws org.synod.conformance.trace.BadTraceException when it is no trace
     */
    public static TraceVerdict own(
            Path spec, Path config, Path mapping, Path trace, TraceLimits limits, TraceChecker.Progress progress)
            throws InterruptedException {
        Mapping read = Mapping.read(mapping);
        return limited(
                limits,
                progress,
                counted -> new OwnChecker(OwnSpecification.load(spec, config, read)).check(trace, counted));
    }

    static TraceVerdict limited(
            TraceLimits limits, TraceChecker.Progress progress, Function<TraceChecker.Progress, TraceVerdict> judge)
            throws InterruptedException {
        AtomicLong reached = new AtomicLong();
        Limited.Outcome<TraceVerdict> outcome = Limited.run(
                limits,
                () -> judge.apply(new TraceChecker.Progress() {
                    @Override
                    public void events(long done, long all) {
                        reached.set(done);
                        progress.events(done, all);
                    }

                    @Override
                    public void say(String sentence) {
                        progress.say(sentence);
                    }
                }));
        TraceVerdict verdict = outcome.result();
        return verdict != null
                ? verdict
                : new TraceVerdict(
                        TraceVerdict.Result.UNKNOWN,
                        reached.get(),
                        reached.get(),
                        new TreeMap<>(),
                        TraceVerdict.Refusal.of("none", outcome.limit(), List.of()));
    }

    /** Counts the branches of the specification that the traces of such a group take from now on. */
    public Branches branches(Path trace) {
        return SpecEvaluator.of(specs, TraceHeader.read(trace).members()).branches();
    }

    /**
     * Judges a history of the key-value store.
     *
     * @throws org.synod.linearizability.history.BadHistoryException when it is no history
     */
    public Verdict history(Path file) {
        return Checker.check(HistoryFiles.read(file), ModelKind.named("key-value"), Limits.DEFAULT);
    }

    /** What a refused trace says, for a person. */
    public static RunReport.Finding finding(String layer, String what, TraceVerdict verdict, String command) {
        TraceVerdict.Refusal refusal = verdict.refusal();
        if (refusal == null) {
            throw new IllegalArgumentException("nothing was refused");
        }
        return new RunReport.Finding(
                layer,
                what,
                RefusalText.of(verdict.events(), refusal),
                refusal.picture(),
                command,
                verdict.result() == TraceVerdict.Result.UNKNOWN);
    }

    /** The picture of a refusal as a file in the folder of the run; nothing where there is none. */
    static void draw(TraceVerdict verdict, Path folder) throws IOException {
        TraceVerdict.Refusal refusal = verdict.refusal();
        String picture = refusal == null ? null : refusal.picture();
        if (picture != null) {
            Files.writeString(folder.resolve("refusal.svg"), picture);
        }
    }

    /** What a history that is not linearizable says, for a person; null when it is. */
    public static RunReport.@Nullable Finding finding(String layer, String what, Verdict verdict, String command) {
        return switch (verdict) {
            case Verdict.Valid v -> null;
            case Verdict.Unknown u ->
                new RunReport.Finding(
                        layer,
                        what + ": the history could not be judged",
                        "the check reached a limit: " + u.cause().label(),
                        null,
                        command,
                        true);
            case Verdict.Violated v -> {
                Explanation explanation = Explainer.explain(v, Limits.DEFAULT.withTimeMillis(EXPLAIN_MILLIS));
                yield new RunReport.Finding(
                        layer,
                        what + ": the history is not linearizable",
                        explanation.text(),
                        TimelineSvg.of(explanation),
                        command,
                        false);
            }
        };
    }
}
