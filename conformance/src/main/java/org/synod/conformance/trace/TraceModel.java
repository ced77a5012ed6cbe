package org.synod.conformance.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.synod.conformance.tla.GeneratedModule;
import tla2sany.semantic.OpDefNode;
import tlc2.TLCGlobals;
import tlc2.tool.impl.FastTool;
import util.SimpleFilenameToStream;

/**
 * The model that traces of a group are followed with: {@code TraceLeasedGroup} with the replicas of that group, all that
 * must hold, and no bounds.
 */
final class TraceModel {

    private static final String MODULE = "TraceLeasedGroup";

    /** What must hold in every state: the safety properties of the specification, as the trace module has them. */
    static final List<String> PROPERTIES = List.of(
            "TraceAgreement",
            "TraceChosenIsStable",
            "TraceLearnedIsChosen",
            "TraceOnlyMembersCount",
            "TraceOneValuePerBallot",
            "TraceLetGoForGood",
            "TraceValidity",
            "TraceLogReplicaNeverLeads",
            "TraceNoPromiseForgotten",
            "TraceAppliedIsChosenPrefix",
            "TraceArchiveIsChosenPrefix",
            "TraceTrimmedIsArchived",
            "TraceChosenIsRecoverable",
            "TraceOnlyLeadersAreGranted",
            "TraceLeasedIsLatest",
            "TraceLogReplicaServesNoRead",
            "TraceEventualReadsArePrefixes",
            "TraceConsistentReadsAreLinearizable");

    /** What would have to be searched for or counted up, and is kept beside: Trace and the name stands for it. */
    private static final List<String> REPLACED = List.of(
            "KnownUpTo",
            "ArchivedUpTo",
            "Governing",
            "IsConfiguration",
            "Changing",
            "Established",
            "RemovedUpTo",
            "Fresh",
            "NextRound",
            "Begun",
            "Longer");

    /** Those of them that LeasedGroup defines itself. */
    private static final Set<String> OF_LEASES = Set.of("NextRound", "Begun", "Longer");

    private TraceModel() {}

    /**
     * TLC's evaluator of it, for a group.
     *
     * @param folder of {@code TraceLeasedGroup.tla}
     * @throws IllegalStateException when it is not there
     */
    static FastTool load(Path folder, SpecEvaluator.Group group) {
        Path modules = folder.toAbsolutePath();
        if (!Files.isRegularFile(modules.resolve(MODULE + ".tla"))) {
            throw new IllegalStateException("there is no specification " + MODULE + " in " + modules);
        }
        // Its classes look at this once, when they are loaded; without it they tell a cost model of nothing.
        TLCGlobals.coverageInterval = Integer.MAX_VALUE;
        try {
            return run(group)
                    .load(
                            OutputStream.nullOutputStream(),
                            own -> new FastTool(
                                    own.toString(), "TraceRun", "TraceRun", new SimpleFilenameToStream(new String[] {
                                        own.toString(), modules.toString()
                                    })));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(Collection<String> names) {
        return names.stream().map(m -> "\"" + m + "\"").collect(Collectors.joining(", "));
    }

    /** The model: who takes part, who owns which ballot, and no bounds but those of the trace itself. */
    private static GeneratedModule run(SpecEvaluator.Group group) {
        String all = quoted(group.everyone());
        return new GeneratedModule(
                "TraceRun",
                """
                ---- MODULE TraceRun ----
                EXTENDS TraceLeasedGroup
                Names == <<%s>>
                Everyone == {%s}
                HaveTrees == {%s}
                Members == {%s}
                Readers == Everyone \\cup {"eventual"}
                OwnerOf(b) == Names[((b - 1) %% %d) + 1]
                Nothing == [label |-> "no-op"]
                ====
                """.formatted(
                                all,
                                all,
                                quoted(group.storage()),
                                quoted(group.initial()),
                                group.everyone().size()),
                """
                INIT TraceInit
                NEXT TraceNext
                CONSTANTS
                  Replica <- Everyone
                  Storage <- HaveTrees
                  Initial <- Members
                  Configurations = "any"
                  Command = "any"
                  NoOp <- Nothing
                  MaxBallot = 2000000000
                  MaxSlot = 2000000000
                  MaxCrashes = 2000000000
                  MaxLost = 2000000000
                  MaxPending = 2000000000
                  MaxRounds = 2000000000
                  Archiving = TRUE
                  Trees = TRUE
                  Retransmission = TRUE
                  Owner <- OwnerOf
                  Read <- Readers
                  Term = %d
                  Span = %d
                  Slow = 1
                  Fast = 1
                  %s
                INVARIANTS
                  %s
                """.formatted(group.termMicros(), group.spanMicros(), replacements(), String.join(" ", PROPERTIES)));
    }

    private static String replacements() {
        return REPLACED.stream()
                .map(name -> name + " <- " + (OF_LEASES.contains(name) ? "" : "[ReplicationGroup]") + "Trace" + name)
                .collect(Collectors.joining("\n  "));
    }

    /** The definition that stands for this one in traces: the configuration of the model says so. */
    static OpDefNode meant(FastTool tool, OpDefNode definition) {
        String name = definition.getName().toString();
        String simple = name.substring(name.lastIndexOf('!') + 1);
        OpDefNode instead = REPLACED.contains(simple) ? tool.getRootModule().getOpDef("Trace" + simple) : null;
        return instead == null ? definition : instead;
    }
}
