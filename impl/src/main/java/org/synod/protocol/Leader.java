package org.synod.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.message.Message;

/**
 * One ballot that this replica prepares and then leads: the promises of phase 1, the proposals and votes of phase 2.
 *
 * <p>Made when a replica prepares, thrown away when it steps down: nothing of one ballot can leak into the next. Within a
 * ballot it goes through phase 1 once for each configuration that it acts under. Source: Paxos Made Simple, sections 2.2
 * and 3; {@code ReplicationGroup!Lead, Propose, Choose, ProposeAwaited, PrepareNew, Established}.
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

    private final Rules rules;
    private final Ballot ballot;
    private final Lease lease;

    /** {@code ReplicationGroup!acting}. */
    private Configuration acting;

    /** The first slot that was not known chosen when this phase 1 began. */
    private long from;

    /** The first slot that was not known chosen when this ballot began. */
    private final long countedFrom;

    /** Slots from there on of which somebody else said that they are chosen. */
    private final Set<Long> heardOf = new TreeSet<>();

    private final Map<ReplicaId, Report> reports = new TreeMap<>();
    private final TreeMap<Long, Proposal> proposals = new TreeMap<>();
    private final Map<ReplicaId, Long> held = new HashMap<>();
    private boolean leading;
    private long next;
    private long reproposed;

    /** {@code ReplicationGroup!awaited}. */
    private @Nullable Command awaited;

    /** The slot of the configuration that was proposed last; 0 for none. */
    private long proposedConfiguration;

    Leader(Rules rules, Configuration acting, Ballot ballot, long from, Timing timing) {
        this.rules = rules;
        this.acting = acting;
        this.ballot = ballot;
        this.from = from;
        this.countedFrom = from;
        this.next = from;
        this.lease = new Lease(rules, timing);
    }

    /** As the specification has it: promises and votes of others are not there yet. */
    static Leader of(Image.Term term, Rules rules, Timing timing) {
        Leader leader = new Leader(rules, term.acting(), term.ballot(), term.next(), timing);
        leader.leading = term.leads();
        leader.awaited = term.awaited();
        leader.proposedConfiguration = term.proposedConfiguration();
        term.proposals().forEach((slot, command) -> leader.proposals.put(slot, new Proposal(command)));
        return leader;
    }

    /** What the specification has of this ballot. */
    Image.Term term(Learner learner) {
        SortedMap<Long, Command> open = new TreeMap<>();
        proposals.forEach((slot, proposal) -> {
            if (!learner.knows(slot)) {
                open.put(slot, proposal.command);
            }
        });
        return new Image.Term(ballot, leading, next, acting, awaited, open, proposedConfiguration);
    }

    Ballot ballot() {
        return ballot;
    }

    Lease lease() {
        return lease;
    }

    Configuration acting() {
        return acting;
    }

    long from() {
        return from;
    }

    /** The slot of the next proposal. */
    long next() {
        return next;
    }

    /** The last slot that it proposed again when it began. {@code LeasedGroup!reproposed}. */
    long reproposed() {
        return reproposed;
    }

    @Nullable Command awaited() {
        return awaited;
    }

    /** Whether phase 1 is over. */
    boolean isLeading() {
        return leading;
    }

    int inFlight() {
        return proposals.size();
    }

    /** Whether the member's promise has arrived in full. */
    boolean hasPromised(ReplicaId replica) {
        Report report = reports.get(replica);
        return report != null && report.isComplete();
    }

    /** A promise, or a part of one, of this ballot and phase 1: true when it completes a quorum that can be led with. */
    boolean promised(ReplicaId replica, Message.Promise promise) {
        if (leading || !rules.countsPromise(promise, ballot, from, acting)) {
            return false;
        }
        reports.computeIfAbsent(replica, r -> new Report()).add(promise);
        return rules.mayLead(acting, bitsOf(quorum()));
    }

    /** The members that have promised, in full, and have kept all that would have to be reported. */
    List<ReplicaId> quorum() {
        return acting.replicas().stream().filter(this::hasReported).toList();
    }

    private boolean hasReported(ReplicaId replica) {
        Report report = reports.get(replica);
        return report != null && report.isComplete() && rules.hasKept(report.trimmed(), from);
    }

    /** How far others have trimmed what this candidate does not know; 0 when nobody has. */
    long missing() {
        return reports.values().stream()
                .mapToLong(Report::trimmed)
                .filter(t -> t >= from)
                .max()
                .orElse(0);
    }

    /**
     * {@code ReplicationGroup!Lead}: from the first slot not known chosen on, proposes again what the quorum reports under
     * the highest ballot, and a no-op where it reports nothing; up to the last slot that was reported, or to the first
     * configuration ({@code AdoptUpTo}).
     *
     * @return the command of each slot to propose again
     */
    SortedMap<Long, Command> lead() {
        Set<ReplicaId> quorum = Set.copyOf(quorum());
        reports.keySet().retainAll(quorum);
        SortedMap<Long, Command> reported = Report.adopt(reports.values(), rules);
        reports.clear();
        long top = reported.isEmpty() ? from - 1 : Math.max(from - 1, reported.lastKey());
        SortedMap<Long, Command> adopted = new TreeMap<>();
        awaited = null;
        for (long slot = from; slot <= top; slot++) {
            Command command = reported.get(slot);
            if (command == null) {
                command = rules.hole();
            }
            if (command == null) {
                continue;
            }
            if (command.isConfiguration() && slot > from) {
                awaited = command;
                break;
            }
            adopted.put(slot, command);
            next = slot;
            put(command);
            if (command.isConfiguration()) {
                break;
            }
        }
        reproposed = from + adopted.size() - 1;
        next = rules.nextSlot(from, adopted.size());
        leading = true;
        return adopted;
    }

    /** {@code ReplicationGroup!Propose, Reconfigure}: gives the command the next slot, and returns that. */
    long propose(Command command) {
        return put(command);
    }

    /** {@code ReplicationGroup!ProposeAwaited}: what was awaited is proposed; returns its slot. */
    long proposeAwaited(Command command) {
        awaited = null;
        return put(command);
    }

    private long put(Command command) {
        long slot = next++;
        proposals.put(slot, new Proposal(command));
        if (command.isConfiguration()) {
            proposedConfiguration = slot;
        }
        return slot;
    }

    /** {@code ReplicationGroup!Changing}: a configuration is proposed, or is to be, that it does not act under yet. */
    boolean isChanging() {
        return awaited != null || proposedConfiguration > acting.slot();
    }

    /** {@code ReplicationGroup!Holds}: the member has all up to the slot durably, as chosen. */
    void holds(ReplicaId replica, long slot) {
        held.merge(replica, slot, Math::max);
    }

    /** How far the member's log is durable, as chosen; 0 when it has not said so yet. */
    long held(ReplicaId replica) {
        return held.getOrDefault(replica, 0L);
    }

    /**
     * {@code ReplicationGroup!Established}: a write quorum of the configuration has all that was chosen before it.
     *
     * @param archivedUpTo what need not be held, since the archive has it
     */
    boolean isEstablished(long archivedUpTo) {
        if (acting.slot() <= archivedUpTo) {
            return true;
        }
        long holders = 0;
        for (Member member : acting.members()) {
            holders |= held(member.id()) >= acting.slot() ? acting.bitOf(member.id()) : 0;
        }
        return rules.established(acting, holders);
    }

    /** {@code ReplicationGroup!PrepareNew}: phase 1 again, with the new members; nothing that was proposed is open. */
    void prepareNew(Configuration configuration, long slot) {
        acting = configuration;
        from = slot;
        next = slot;
        awaited = null;
        leading = false;
        reports.clear();
        proposals.clear();
        lease.forget();
    }

    /**
     * {@code ReplicationGroup!Choose}: a member holds its vote for the slot in this ballot, durably.
     *
     * @param voter the member, as {@link Configuration#bitOf}
     * @return the command if that makes a quorum, which is said once
     */
    @Nullable Command accepted(long voter, long slot) {
        Proposal proposal = proposals.get(slot);
        if (proposal == null) {
            return null;
        }
        proposal.voters |= voter;
        if (!rules.enough(acting, proposal.voters)) {
            return null;
        }
        proposals.remove(slot);
        return proposal.command;
    }

    /** Whether this ballot's own votes chose what is in the slot, which is known chosen. {@code LeasedGroup!counted}. */
    boolean hasCounted(long slot) {
        return slot >= countedFrom && !heardOf.contains(slot);
    }

    /** Somebody else said what is chosen in the slot. */
    void heardOf(long slot) {
        heardOf.add(slot);
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
            if ((e.getValue().voters & acting.bitOf(replica)) == 0) {
                missing.put(e.getKey(), e.getValue().command);
            }
        }
        return missing;
    }

    /** Accepts for consecutive slots put together, none much larger than {@code maxBytes}. */
    List<Message.Accept> batches(SortedMap<Long, Command> commands, long chosenUpTo, int maxBytes) {
        List<Message.Accept> batches = new ArrayList<>();
        List<Command> batch = new ArrayList<>();
        long first = 0;
        long bytes = 0;
        for (Map.Entry<Long, Command> e : commands.entrySet()) {
            if (!batch.isEmpty() && (e.getKey() != first + batch.size() || bytes > maxBytes)) {
                batches.add(new Message.Accept(ballot, first, acting.slot(), List.copyOf(batch), chosenUpTo));
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
            batches.add(new Message.Accept(ballot, first, acting.slot(), List.copyOf(batch), chosenUpTo));
        }
        return batches;
    }

    private long bitsOf(Collection<ReplicaId> replicas) {
        long bits = 0;
        for (ReplicaId replica : replicas) {
            bits |= acting.bitOf(replica);
        }
        return bits;
    }
}
