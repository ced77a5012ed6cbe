package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.synod.core.ReplicaId;

/** Times are in the unit of a look; a member may be silent for ten of them. */
class PulseTest {
    private static final ReplicaId R2 = new ReplicaId("r2");
    private static final long LOOK = 1_000_000;

    private final Pulse pulse = new Pulse(10 * LOOK, 1000);
    private long now = 5;
    private boolean there;

    /** Looks so many times; the group has chosen 100 slots more than the member holds. */
    private @Nullable String after(int looks, boolean speaks, boolean writes) {
        String sickness = null;
        long heard = now;
        for (int i = 0; i < looks; i++) {
            now += LOOK;
            heard = speaks ? now : heard;
            if (writes) {
                pulse.wrote(R2);
            }
            pulse.look(true, now);
            pulse.holds(R2, 7, 107, now);
            sickness = pulse.sickness(R2, there, OptionalLong.of(heard), 100, now);
            if (sickness != null) {
                return sickness;
            }
        }
        return null;
    }

    @Test
    void whoIsSilentIsDead() {
        assertNull(after(9, false, false));
        assertEquals("silent for 10 ms", after(20, false, false));
    }

    /** It collects garbage perhaps, or waits for its disk: its machine takes connections for it all the same. */
    @Test
    void whoseProcessIsThereIsGivenMoreTime() {
        there = true;
        assertEquals("silent for 30 ms", after(40, false, false));
    }

    @Test
    void whoWritesIsBusyAndNotDead() {
        assertNull(after(1000, true, true));
    }

    @Test
    void whoSpeaksButHasNotWrittenForLongIsFailing() {
        assertNull(after(30, true, false));
        assertEquals("its log has not moved for 30 ms", after(1, true, false));
    }

    @Test
    void whoIsTooFarBehindIsNotWaitedFor() {
        assertNull(after(20, true, true));
        assertEquals("1001 slots behind", pulse.sickness(R2, there, OptionalLong.of(now), 1001, now));
    }

    /** It has read nothing from anybody meanwhile: that says nothing about them. */
    @Test
    void aLeaderThatStoodStillBlamesNobody() {
        assertNull(after(20, true, true));
        now += 60 * LOOK;
        pulse.look(true, now);
        pulse.holds(R2, 7, 107, now);
        assertNull(pulse.sickness(R2, there, OptionalLong.of(now - 60 * LOOK), 100, now));
        assertEquals("silent for 10 ms", after(20, false, false));
    }
}
