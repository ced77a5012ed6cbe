package org.synod.conformance.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen in every slot of a trace, as a hash: eight bytes a slot. The specification forgets slots that all members
 * know; who learns them later, to become a member, is compared with this.
 */
final class ChosenLog {

    private long[] hashes = new long[1024];

    /** As it is now. */
    ChosenLog copy() {
        ChosenLog copy = new ChosenLog();
        copy.hashes = hashes.clone();
        return copy;
    }

    void follow(TraceEvent event) {
        if (event.action().equals("Choose")) {
            int slot = event.parameters().get("slot").asInt();
            if (slot >= hashes.length) {
                hashes = Arrays.copyOf(hashes, Math.max(slot + 1, 2 * hashes.length));
            }
            hashes[slot] = hash(event);
        }
    }

    /** What is wrong with an event that says what was chosen; null when nothing is. */
    @Nullable String disagrees(TraceEvent event) {
        if (!event.action().equals("Learn") && !event.action().equals("Choose")) {
            return null;
        }
        int slot = event.parameters().get("slot").asInt();
        long known = slot < 1 || slot >= hashes.length ? 0 : hashes[slot];
        return known == 0 || known == hash(event) ? null : "slot " + slot + " was chosen as another command before";
    }

    private static long hash(TraceEvent event) {
        long hash = 0xcbf29ce484222325L;
        String text = event.parameters().get("command").toString();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }
}
