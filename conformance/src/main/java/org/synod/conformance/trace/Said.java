package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.List;
import org.synod.protocol.Transition;

/**
 * What a replica has said to be durable. Its disk may hold more when it crashes: that was taken before the crash as well,
 * and only nobody was left to say so.
 */
public final class Said {

    private long votes;
    private long noted;
    private long trimmed;
    private long snapshot;
    private long applied;
    private boolean left;

    /**
     * What a crash left on the disk, and the next incarnation finds there.
     *
     * @param votes how many promises and votes the log ever made durable
     * @param chosenUpTo every slot up to this one is noted as chosen
     * @param trimmed the log begins behind this slot
     * @param applied the tree is durable up to this slot, as far as the log may know
     */
    public record Found(long votes, long chosenUpTo, long trimmed, long applied) {}

    /** The replica says that it took this. */
    public void follow(Transition transition) {
        switch (transition) {
            case Transition.Flush t -> votes = t.votes();
            case Transition.Note t -> noted = t.upTo();
            case Transition.Trim t -> trimmed = t.upTo();
            case Transition.Snapshot t -> snapshot = t.upTo();
            case Transition.Apply t -> applied = t.upTo();
            case Transition.InstallSnapshot t -> {
                noted = t.upTo();
                trimmed = t.upTo();
                snapshot = t.upTo();
                applied = t.upTo();
            }
            case Transition.Restart t -> {
                votes = t.votes();
                noted = t.chosenUpTo();
                trimmed = t.trimmed();
                snapshot = t.applied();
                applied = t.applied();
            }
            case Transition.Leave t -> left = true;
            default -> {}
        }
    }

    /** Whether it was removed: who has left does not crash any more. */
    public boolean hasLeft() {
        return left;
    }

    /** How far it has said that the log is noted as chosen. */
    public long noted() {
        return noted;
    }

    /** The crash that left this, behind what the replica took before it and had no time to say. */
    public List<Transition> crash(Found found) {
        List<Transition> unsaid = new ArrayList<>();
        if (found.trimmed > trimmed && found.chosenUpTo > noted) {
            unsaid.add(new Transition.Note(found.chosenUpTo));
        }
        if (found.applied > snapshot && found.applied <= applied) {
            unsaid.add(new Transition.Snapshot(found.applied));
        }
        if (found.trimmed > trimmed) {
            unsaid.add(new Transition.Trim(found.trimmed));
        }
        unsaid.add(new Transition.Crash(found.votes - votes, found.chosenUpTo));
        return unsaid;
    }
}
