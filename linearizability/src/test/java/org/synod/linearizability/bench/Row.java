package org.synod.linearizability.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.model.HistoryGenerator;
import org.synod.linearizability.model.HistoryGenerator.Settings;
import org.synod.linearizability.model.ModelKind;
import org.synod.linearizability.model.NamedModel;

/** A row of the table in {@code docs/linearizability.md}; the generated ones are what {@code history generate} makes. */
public enum Row {
    /** The public logs of Jepsen's etcd runs, all of them. */
    ETCD_LOGS("etcd_"),
    /** The one that Knossos never answers. */
    ETCD_040("etcd_040"),
    REGISTER_5_CLIENTS_100K(ModelKind.CAS_REGISTER, 5, 100_000, 5, 1, 0, false),
    REGISTER_5_CLIENTS_1M(ModelKind.CAS_REGISTER, 5, 1_000_000, 5, 1, 0, false),
    REGISTER_10_CLIENTS_100K(ModelKind.CAS_REGISTER, 10, 100_000, 5, 1, 0, false),
    REGISTER_20_CLIENTS_10K(ModelKind.CAS_REGISTER, 20, 10_000, 5, 1, 0, false),
    REGISTER_50_CLIENTS_10K(ModelKind.CAS_REGISTER, 50, 10_000, 5, 1, 0, false),
    DISTINCT_20_CLIENTS_1K(ModelKind.REGISTER, 20, 1_000, 0, 1, 0, false),
    DISTINCT_20_CLIENTS_100K(ModelKind.REGISTER, 20, 100_000, 0, 1, 0, false),
    VIOLATED_14_CRASHED(ModelKind.CAS_REGISTER, 5, 1_000, 5, 1, 0.014, true),
    VIOLATED_26_CRASHED(ModelKind.CAS_REGISTER, 5, 1_000, 5, 1, 0.026, true),
    VIOLATED_47_CRASHED(ModelKind.CAS_REGISTER, 5, 1_000, 5, 1, 0.047, true),
    KEY_VALUE_20_CLIENTS_1M(ModelKind.KEY_VALUE, 20, 1_000_000, 5, 10_000, 0, false),
    QUEUE_20_CLIENTS_10K(ModelKind.FIFO_QUEUE, 20, 10_000, 0, 1, 0, false),
    STACK_20_CLIENTS_10K(ModelKind.STACK, 20, 10_000, 0, 1, 0, false),
    UNORDERED_QUEUE_20_CLIENTS_10K(ModelKind.UNORDERED_QUEUE, 20, 10_000, 0, 1, 0, false);

    private final ModelKind kind;

    /** With what the names of its files begin; empty where it is generated. */
    private final String files;

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers is immutable, but says so nowhere.
    private final @Nullable Settings settings;

    Row(String files) {
        this.kind = ModelKind.CAS_REGISTER;
        this.files = files;
        this.settings = null;
    }

    Row(ModelKind kind, int clients, int operations, int values, int keys, double crashed, boolean violated) {
        this.kind = kind;
        this.files = "";
        this.settings = new Settings(
                NamedModel.of(kind),
                1,
                clients,
                operations,
                values,
                keys,
                crashed,
                0,
                violated ? 0.9 : HistoryGenerator.NEVER);
    }

    /** The model that it is judged by. */
    public ModelKind kind() {
        return kind;
    }

    /** Whether its histories are generated, rather than read from files that may be missing. */
    public boolean isGenerated() {
        return settings != null;
    }

    /**
     * The files of its histories.
     *
     * @param folder of the public histories
     * @param made where those are written that are generated
     * @throws IllegalStateException when the public ones are not there
     */
    List<Path> files(Path folder, Path made) throws IOException {
        if (settings != null) {
            Path file = made.resolve(name() + ".edn");
            HistoryFiles.write(file, HistoryGenerator.events(settings), HistoryFiles.Format.EDN);
            return List.of(file);
        }
        try (Stream<Path> logs = Files.list(folder.resolve("jepsen-etcd"))) {
            List<Path> found = logs.filter(log -> log.getFileName().toString().startsWith(files))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no history " + files + " in " + folder);
            }
            return found;
        }
    }
}
