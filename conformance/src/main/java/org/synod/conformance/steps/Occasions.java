package org.synod.conformance.steps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.Message;
import org.synod.protocol.Input;

/**
 * What may happen to a replica in a state: every input that can come, and where one input is not enough (a quorum, a lease
 * of life, an election) those that lead up to it.
 *
 * <p>Messages come as the specification has them, one slot each; what Java puts into one message in addition, several
 * slots and how much is chosen, comes as well.
 */
final class Occasions {

    /** One or more inputs in a row. {@link #EVERYTHING} among them stands for: all records are durable. */
    record Occasion(List<Input> inputs) {

        static Occasion of(Input... inputs) {
            return new Occasion(List.of(inputs));
        }
    }

    /** All that was written is durable now. */
    static final Input EVERYTHING = new Input.Durable(Long.MAX_VALUE);

    /** Nothing happens, but what has become possible is done. */
    static final Input NOTHING = new Input.Observed(Set.of());

    private static final long LONG_NANOS = 10_000_000_000L;

    private final SpecState s;
    private final ReplicaId self;
    private final ModelNames words;
    private final List<ReplicaId> others;
    private final List<Occasion> all = new ArrayList<>();

    private Occasions(SpecState state, ReplicaId self) {
        this.s = state;
        this.self = self;
        this.words = state.spec().vocabulary();
        this.others = words.replicas().stream().filter(r -> !r.equals(self)).toList();
    }

    /** What may happen to a replica that is up. */
    static List<Occasion> of(SpecState state, ReplicaId self) {
        Occasions o = new Occasions(state, self);
        o.messages();
        o.reject();
        o.disk();
        o.clients();
        o.time();
        o.all.addAll(SeveralMessages.of(state, self, o.others));
        o.tree();
        o.archive();
        return o.all;
    }

    private void add(Input... inputs) {
        all.add(Occasion.of(inputs));
    }

    private void add(List<Input> before, Input... then) {
        List<Input> inputs = new ArrayList<>(before);
        inputs.addAll(Arrays.asList(then));
        all.add(new Occasion(inputs));
    }

    private ReplicaId somebody() {
        return others.isEmpty() ? self : others.getFirst();
    }

    /** Every message that may reach this replica, one at a time; what a leader tells itself is one too. */
    private void messages() {
        for (SentMessages.Sent sent : s.said().all()) {
            if (sent.to().contains(self) && !(sent.message() instanceof Message.Prepare p && isMine(p.ballot()))) {
                add(new Input.Received(sent.from() == null ? somebody() : sent.from(), sent.message()));
            }
        }
        add(new Input.Received(somebody(), new Message.Fetch(1)));
    }

    private boolean isMine(Ballot ballot) {
        return ballot.replica().equals(self);
    }

    /** Somebody has promised a higher ballot than this replica's own. */
    private void reject() {
        Ballot own = s.ballot(self);
        add(new Input.Received(somebody(), new Message.Reject(own, new Ballot(own.number() + 1, somebody()))));
    }

    /** Some or all of the pending records become durable; and with them what is noted on this occasion. */
    private void disk() {
        int pending = s.image(self).pending().size();
        for (int k = 1; k <= pending; k++) {
            add(new Input.Durable(k));
        }
        add(NOTHING, EVERYTHING);
    }

    /** All that a leader may have heard beside promises and votes: who holds what, and what is in the archive. */
    private List<Input> heard() {
        SortedMap<ReplicaId, Long> held = new TreeMap<>();
        for (SentMessages.Sent sent : s.said().all()) {
            if (sent.message() instanceof Message.Held m
                    && sent.from() != null
                    && !sent.from().equals(self)) {
                held.merge(sent.from(), m.slot(), Math::max);
            }
        }
        List<Input> inputs = new ArrayList<>();
        held.forEach((from, slot) -> inputs.add(new Input.Received(from, new Message.Held(slot, 0))));
        if (words.archiving()) {
            inputs.add(new Input.Archived(s.archive().size(), false));
        }
        return inputs;
    }

    /** Clients and operators ask. */
    private void clients() {
        List<Input> heard = s.isLeading(self) ? heard() : List.of();
        for (Command command : words.clients()) {
            add(heard, new Input.Submitted(List.of(command), 0));
        }
        if (words.clients().size() > 1 && s.isLeading(self)) {
            add(heard, new Input.Submitted(words.clients(), 0));
        }
        for (List<Member> members : words.configurations()) {
            add(heard, new Input.Reconfigure(members));
        }
        if (s.isLeading(self)) {
            add(heard, NOTHING);
        }
        add(new Input.Relinquish());
    }

    /** Time passes; whoever may prepare does so after a while, when it follows and when it has to give up first. */
    private void time() {
        Input.Tick first = new Input.Tick(0, 0);
        Input.Tick late = new Input.Tick(LONG_NANOS, 0);
        add(first, late, EVERYTHING);
        List<Input> answers = new ArrayList<>(List.of(first, late));
        others.forEach(other -> answers.add(new Input.Received(other, new Message.Answer(1, false))));
        Ballot promised = s.promised(self);
        List<Long> owned = words.role(self) == Role.LOG ? List.of(promised.number() + 1) : words.owned(self);
        for (long number : owned) {
            if (number > promised.number()) {
                List<Input> inputs = new ArrayList<>();
                if (number > promised.number() + 1) {
                    // It has heard of the ballot before.
                    Ballot before = words.ballot(number - 1);
                    inputs.add(new Input.Received(somebody(), new Message.Reject(Ballot.ZERO, before)));
                }
                if (s.image(self).term() != null) {
                    inputs.add(new Input.Relinquish());
                }
                inputs.addAll(answers);
                all.add(new Occasion(inputs));
            }
        }
    }

    /** The tree applies, becomes durable, and is copied. */
    private void tree() {
        if (!words.trees() || words.role(self) == Role.LOG) {
            return;
        }
        for (long upTo = s.applied(self) + 1; upTo <= s.knownUpTo(self); upTo++) {
            add(new Input.Applied(upTo));
        }
        add(heard(), new Input.Snapshotted(s.applied(self)), EVERYTHING);
        for (ReplicaId other : others) {
            long upTo = s.snapshot(other);
            if (s.isUp(other) && words.role(other) == Role.STORAGE && upTo > 0) {
                Configuration governing = s.governing(other, upTo + 1);
                add(heard(), new Input.Installed(other, upTo, governing), EVERYTHING);
            }
        }
    }

    /** Something is put into the archive, trimmed since it is there, or read from there. */
    private void archive() {
        List<Command> archive = s.archive();
        long size = archive.size();
        if (!words.archiving()) {
            return;
        }
        if (size < s.noted(self)) {
            add(new Input.Archived(size + 1, true));
        }
        add(new Input.Archived(size, false), EVERYTHING);
        long known = s.knownUpTo(self);
        for (long upTo = known + 1; upTo <= size; upTo++) {
            add(new Input.Fetched(known + 1, archive.subList((int) known, (int) upTo)));
        }
    }
}
