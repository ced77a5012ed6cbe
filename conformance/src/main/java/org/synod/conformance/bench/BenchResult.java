package org.synod.conformance.bench;

import java.util.List;
import java.util.Map;

/**
 * What was measured, and on what.
 *
 * @param loadBefore the machine's load average over a minute before anything started
 * @param coldStartMillis from the start of the first process to the first acknowledged write
 * @param idleMegabytes resident memory of each node after that write
 * @param loop says how the percentiles are to be read
 */
public record BenchResult(
        Map<String, String> versions,
        int cores,
        double loadBefore,
        List<String> java,
        String operation,
        int bytes,
        boolean traced,
        double coldStartMillis,
        List<Long> idleMegabytes,
        String loop,
        List<Row> rows) {

    /**
     * One number of clients. Latencies in milliseconds.
     *
     * @param serverMicrosPerOperation processor time of all nodes together
     * @param clientMicrosPerOperation processor time of the process that measures
     * @param operationsPerFlush by flushes of all disks of the machine, whoever asked for them; 0 where they are not known
     * @param megabytes resident memory of each node at the end
     */
    public record Row(
            int clients,
            double operationsPerSecond,
            double p50,
            double p90,
            double p99,
            double p999,
            double max,
            long operations,
            long errors,
            double serverMicrosPerOperation,
            double clientMicrosPerOperation,
            double flushesPerSecond,
            double operationsPerFlush,
            List<Long> megabytes) {}
}
