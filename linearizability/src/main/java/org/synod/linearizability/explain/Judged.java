package org.synod.linearizability.explain;

import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;

/**
 * A history and what became of it: what a picture shows.
 *
 * @param model the name of the model
 * @param explanation of a violated verdict; null for other verdicts
 * @param command what makes the verdict again
 */
public record Judged(
        History history,
        String model,
        Verdict verdict,
        @Nullable Explanation explanation,
        String command) {}
