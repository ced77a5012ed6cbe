package org.synod.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The specifications of this repository: where they are, which models there are, and checking them. */
public final class Specs {
    /** From so many models on it pays to load TLC's classes once for all. */
    private static final int MANY = 10;

    private final Path folder;
    private final Manifest manifest;

    private Specs(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * The specifications below the repository that the system property {@code synod.home} names, or else the working
     * folder.
     *
     * @throws InputException if there is no manifest there, or it is wrong
     */
    public static Specs open() throws IOException, InputException {
        return at(Path.of(System.getProperty("synod.home", ".")));
    }

    /** The specifications below this root of a repository. */
    public static Specs at(Path home) throws IOException, InputException {
        Path folder = home.toAbsolutePath().normalize().resolve("specs");
        Path file = folder.resolve("manifest.json");
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no " + file + "; synod.home must name the root of the repository");
        }
        return new Specs(folder, Manifest.read(file));
    }

    /** The folder of the specifications. */
    public Path folder() {
        return folder;
    }

    /** The folder's manifest. */
    public Manifest manifest() {
        return manifest;
    }

    /** The root module of a model. */
    public Path module(Model model) {
        return folder.resolve(model.path()).resolve(model.module() + ".tla");
    }

    /** The configuration of a model. */
    public Path config(Model model) {
        return folder.resolve(model.path()).resolve(model.name() + ".cfg");
    }

    /** All folders of modules, for each may extend modules of the others. */
    public List<Path> library() throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .filter(p -> !p.endsWith("src") && !p.endsWith("target"))
                    .sorted()
                    .toList();
        }
    }

    /** Told of how a check goes; by several threads if several models are checked at once. */
    public interface Listener {
        /** TLC reports on a model that it is checking. */
        void progress(Model model, Progress progress);

        /** A model is done. */
        void done(Result result);
    }

    /** A listener that does nothing. */
    public static final Listener SILENT = new Listener() {
        @Override
        public void progress(Model model, Progress progress) {}

        @Override
        public void done(Result result) {}
    };

    /**
     * Checks models and compares them with the manifest.
     *
     * @param settings the limits of each run; models with a counterexample and liveness get one worker whatever they say
     * @param jobs how many models are checked at once; more than one only makes sense with one worker each
     * @return one result for each model, in order
     * @throws InterruptedException if the thread was interrupted; nothing is running any more then
     * @throws InputException if the distributed mode would say of one of them less than is to be checked
     */
    public List<Result> check(List<Model> models, ModelChecker.Settings settings, int jobs, Listener listener)
            throws IOException, InterruptedException, InputException {
        if (settings.distributed() > 0) {
            for (Model model : models) {
                refuseUndistributable(model);
            }
        }
        if (models.size() < MANY || settings.distributed() > 0) {
            return checkAll(models, settings, jobs, listener);
        }
        Model first = models.getFirst();
        try (SharedClasses classes = new SharedClasses(settings, module(first), config(first), library())) {
            return checkAll(models, classes.in(settings), jobs, listener);
        }
    }

    private List<Result> checkAll(List<Model> models, ModelChecker.Settings settings, int jobs, Listener listener)
            throws IOException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<Result>> running = new ArrayList<>();
            for (Model model : models) {
                running.add(executor.submit(() -> {
                    Result result = check(model, settings, listener);
                    listener.done(result);
                    return result;
                }));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> future : running) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
            executor.close();
        }
    }

    private void refuseUndistributable(Model model) throws IOException, InputException {
        List<String> properties = ConfigFile.read(config(model)).properties();
        if (!properties.isEmpty()) {
            throw new InputException(model.name() + " cannot be checked in the distributed mode, which would ignore "
                    + String.join(", ", properties) + " without a word");
        }
        if (model.expected() != Expected.HOLDS) {
            throw new InputException(model.name()
                    + " cannot be checked in the distributed mode, which does not name the property that is violated");
        }
    }

    /**
     * Checks all models of a level the way that suits it: quick ones side by side with one worker each, others
     * one after the other with a worker for each processor, or with the processes of the distributed mode.
     */
    public List<Result> check(Level level, ModelChecker.Settings settings, Listener listener)
            throws IOException, InterruptedException, InputException {
        int processors = Runtime.getRuntime().availableProcessors();
        return level == Level.QUICK && settings.distributed() == 0
                ? check(manifest.at(level), settings.withWorkers(1), processors, listener)
                : check(manifest.at(level), settings.withWorkers(processors), 1, listener);
    }

    /** Checks one model and compares it with the manifest. */
    public Result check(Model model, ModelChecker.Settings settings, Listener listener)
            throws IOException, InterruptedException {
        // A small model is done before a better compiler pays for itself.
        ModelChecker.Settings own = settings.withQuickStart(model.distinctStates() < 5_000);
        if (model.kind().oneWorker()) {
            own = own.withWorkers(1);
        }
        Outcome outcome =
                new ModelChecker(own).check(module(model), config(model), library(), p -> listener.progress(model, p));
        return Result.of(model, named(model, outcome));
    }

    /**
     * Writes the figures of these results into the manifest's file, apart from results that are not what they must be.
     *
     * @return what became of each, in order
     */
    public List<Recording> record(List<Result> results) throws IOException {
        Map<String, Outcome> outcomes = results.stream()
                .filter(r -> Recording.records(r.model(), r.outcome()))
                .collect(Collectors.toMap(r -> r.model().name(), Result::outcome, (a, b) -> b));
        manifest.measured(outcomes).write(folder.resolve("manifest.json"));
        return results.stream().map(r -> Recording.of(r.model(), r)).toList();
    }

    /** Writes what step conformance counted, by name of the model, into the manifest's file. */
    public void recordSteps(Map<String, StepFigures> figures) throws IOException {
        manifest.confronted(figures).write(folder.resolve("manifest.json"));
    }

    /** Explains a counterexample that the checking of this model has found. */
    public Explanation explain(Model model, Counterexample counterexample) throws IOException, InterruptedException {
        return Explainer.explain(folder.resolve(model.path()), model.module(), model.name(), library(), counterexample);
    }

    /**
     * TLC does not say which temporal property is violated, and of a step that a specification does not allow only
     * where it stands in that specification; where a model has but one property it is that.
     */
    private Outcome named(Model model, Outcome outcome) throws IOException {
        if (outcome instanceof Outcome.Violated v
                && (v.property().equals(RunReader.TEMPORAL) || v.property().startsWith("line "))) {
            List<String> properties = ConfigFile.read(config(model)).properties();
            if (properties.size() == 1) {
                return new Outcome.Violated(properties.getFirst(), v.counterexample(), v.statistics());
            }
        }
        return outcome;
    }
}
