package org.synod.conformance.steps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.synod.specs.InputException;
import org.synod.specs.Model;
import org.synod.specs.Specs;
import tlc2.tool.TLCState;
import tlc2.value.IMVPerm;

/** Confronts a model with Java. */
public final class StepCheck {

    /** TLC evaluates recursive definitions on the stack. */
    private static final long STACK_BYTES = 256L << 20;

    private static final int MOST_FINDINGS = 5;

    /** Told of how far it is. */
    public interface Progress {
        void states(long confronted, long disagreements);
    }

    /**
     * When to stop.
     *
     * @param millis after so long, with {@link StepResult#complete} false
     * @param onlyState confront the state of this number alone; 0 for all
     * @param firstFinding whether one disagreement is enough
     */
    public record Limits(long millis, long onlyState, boolean firstFinding) {

        /** All states, however long it takes. */
        public static final Limits NONE = new Limits(Long.MAX_VALUE, 0, false);
    }

    /** The models that this process has read, by their configurations. */
    private static final Map<Path, StepSpec> READ = new HashMap<>();

    /** Their root module. TLC numbers the names of each specification anew, so that those of a second one would be mixed up. */
    private static String root = "";

    private final Specs specs;
    private final Core.Factory factory;
    private final Limits limits;
    private final Progress progress;

    private StepCheck(Specs specs, Core.Factory factory, Limits limits, Progress progress) {
        this.specs = specs;
        this.factory = factory;
        this.limits = limits;
        this.progress = progress;
    }

    /**
     * Confronts every state and every transition of a model with the replicas that the factory makes.
     *
     * @throws IllegalStateException when this process has confronted models of another root module
     * @throws InputException when there is no such model, or it is none of MultiPaxos or ReplicationGroup
     */
    public static StepResult run(Specs specs, String model, Core.Factory factory, Limits limits, Progress progress)
            throws IOException, InputException, InterruptedException {
        Model entry = specs.manifest().named(List.of(model)).getFirst();
        if (!StepModels.isSuited(entry)) {
            throw new InputException(model + " is not a model of MultiPaxos or ReplicationGroup");
        }
        StepCheck check = new StepCheck(specs, factory, limits, progress);
        AtomicReference<@Nullable StepResult> result = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(null, () -> result.set(check.run(entry)), "steps", STACK_BYTES);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
        thread.start();
        thread.join();
        StepResult done = result.get();
        if (done == null) {
            throw new IllegalStateException("the steps of " + model + " could not be checked", thrown.get());
        }
        return done;
    }

    private static synchronized StepSpec read(Specs specs, Model model) {
        if (!root.isEmpty() && !root.equals(model.module())) {
            throw new IllegalStateException("this process has read models of " + root + ", and " + model.name()
                    + " is one of " + model.module() + ": check them in two processes");
        }
        root = model.module();
        StepSpec known = READ.get(specs.config(model));
        if (known == null) {
            try {
                known = StepSpec.open(
                        specs.folder().resolve(model.path()), model.module(), model.name(), specs.library());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            READ.put(specs.config(model), known);
        }
        return known;
    }

    private StepResult run(Model model) {
        long begin = System.nanoTime();
        StepSpec spec = read(specs, model);
        JavaRuns java = new JavaRuns(factory, spec);
        Counts counts = new Counts();
        List<Finding> findings = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        IMVPerm[] symmetry = spec.symmetry();
        Deque<SpecState> queue = new ArrayDeque<>();
        for (SpecState initial : spec.initial()) {
            if (seen.add(initial.fingerprint().keyUnder(symmetry))) {
                queue.add(initial);
            }
        }
        boolean complete = true;
        while (!queue.isEmpty()) {
            if ((System.nanoTime() - begin) / 1_000_000 >= limits.millis()
                    || (limits.firstFinding() && counts.disagreements > 0)
                    || (limits.onlyState() > 0 && counts.states >= limits.onlyState())) {
                complete = false;
                break;
            }
            SpecState state = queue.remove();
            counts.states++;
            List<StepSpec.Transition> transitions = spec.transitions(state);
            for (StepSpec.Transition t : transitions) {
                if (seen.add(t.to().fingerprint().keyUnder(symmetry))) {
                    queue.add(t.to());
                }
            }
            if (limits.onlyState() == 0 || counts.states == limits.onlyState()) {
                confront(model, java, state, transitions, counts, findings);
                progress.states(counts.states, counts.disagreements);
            }
        }
        return new StepResult(
                model.name(),
                counts.states,
                counts.transitions,
                counts.confirmed,
                counts.exempt,
                counts.inputs,
                counts.steps,
                counts.outside,
                counts.disagreements,
                findings,
                complete,
                (System.nanoTime() - begin) / 1e9);
    }

    private void confront(
            Model model,
            JavaRuns java,
            SpecState state,
            List<StepSpec.Transition> transitions,
            Counts counts,
            List<Finding> findings) {
        new Confrontation(java, state, counts, (replica, what, specification, did) -> {
                    counts.disagreements++;
                    if (findings.size() < MOST_FINDINGS) {
                        findings.add(new Finding(
                                counts.states,
                                replica.toString(),
                                what,
                                specification,
                                did,
                                variables(state.state()),
                                "./synod steps check " + model.name() + " --state " + counts.states));
                    }
                })
                .confront(transitions);
    }

    private static SortedMap<String, String> variables(TLCState state) {
        SortedMap<String, String> variables = new TreeMap<>();
        state.getVals()
                .forEach((name, value) ->
                        variables.put(name.toString(), String.valueOf(value).replaceAll("\\s+", " ")));
        return variables;
    }
}
