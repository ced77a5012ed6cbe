package org.synod.conformance.steps;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.LogRecord;
import org.synod.core.ReplicaId;
import org.synod.protocol.Image;
import tlc2.tool.TLCState;
import tlc2.util.FP64;
import tlc2.value.impl.Value;

/** A state of the specification, and what Java calls the parts of it. */
final class SpecState {

    private static final List<String> LOCAL =
            List.of("phase", "ballot", "next", "promised", "accepted", "chosen", "pending");

    private static final List<String> LOCAL_OF_GROUP = Stream.concat(
                    LOCAL.stream(), Stream.of("acting", "awaited", "noted", "trimmed", "applied", "snapshot"))
            .toList();

    private final StepSpec spec;
    private final ModelNames words;
    private final TLCState state;
    private final Fingerprint fingerprint;
    private final Map<Step, List<SpecState>> after = new HashMap<>();
    private final Map<ReplicaId, Image> images = new HashMap<>();
    private @Nullable SentMessages said;

    /** @param before a state of which it is a successor; null for an initial state */
    SpecState(StepSpec spec, TLCState state, Fingerprint fingerprint, @Nullable SpecState before) {
        this.spec = spec;
        this.words = spec.vocabulary();
        this.state = state;
        this.fingerprint = fingerprint;
        if (before != null && sameObject(before.variable("messages"), variable("messages"))) {
            this.said = before.said;
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean sameObject(Object a, Object b) {
        return a == b;
    }

    long key() {
        return fingerprint.key();
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    TLCState state() {
        return state;
    }

    StepSpec spec() {
        return spec;
    }

    /** Where the step leads; asked for often, and evaluated once. */
    List<SpecState> after(Step step) {
        List<SpecState> known = after.get(step);
        if (known == null) {
            known = spec.after(step, this);
            after.put(step, known);
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpecState that && key() == that.key();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(key());
    }

    Value variable(String name) {
        return (Value) state.lookup(name);
    }

    Value of(String variable, ReplicaId replica) {
        return TlaValues.at(variable(variable), words.value(replica));
    }

    long number(String variable, ReplicaId replica) {
        return TlaValues.number(of(variable, replica));
    }

    /** follower, preparing, leading, down or gone. */
    String phase(ReplicaId replica) {
        return of("phase", replica).toUnquotedString();
    }

    boolean isUp(ReplicaId replica) {
        String phase = phase(replica);
        return !phase.equals("down") && !phase.equals("gone");
    }

    boolean isLeading(ReplicaId replica) {
        return phase(replica).equals("leading");
    }

    Ballot ballot(ReplicaId replica) {
        return words.ballot(number("ballot", replica));
    }

    Ballot promised(ReplicaId replica) {
        return words.ballot(number("promised", replica));
    }

    /** Under which a candidate or leader acts. */
    Configuration acting(ReplicaId replica) {
        return spec.isGrouped() ? words.configuration(of("acting", replica)) : words.first();
    }

    private long inGroup(String variable, ReplicaId replica) {
        return spec.isGrouped() ? number(variable, replica) : 0;
    }

    long trimmed(ReplicaId replica) {
        return inGroup("trimmed", replica);
    }

    long noted(ReplicaId replica) {
        return inGroup("noted", replica);
    }

    private long tree(String variable, ReplicaId replica) {
        return spec.isGrouped() ? TlaValues.number(of(variable, replica), "upTo") : 0;
    }

    long applied(ReplicaId replica) {
        return tree("applied", replica);
    }

    long snapshot(ReplicaId replica) {
        return tree("snapshot", replica);
    }

    /** What is in the archive, from slot 1 on. */
    List<Command> archive() {
        return spec.isGrouped()
                ? TlaValues.sequence(variable("archive")).stream()
                        .map(words::command)
                        .toList()
                : List.of();
    }

    SortedMap<Long, Command> chosen(ReplicaId replica) {
        SortedMap<Long, Command> chosen = new TreeMap<>();
        TlaValues.byNumber(of("chosen", replica)).forEach((slot, v) -> chosen.put(slot, words.command(v)));
        return chosen;
    }

    SortedMap<Long, Entry> accepted(ReplicaId replica) {
        return words.entries(of("accepted", replica));
    }

    /** Every slot up to this one is known chosen there. */
    long knownUpTo(ReplicaId replica) {
        SortedMap<Long, Command> chosen = chosen(replica);
        long upTo = trimmed(replica);
        while (chosen.containsKey(upTo + 1)) {
            upTo++;
        }
        return upTo;
    }

    /** The configuration of the slot, for who knows every slot before it. */
    Configuration governing(ReplicaId replica, long slot) {
        SortedMap<Long, Command> known = new TreeMap<>();
        List<Command> archive = archive();
        for (int i = 0; i < archive.size(); i++) {
            known.put(i + 1L, archive.get(i));
        }
        known.putAll(chosen(replica));
        Configuration governing = words.first();
        for (Map.Entry<Long, Command> e : known.headMap(slot).entrySet()) {
            if (e.getValue().isConfiguration()) {
                governing = new Configuration(e.getKey(), e.getValue().members());
            }
        }
        return governing;
    }

    /** {@code ReplicationGroup!RemovedUpTo} the configuration that the replica acts under. */
    Set<ReplicaId> removedUpToActing(ReplicaId replica) {
        Configuration acting = acting(replica);
        Set<ReplicaId> removed = new TreeSet<>();
        for (long slot = 1; slot <= acting.slot(); slot++) {
            removed.addAll(governing(replica, slot).replicas());
        }
        removed.removeAll(acting.replicas());
        return removed;
    }

    /** Everything that was ever said. */
    SentMessages said() {
        SentMessages all = said;
        if (all == null) {
            all = new SentMessages(words, variable("messages"));
            said = all;
        }
        return all;
    }

    /** What the replica has of this state, if it is up or gone. */
    Image image(ReplicaId replica) {
        return images.computeIfAbsent(replica, r -> words.image(local(r), () -> new SpecReplica(this, r).image()));
    }

    /** Tells apart what the replica's image is made of: its own variables, and where it has a ballot what was said. */
    private long local(ReplicaId replica) {
        long print = words.value(replica).fingerPrint(FP64.New());
        for (String name : spec.isGrouped() ? LOCAL_OF_GROUP : LOCAL) {
            print = of(name, replica).fingerPrint(print);
        }
        if (trimmed(replica) > 0) {
            print = variable("archive").fingerPrint(print);
        }
        return isLeading(replica) || phase(replica).equals("preparing")
                ? variable("messages").fingerPrint(print)
                : print;
    }

    /** What the replica's last record that is not durable says. */
    LogRecord lastRecord(ReplicaId replica) {
        return new SpecReplica(this, replica).lastRecord();
    }

    /** The names of the parts of the replica's image in which another one differs. */
    Set<String> differences(ReplicaId replica, Image other) {
        Set<String> differences = new HashSet<>();
        Images.compare(
                image(replica),
                other,
                (name, ours, theirs) ->
                        differences.add(name + ": the specification has " + ours + ", Java has " + theirs));
        return differences;
    }
}
