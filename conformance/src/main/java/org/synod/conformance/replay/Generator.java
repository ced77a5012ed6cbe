package org.synod.conformance.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.protocol.Replica;

/**
 * Finds scenarios that reach what none before has reached: wanders from a seed, or on from a scenario that is known to lead
 * somewhere, and keeps what reaches a branch of the specification for the first time, made as short as it can be.
 */
public final class Generator {

    private static final int LONG = 400;

    /** Says what a trace reaches: actions and branches of the specification, by their names; null for a trace that is refused. */
    public interface Reach {
        @Nullable Set<String> of(Path trace) throws IOException, InterruptedException;
    }

    private final Reach reach;
    private final Path folder;
    private final Set<String> reached = new TreeSet<>();

    /**
     * A generator.
     *
     * @param folder gets a scenario for each find
     * @param known what need not be reached again
     */
    public Generator(Reach reach, Path folder, Set<String> known) {
        this.reach = reach;
        this.folder = folder;
        reached.addAll(known);
    }

    /** Everything that was reached so far. */
    public Set<String> reached() {
        return reached;
    }

    /** Wanders with this seed; the scenario that was kept, or null. */
    public @Nullable Path tryOut(long seed) throws IOException, InterruptedException {
        Scenario frame = frame(new SplittableRandom(seed).nextBoolean());
        Path trace = Files.createTempFile("synod-wander", ".ndjson");
        try {
            List<ScenarioStep> steps = new Wanderer(seed, frame).wander(LONG, trace);
            Set<String> found = reach.of(trace);
            if (found == null) {
                throw new IllegalStateException("seed " + seed + " leads to a trace that is refused");
            }
            found.removeAll(reached);
            if (found.isEmpty()) {
                return null;
            }
            List<ScenarioStep> brief = shorten(frame, steps, found, trace);
            reached.addAll(found);
            Scenario kept = with(
                    frame,
                    brief,
                    List.of("Found by wandering, seed " + seed + "; the first to reach", String.join("\n# ", found)));
            Path file = folder.resolve("found-" + seed + ".scenario");
            Files.writeString(file, kept.toString());
            return file;
        } finally {
            Files.delete(trace);
        }
    }

    /** A group to which nothing happens. */
    public static Scenario nothing() {
        return frame(false);
    }

    private static Scenario frame(boolean clocks) {
        return new Scenario(
                List.of(),
                List.of(storage("r1"), storage("r2"), storage("r3")),
                List.of(Member.log(new ReplicaId("l4")), storage("s5")),
                clocks,
                0,
                List.of());
    }

    private static Member storage(String name) {
        return Member.storage(new ReplicaId(name));
    }

    private static Scenario with(Scenario frame, List<ScenarioStep> steps, List<String> about) {
        return new Scenario(about, frame.members(), frame.standby(), frame.clocks(), 0, steps);
    }

    /** Leaves out what is not needed: halves, quarters, and so on down to single steps (Zeller's ddmin, simplified). */
    private List<ScenarioStep> shorten(Scenario frame, List<ScenarioStep> steps, Set<String> found, Path trace)
            throws IOException, InterruptedException {
        List<ScenarioStep> kept = steps;
        for (int size = Math.max(1, kept.size() / 2); ; size = size / 2) {
            for (int from = 0; from < kept.size(); ) {
                List<ScenarioStep> fewer = new ArrayList<>(kept.subList(0, from));
                fewer.addAll(kept.subList(Math.min(kept.size(), from + size), kept.size()));
                if (!fewer.isEmpty() && stillReaches(frame, fewer, found, trace)) {
                    kept = fewer;
                } else {
                    from += size;
                }
            }
            if (size == 1) {
                return kept;
            }
        }
    }

    private boolean stillReaches(Scenario frame, List<ScenarioStep> steps, Set<String> found, Path trace)
            throws IOException, InterruptedException {
        Replay.Result result = Replay.run(with(frame, steps, List.of()), Replica::new, trace);
        if (result.stopped() != null) {
            return false;
        }
        Set<String> now = reach.of(trace);
        return now != null && now.containsAll(found);
    }
}
