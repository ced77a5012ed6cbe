package org.synod.conformance.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Linux counts of processes and disks. Where it counts nothing, everything is 0. */
final class Machine {

    /** The unit of {@code /proc/<pid>/stat}; 100 a second on every architecture that has a JDK. */
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int DISK_NAME = 2;
    private static final int FLUSHES = 18;

    private Machine() {}

    /** Load average over the last minute. */
    static double load() {
        return Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Processor time of these processes so far. */
    static long processorNanos(List<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            Path file = Path.of("/proc/" + pid + "/stat");
            if (Files.exists(file)) {
                String stat = Files.readString(file);
                // The name before the bracket may hold blanks.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                ticks += Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
            }
        }
        return ticks * TICK_NANOS;
    }

    /** Resident memory of each of these processes. */
    static List<Long> residentMegabytes(List<Long> pids) throws IOException {
        List<Long> megabytes = new java.util.ArrayList<>();
        for (long pid : pids) {
            Path file = Path.of("/proc/" + pid + "/status");
            if (!Files.exists(file)) {
                megabytes.add(0L);
                continue;
            }
            megabytes.add(Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .sum());
        }
        return megabytes;
    }

    /** How often the disks were told to make durable what they hold. */
    static long flushes() throws IOException {
        Path file = Path.of("/proc/diskstats");
        long flushes = 0;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.strip().split("\\s+", -1);
                // Whole disks only: a partition's counters are part of its disk's.
                if (fields.length > FLUSHES && Files.exists(Path.of("/sys/block/" + fields[DISK_NAME]))) {
                    flushes += Long.parseLong(fields[FLUSHES]);
                }
            }
        }
        return flushes;
    }
}
