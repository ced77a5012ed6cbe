package org.synod.conformance.job;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.replay.Generator;
import org.synod.conformance.trace.Branches;
import org.synod.conformance.trace.TraceVerdict;

/** What traces reach of the specification: its actions, and the branches that these are defined by. */
public final class Reached implements Generator.Reach {

    private final Judge judge;
    private @Nullable Branches branches;
    private Map<String, Long> before = new HashMap<>();

    public Reached(Judge judge) {
        this.judge = judge;
    }

    @Override
    public @Nullable Set<String> of(Path trace) throws InterruptedException {
        Branches counted = branches;
        if (counted == null) {
            counted = judge.branches(trace);
            branches = counted;
            before = counts(counted);
        }
        TraceVerdict verdict = judge.trace(List.of(trace), (done, all) -> {});
        if (verdict.result() == TraceVerdict.Result.REFUSED) {
            return null;
        }
        Set<String> reached = new TreeSet<>();
        verdict.coverage().forEach((action, n) -> {
            if (n > 0) {
                reached.add(action);
            }
        });
        Map<String, Long> now = counts(counted);
        now.forEach((branch, n) -> {
            if (n > before.getOrDefault(branch, 0L)) {
                reached.add(branch);
            }
        });
        before = now;
        return reached;
    }

    private static Map<String, Long> counts(Branches branches) {
        Map<String, Long> counts = new HashMap<>();
        ofSpecification(branches).forEach(b -> counts.merge(name(b), b.taken(), Long::sum));
        return counts;
    }

    /** Those of the specification itself: what the trace module has beside is for the checker to keep its window. */
    public static List<Branches.Branch> ofSpecification(Branches branches) {
        return branches.all().stream()
                .filter(b -> !b.module().startsWith("Trace"))
                .toList();
    }

    /** Such as {@code ReplicationGroup: ELSE e.command}; lines move, and are not part of it. */
    public static String name(Branches.Branch branch) {
        return branch.module() + ": " + branch.what();
    }
}
