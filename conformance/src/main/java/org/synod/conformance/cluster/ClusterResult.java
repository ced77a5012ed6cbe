package org.synod.conformance.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run with real processes leaves behind. Times are milliseconds since the load began.
 *
 * @param traces one file for each incarnation of each replica
 * @param latencyMillis by percentile: {@code 50}, {@code 90}, {@code 99}, {@code 99.9}, {@code 100}
 * @param kept what was kept, and verified, at the end
 * @param exitCodes of the nodes that were stopped in order at the end
 */
public record ClusterResult(
        List<String> replicas,
        List<Path> traces,
        Path history,
        double seconds,
        long operations,
        long failed,
        long unknown,
        Map<String, Double> latencyMillis,
        List<Second> bySecond,
        List<Fault> faults,
        List<Reign> leaders,
        Kept kept,
        List<Integer> exitCodes) {

    /** One second of the run. */
    public record Second(int second, int operations, double medianMillis, double worstMillis) {}

    /**
     * Something that was done to a replica.
     *
     * @param what {@code kill}, {@code pause}, {@code stop} or {@code lose}
     * @param untilMillis when the replica was started or resumed again; after a loss, when another had its place
     * @param withoutLeaderMillis from a kill of the leader to the next replica that leads; -1 when it was no leader
     * @param withoutAnswerMillis from the fault to the first answer to an operation that was asked after it
     * @param quorumMillis from a loss until a log replica had the lost one's place; -1 when nothing was lost
     * @param rebuiltMillis from a loss until a storage replica had the log replica's place; -1 when nothing was lost
     */
    public record Fault(
            String what,
            String replica,
            double atMillis,
            double untilMillis,
            double withoutLeaderMillis,
            double withoutAnswerMillis,
            double quorumMillis,
            double rebuiltMillis) {}

    /**
     * What the replicas said at the end, when nothing was done to them any more; the least of all members, which must have
     * got so far.
     *
     * @param chosen slots
     * @param archived of them, up to this one
     * @param trimmed the logs begin behind this one
     * @param scrubPasses over all that a storage replica stores
     * @param scrubCopies how often a tree was compared with another replica's to the end
     * @param scrubFindings what was not as it should be
     */
    public record Kept(
            long chosen, long archived, long trimmed, long scrubPasses, long scrubCopies, long scrubFindings) {}

    /** A replica led, until it was heard that another did, or until it was killed. */
    public record Reign(String replica, String ballot, double fromMillis, double untilMillis) {}
}
