package org.synod.specs;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a recorded time is worth nothing without. */
final class Machine {
    private static final long GIGABYTE = 1L << 30;

    private Machine() {}

    /** This machine in a few words: processors, memory, system, Java. */
    static String description() {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return String.format(
                Locale.ROOT,
                "%d x %s, %d GB, %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                Math.round((double) memory / GIGABYTE),
                System.getProperty("os.name"),
                Runtime.version().feature());
    }

    /** The processor's name where Linux tells it, or else its architecture. */
    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
