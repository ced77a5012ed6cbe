package org.synod.transport;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings about others, who try again and again: the same sentence is logged once in ten seconds. Not for several
 * threads.
 */
public final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST = 256;

    private final Map<String, Long> saidNanos = new HashMap<>();

    /** Logs the sentence, as a warning if it is not a repetition. */
    public void warn(String sentence) {
        long now = System.nanoTime();
        Long before = saidNanos.get(sentence);
        if (before != null && now - before < SILENCE_NANOS) {
            LOG.debug("Again: {}", sentence);
            return;
        }
        if (saidNanos.size() >= MOST) {
            saidNanos.clear();
        }
        saidNanos.put(sentence, now);
        LOG.warn("{}", sentence);
    }
}
