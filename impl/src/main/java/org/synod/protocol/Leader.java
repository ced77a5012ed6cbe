package org.synod.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Entry;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/**
 * One ballot that this replica prepares and then leads: the promises of phase 1, the proposals and votes of phase 2.
 *
 * <p>Made when a replica prepares, thrown away when it steps down: nothing of one ballot can leak into the next. Source:
 * Paxos Made Simple, sections 2.2 and 3; {@code MultiPaxos!Lead, Propose, Choose}.
 */
final class Leader {

    /** A proposal under way. Invariant: {@code voters} are members that hold their votes durably. */
    private static final class Proposal {
        final Command command;
        long voters;

        Proposal(Command command) {
            this.command = command;
        }
    }

    /** The parts of one replica's promise that have arrived. */
    private static final class Report {
        final Map<Integer, SortedMap<Long, Entry>> parts = new HashMap<>();
        int expected = Integer.MAX_VALUE;

        boolean isComplete() {
            return parts.size() == expected;
        }
    }

    private final Configuration configuration;
    private final Ballot ballot;

    /** The first slot that was not known chosen when this ballot was prepared. */
    private final long from;

    private final Map<ReplicaId, Report> reports = new TreeMap<>();
    private final TreeMap<Long, Proposal> proposals = new TreeMap<>();
    private boolean leading;
    private long next;

    Leader(Configuration configuration, Ballot ballot, long from) {
        this.configuration = configuration;
        this.ballot = ballot;
        this.from = from;
        this.next = from;
    }

    Ballot ballot() {
        return ballot;
    }

    long from() {
        return from;
    }

    /** Whether phase 1 is over. */
    boolean isLeading() {
        return leading;
    }

    int inFlight() {
        return proposals.size();
    }

    /** The members whose promise has not arrived in full. */
    boolean hasPromised(ReplicaId replica) {
        Report report = reports.get(replica);
        return report != null && report.isComplete();
    }

    /** A promise, or a part of one, of this ballot: true when it completes a quorum. */
    boolean promised(ReplicaId replica, Message.Promise promise) {
        if (leading || !promise.ballot().equals(ballot) || promise.slot() != from) {
            return false;
        }
        Report report = reports.computeIfAbsent(replica, r -> new Report());
        report.expected = promise.parts();
        report.parts.put(promise.part(), promise.entries());
        return configuration.isQuorum(bitsOf(quorum()));
    }

    /** The members that have promised, in full. */
    List<ReplicaId> quorum() {
        return configuration.replicas().stream().filter(this::hasPromised).toList();
    }

    /**
     * {@code MultiPaxos!Lead}: from the first slot not known chosen to the last that was reported, proposes again what
     * the quorum reports under the highest ballot, and a no-op where it reports nothing.
     *
     * @return the command of each slot to propose again
     */
    SortedMap<Long, Command> lead() {
        TreeMap<Long, Entry> highest = new TreeMap<>();
        for (Report report : reports.values()) {
            if (report.isComplete()) {
                report.parts
                        .values()
                        .forEach(part -> part.forEach((slot, entry) -> highest.merge(slot, entry, Leader::higher)));
            }
        }
        SortedMap<Long, Command> adopted = new TreeMap<>();
        long top = highest.isEmpty() ? from - 1 : Math.max(from - 1, highest.lastKey());
        for (long slot = from; slot <= top; slot++) {
            Entry entry = highest.get(slot);
            Command command = entry == null ? Command.NO_OP : entry.command();
            adopted.put(slot, command);
            proposals.put(slot, new Proposal(command));
        }
        next = top + 1;
        leading = true;
        reports.clear();
        return adopted;
    }

    private static Entry higher(Entry a, Entry b) {
        return a.ballot().isLowerThan(b.ballot()) ? b : a;
    }

    /** {@code MultiPaxos!Propose}: gives the command the next slot, and returns that. */
    long propose(Command command) {
        long slot = next++;
        proposals.put(slot, new Proposal(command));
        return slot;
    }

    /**
     * {@code MultiPaxos!Choose}: a member holds its vote for the slot in this ballot, durably.
     *
     * @return the command if that makes a quorum, which is said once
     */
    @Nullable Command accepted(ReplicaId replica, long slot) {
        Proposal proposal = proposals.get(slot);
        if (proposal == null) {
            return null;
        }
        proposal.voters |= bitOf(replica);
        if (!configuration.isQuorum(proposal.voters)) {
            return null;
        }
        proposals.remove(slot);
        return proposal.command;
    }

    /** Somebody else says what is chosen in the slot: what this ballot proposes there, if it is another command. */
    @Nullable Command conflicting(long slot, Command chosen) {
        Proposal proposal = proposals.get(slot);
        return proposal == null || proposal.command.equals(chosen) ? null : proposal.command;
    }

    void forget(long slot) {
        proposals.remove(slot);
    }

    /** The lowest slot that is proposed and not chosen; 0 when there is none. */
    long oldestInFlight() {
        return proposals.isEmpty() ? 0 : proposals.firstKey();
    }

    /** The proposals that a member has not voted for, at most {@code most}, the oldest first. */
    SortedMap<Long, Command> missing(ReplicaId replica, int most) {
        SortedMap<Long, Command> missing = new TreeMap<>();
        for (Map.Entry<Long, Proposal> e : proposals.entrySet()) {
            if (missing.size() == most) {
                break;
            }
            if ((e.getValue().voters & bitOf(replica)) == 0) {
                missing.put(e.getKey(), e.getValue().command);
            }
        }
        return missing;
    }

    /** Accepts for consecutive slots put together, none much larger than {@code maxBytes}. */
    static List<Message.Accept> batches(
            Ballot ballot, SortedMap<Long, Command> commands, long chosenUpTo, int maxBytes) {
        List<Message.Accept> batches = new ArrayList<>();
        List<Command> batch = new ArrayList<>();
        long first = 0;
        long bytes = 0;
        for (Map.Entry<Long, Command> e : commands.entrySet()) {
            if (!batch.isEmpty() && (e.getKey() != first + batch.size() || bytes > maxBytes)) {
                batches.add(new Message.Accept(ballot, first, 0, List.copyOf(batch), chosenUpTo));
                batch.clear();
                bytes = 0;
            }
            if (batch.isEmpty()) {
                first = e.getKey();
            }
            batch.add(e.getValue());
            bytes += 32 + e.getValue().payload().length;
        }
        if (!batch.isEmpty()) {
            batches.add(new Message.Accept(ballot, first, 0, List.copyOf(batch), chosenUpTo));
        }
        return batches;
    }

    private long bitsOf(Collection<ReplicaId> replicas) {
        long bits = 0;
        for (ReplicaId replica : replicas) {
            bits |= bitOf(replica);
        }
        return bits;
    }

    private long bitOf(ReplicaId replica) {
        int index = configuration.indexOf(replica);
        return index < 0 ? 0 : 1L << index;
    }
}
