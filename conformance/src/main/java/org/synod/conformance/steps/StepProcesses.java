package org.synod.conformance.steps;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.synod.conformance.system.JavaProcess;
import org.synod.specs.Model;

/**
 * Confronts models of several root modules, some at the same time, in processes of their own. A process goes on with
 * models of its root module as long as there are any.
 */
public final class StepProcesses {

    private static final int MEGABYTES = 3072;

    /** Told of how it goes, by several threads. */
    public interface Listener {
        /** So many states of the model are confronted. */
        void progress(Model model, long states, long disagreements);

        /** A model is done. */
        void done(Model model, StepResult result);
    }

    private final Path home;
    private final StepCheck.Limits limits;
    private final Listener listener;
    private final List<Model> waiting;
    private final Map<String, StepResult> results = new TreeMap<>();

    private StepProcesses(Path home, List<Model> models, StepCheck.Limits limits, Listener listener) {
        this.home = home;
        this.limits = limits;
        this.listener = listener;
        this.waiting = new ArrayList<>(models);
        // The largest first: a small one then fills the gap at the end.
        waiting.sort(Comparator.comparingLong(Model::distinctStates).reversed());
    }

    /**
     * Confronts models with the replicas that are shipped.
     *
     * @param home the root of the repository
     * @param jobs how many at the same time
     * @return what came of each, by its name
     * @throws IllegalStateException when a process fails; what it said is on standard error
     */
    public static Map<String, StepResult> run(
            Path home, List<Model> models, StepCheck.Limits limits, int jobs, Listener listener)
            throws InterruptedException {
        StepProcesses all = new StepProcesses(home, models, limits, listener);
        ExecutorService executor = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<?>> lanes = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                lanes.add(executor.submit(() -> {
                    all.lane();
                    return null;
                }));
            }
            for (Future<?> lane : lanes) {
                lane.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the steps could not be checked", e.getCause());
        } finally {
            executor.shutdownNow();
        }
        return all.results;
    }

    private synchronized Optional<Model> next(String module) {
        Optional<Model> next =
                waiting.stream().filter(m -> m.module().equals(module)).findFirst();
        next.ifPresent(waiting::remove);
        return next;
    }

    private synchronized Optional<Model> any() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.removeFirst());
    }

    private synchronized void done(Model model, StepResult result) {
        results.put(model.name(), result);
        listener.done(model, result);
    }

    private void lane() throws IOException, InterruptedException {
        for (Optional<Model> first = any(); first.isPresent(); first = any()) {
            List<String> options = List.of("-Xmx" + MEGABYTES + "m", "-XX:+UseSerialGC");
            try (JavaProcess process = JavaProcess.start(StepWorker.class, options, List.of(home.toString()))) {
                for (Optional<Model> m = first;
                        m.isPresent();
                        m = next(first.get().module())) {
                    process.say(m.get().name() + " " + limits.millis() + " " + limits.onlyState() + " "
                            + limits.firstFinding());
                    done(m.get(), read(process, m.get()));
                }
            }
        }
    }

    private StepResult read(JavaProcess process, Model model) throws IOException {
        for (String line = process.hear(); line != null; line = process.hear()) {
            if (line.startsWith(StepWorker.RESULT)) {
                return new ObjectMapper().readValue(line.substring(StepWorker.RESULT.length()), StepResult.class);
            }
            if (line.startsWith(StepWorker.PROGRESS)) {
                String[] counts = line.substring(StepWorker.PROGRESS.length()).split(" ", -1);
                listener.progress(model, Long.parseLong(counts[0]), Long.parseLong(counts[1]));
            }
        }
        throw new IllegalStateException("the process that confronts " + model.name() + " has ended");
    }
}
