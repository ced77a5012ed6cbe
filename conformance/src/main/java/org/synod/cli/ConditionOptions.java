package org.synod.cli;

import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Condition;
import picocli.CommandLine.Option;

/** The condition of a write, at most one. */
final class ConditionOptions {

    @Option(names = "--if-absent", description = "only if the key is not there")
    boolean absent;

    @Option(names = "--if-version", paramLabel = "N", description = "only if the value was written in that slot")
    @Nullable Long version;

    @Option(names = "--if-value", paramLabel = "V", description = "only if the key has that value")
    @Nullable String value;

    /** @throws IllegalArgumentException when no value has such a version */
    static Condition of(@Nullable ConditionOptions options) {
        if (options == null) {
            return new Condition.Any();
        }
        if (options.version != null) {
            return new Condition.VersionIs(options.version);
        }
        return options.value != null ? new Condition.ValueIs(Bytes.of(options.value)) : new Condition.Absent();
    }
}
