package org.synod.conformance.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tlc2.tool.TLCState;

/**
 * Judges a trace in parts, side by side. It is cut where an earlier check left the states that agree with all events before:
 * each part begins in what was left, and only when the part before it ends in the very same states is that believed. So the
 * verdict is as good as if all had been followed from the beginning.
 */
public final class TraceParts {

    /** TLC evaluates recursive definitions on the stack. */
    private static final long STACK_BYTES = 512L << 20;

    private final SpecEvaluator spec;
    private final boolean inOrder;
    private final int jobs;
    private final SortedMap<String, Long> coverage = new TreeMap<>();
    private final AtomicLong followed = new AtomicLong();
    private final Deque<Part> parts = new ArrayDeque<>();
    private long judged;

    /**
     * A part under way.
     *
     * @param claimed what it must end in; null for the last one
     */
    private record Part(Future<Ended> ended, @Nullable List<TLCState> claimed) {}

    /** What became of a part. */
    private record Ended(TraceVerdict verdict, List<TLCState> frontier) {}

    /** The verdict; none when a state was not of this trace, or of this specification. */
    private record Outcome(@Nullable TraceVerdict verdict) {}

    private TraceParts(SpecEvaluator spec, boolean inOrder, int jobs) {
        this.spec = spec;
        this.inOrder = inOrder;
        this.jobs = jobs;
    }

    /**
     * Judges the trace of a run that is over: on so many threads where there are states of it, and on one where there are
     * none, which leaves some.
     *
     * @throws BadTraceException when the files are no trace
     */
    public static TraceVerdict check(
            Path specs, List<Path> files, SavedStates saved, int jobs, TraceChecker.Progress progress)
            throws InterruptedException {
        if (!saved.files().isEmpty()) {
            try (TraceMerge events = TraceMerge.of(files)) {
                TraceParts parts = new TraceParts(
                        SpecEvaluator.of(specs, Objects.requireNonNull(events.members())), events.inOrder(), jobs);
                TraceVerdict verdict = parts.check(events, saved, progress).verdict();
                if (verdict != null) {
                    return verdict;
                }
                progress.say(
                        "the states kept are not those of this trace and this specification: it is judged on one thread, "
                                + "and they are replaced");
                saved.clear();
            }
        }
        try (TraceMerge events = TraceMerge.of(files)) {
            TraceChecker checker = new TraceChecker(
                    SpecEvaluator.of(specs, Objects.requireNonNull(events.members())), events.inOrder());
            return checker.check(new Saving(events, checker, saved), progress);
        }
    }

    /** Saves the states now and then, when the events before have been followed and the next is asked for. */
    private static final class Saving implements TraceChecker.Events {
        private final TraceChecker.Events events;
        private final TraceChecker checker;
        private final SavedStates saved;
        private long given;

        Saving(TraceChecker.Events events, TraceChecker checker, SavedStates saved) {
            this.events = events;
            this.checker = checker;
            this.saved = saved;
        }

        @Override
        public @Nullable TraceEvent next() {
            if (given > 0 && given % saved.every() == 0) {
                saved.save(given, checker.frontier());
            }
            given++;
            return events.next();
        }

        @Override
        public long total() {
            return events.total();
        }
    }

    /** Judges the events, cut where there are states. */
    private Outcome check(TraceChecker.Events events, SavedStates saved, TraceChecker.Progress progress)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(jobs, work -> {
            Thread thread = new Thread(null, work, "trace-part", STACK_BYTES);
            thread.setDaemon(true); // When a limit is reached the rest is given up.
            return thread;
        });
        try {
            Alongside alongside = new Alongside(spec.group().initial());
            List<TLCState> start = List.of(spec.initial());
            long at = 0;
            for (Map.Entry<Long, Path> cut : saved.files().entrySet()) {
                List<TLCState> end = SavedStates.read(cut.getValue(), spec);
                TraceChecker checker = new TraceChecker(spec, inOrder, alongside.copy(), start);
                List<TraceEvent> part = take(events, cut.getKey() - at, alongside);
                if (part.size() < cut.getKey() - at) {
                    return new Outcome(null); // The trace is shorter: the states are of another one.
                }
                submit(threads, checker, part, end, events.total(), progress);
                at = cut.getKey();
                start = end;
                Outcome over = parts.size() > jobs ? first() : null;
                if (over != null) {
                    return over;
                }
            }
            TraceChecker last = new TraceChecker(spec, inOrder, alongside, start);
            while (!parts.isEmpty()) {
                Outcome over = first();
                if (over != null) {
                    return over;
                }
            }
            return new Outcome(last(last.check(events, (done, all) -> progress.events(judged + done, all))));
        } catch (IOException e) {
            return new Outcome(null);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<TraceEvent> take(TraceChecker.Events events, long count, Alongside alongside) {
        List<TraceEvent> part = new ArrayList<>();
        while (part.size() < count) {
            TraceEvent event = events.next();
            if (event == null) {
                break;
            }
            alongside.follow(event);
            part.add(event);
        }
        return part;
    }

    private void submit(
            ExecutorService threads,
            TraceChecker checker,
            List<TraceEvent> events,
            List<TLCState> end,
            long total,
            TraceChecker.Progress progress) {
        parts.add(new Part(
                threads.submit(() -> {
                    TraceVerdict verdict = checker.check(TraceChecker.Events.of(events), (done, all) -> {});
                    long done = followed.addAndGet(verdict.events());
                    progress.events(done, Math.max(total, done));
                    return new Ended(verdict, checker.frontier());
                }),
                end));
    }

    /** Waits for the first part; null when it conforms and ends where the next one began. */
    private @Nullable Outcome first() throws InterruptedException {
        Part part = parts.remove();
        try {
            Ended ended = part.ended().get();
            TraceVerdict verdict = add(ended.verdict());
            if (verdict.result() != TraceVerdict.Result.CONFORMS) {
                return new Outcome(verdict);
            }
            List<TLCState> claimed = part.claimed();
            return claimed == null || same(ended.frontier(), claimed) ? null : new Outcome(null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException("a part of the trace could not be judged", e.getCause());
        }
    }

    /** What is behind the last state may be nothing. */
    private TraceVerdict last(TraceVerdict verdict) {
        boolean nothing = verdict.result() == TraceVerdict.Result.UNKNOWN && verdict.total() == 0 && judged > 0;
        return nothing ? new TraceVerdict(TraceVerdict.Result.CONFORMS, judged, judged, coverage, null) : add(verdict);
    }

    /** With what was judged before it. */
    private TraceVerdict add(TraceVerdict verdict) {
        verdict.coverage().forEach((action, count) -> coverage.merge(action, count, Long::sum));
        judged += verdict.events();
        boolean conforms = verdict.result() == TraceVerdict.Result.CONFORMS;
        return new TraceVerdict(
                verdict.result(),
                judged,
                conforms ? judged : Math.max(verdict.total(), judged),
                new TreeMap<>(coverage),
                verdict.refusal());
    }

    /** TLC knows states by their fingerprints. */
    private static boolean same(List<TLCState> some, List<TLCState> others) {
        return some.stream()
                .map(TLCState::fingerPrint)
                .sorted()
                .toList()
                .equals(others.stream().map(TLCState::fingerPrint).sorted().toList());
    }
}
