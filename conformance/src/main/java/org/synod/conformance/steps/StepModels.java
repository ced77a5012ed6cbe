package org.synod.conformance.steps;

import java.util.List;
import java.util.Set;
import org.synod.specs.Expected;
import org.synod.specs.Level;
import org.synod.specs.Manifest;
import org.synod.specs.Model;

/** Which models can be confronted with Java. */
public final class StepModels {

    private static final Set<String> MULTI_PAXOS = Set.of("MCMultiPaxos", "MCMultiPaxosLive", "MCReachability");
    private static final Set<String> REPLICATION_GROUP =
            Set.of("MCReplicationGroup", "MCGroupAsMultiPaxos", "MCGroupLive", "MCGroupReachability");

    private StepModels() {}

    /** Whether the model is one of MultiPaxos or of ReplicationGroup. */
    public static boolean isSuited(Model model) {
        return isOfMultiPaxos(model) || REPLICATION_GROUP.contains(model.module());
    }

    static boolean isOfMultiPaxos(Model model) {
        return MULTI_PAXOS.contains(model.module());
    }

    /** Those of a level that hold: of the others TLC has seen a part only, so that there is nothing to compare with. */
    public static List<Model> at(Manifest manifest, Level level) {
        return manifest.at(level).stream()
                .filter(StepModels::isSuited)
                .filter(m -> m.expected() == Expected.HOLDS && m.distinctStates() > 0)
                .toList();
    }
}
