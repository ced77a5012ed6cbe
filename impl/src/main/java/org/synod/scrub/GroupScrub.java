package org.synod.scrub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.RangeDigest;
import org.synod.btree.Ranges;
import org.synod.btree.TreeSnapshot;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;

/**
 * Compares the copies of a group at one slot, range by range. Who differs from the majority is wrong; where there is none,
 * as of two copies, what the archived log makes decides. For one thread.
 */
final class GroupScrub {
    private static final Logger LOG = LoggerFactory.getLogger(GroupScrub.class);

    private static final Bytes START = Bytes.wrap(new byte[0]);

    /** Keys in a range at most; and of bytes no more than one key beyond: another node's answer must not take long. */
    private static final int RANGE_KEYS = 1000;

    private static final long RANGE_BYTES = 1 << 20;

    /** Ranges in a question: so much is read before an answer comes. */
    private static final int MOST_RANGES = 16;

    /** Findings in a pass: when a whole tree is wrong a few are enough. */
    private static final int MOST_FINDINGS = 16;

    private final GroupId group;
    private final long slot;
    private final LocalCopy own;

    /** The own one, and those of others that can still be asked. */
    private final List<Copy> copies = new ArrayList<>();

    /** Asked once, when it is needed. */
    private final Supplier<@Nullable Copy> reference;

    private final List<Finding> findings = new ArrayList<>();
    private long ranges;

    GroupScrub(
            GroupId group, long slot, LocalCopy own, List<? extends Copy> others, Supplier<@Nullable Copy> reference) {
        this.group = group;
        this.slot = slot;
        this.own = own;
        this.reference = reference;
        copies.add(own);
        copies.addAll(others);
    }

    /** Compares everything. What is found is in the order of the keys, the sessions last. */
    List<Finding> run() {
        Bytes from = START;
        try {
            while (from != null && findings.size() < MOST_FINDINGS) {
                from = compareFrom(from);
            }
            compareSessions();
        } catch (CorruptTreeException e) {
            findings.add(corrupt(from == null ? START : from, e.key() == null ? located(e) : e));
        }
        return findings;
    }

    /** How many ranges were compared. */
    long ranges() {
        return ranges;
    }

    /** How many copies could be asked to the end, the own one included. */
    int copies() {
        return copies.size();
    }

    /** Where a reader of the keys in their order comes upon it, if one does. */
    private CorruptTreeException located(CorruptTreeException anywhere) {
        try {
            RangeDigest unused = own.digest(START, null);
            return anywhere;
        } catch (CorruptTreeException e) {
            return e;
        }
    }

    /** The first bad key may be the last one that could be read: it is behind that. */
    private Finding corrupt(Bytes from, CorruptTreeException cause) {
        return new Finding(
                Finding.Kind.TREE_CORRUPT,
                group,
                own.replica(),
                from,
                null,
                cause.key(),
                slot,
                "The tree of " + group + " on " + own.replica() + " cannot be read: " + cause.getMessage() + ".");
    }

    /** What each copy says; who cannot be asked is left out from now on. */
    private <T> Map<Copy, T> ask(Function<Copy, T> question) {
        Map<Copy, T> answers = new HashMap<>();
        for (Copy copy : List.copyOf(copies)) {
            try {
                answers.put(copy, question.apply(copy));
            } catch (Copy.Absent e) {
                LOG.info("The tree of {} on {} is not compared any further: {}", group, copy.replica(), e.getMessage());
                copies.remove(copy);
            }
        }
        return answers;
    }

    /** Compares as much as makes one question, and returns where the next one begins; null: this was the last. */
    private @Nullable Bytes compareFrom(Bytes from) {
        List<RangeDigest> mine = new ArrayList<>();
        List<Bytes> boundaries = new ArrayList<>();
        Bytes next = from;
        while (next != null && mine.size() < MOST_RANGES) {
            if (!next.equals(from)) {
                boundaries.add(next);
            }
            TreeSnapshot.Part part = own.snapshot().part(next, RANGE_KEYS, RANGE_BYTES);
            mine.add(part.digest());
            next = part.next();
        }
        compare(from, next, boundaries, mine);
        return next;
    }

    private void compare(Bytes from, @Nullable Bytes to, List<Bytes> boundaries, List<RangeDigest> mine) {
        Map<Copy, List<RangeDigest>> answers =
                ask(copy -> copy.equals(own) ? mine : copy.digests(from, to, boundaries));
        for (int i = 0; i <= boundaries.size(); i++) {
            int index = i;
            Bytes begin = i == 0 ? from : boundaries.get(i - 1);
            Bytes end = i == boundaries.size() ? to : boundaries.get(i);
            Map<Copy, RangeDigest> said = new HashMap<>();
            answers.forEach((copy, digests) -> said.put(copy, digests.get(index)));
            ranges++;
            judge(said, copy -> copy.digest(begin, end), (bad, good) -> keys(bad, good, begin, end));
        }
    }

    private void compareSessions() {
        judge(ask(Copy::sessions), Copy::sessions, (bad, good) -> sessions(bad));
    }

    private interface Report {
        /** @param good null: nobody knows who is right */
        Finding of(Copy bad, @Nullable Copy good);
    }

    private void judge(Map<Copy, RangeDigest> said, Function<Copy, RangeDigest> same, Report report) {
        if (said.values().stream().distinct().count() <= 1) {
            return;
        }
        Copy good = majority(said);
        RangeDigest right = good == null ? null : said.get(good);
        if (good == null) {
            good = reference.get();
            right = good == null ? null : same.apply(good);
        }
        for (Map.Entry<Copy, RangeDigest> one : said.entrySet()) {
            if (right == null ? !one.getKey().equals(own) : !one.getValue().equals(right)) {
                try {
                    findings.add(report.of(one.getKey(), good));
                } catch (Copy.Absent e) {
                    copies.remove(one.getKey());
                }
            }
        }
    }

    private static @Nullable Copy majority(Map<Copy, RangeDigest> said) {
        for (Map.Entry<Copy, RangeDigest> one : said.entrySet()) {
            long same = said.values().stream().filter(one.getValue()::equals).count();
            if (2 * same > said.size()) {
                return one.getKey();
            }
        }
        return null;
    }

    private Finding keys(Copy bad, @Nullable Copy good, Bytes from, @Nullable Bytes to) {
        Bytes key = Ranges.firstDifference(good == null ? own : good, bad, from, to);
        return finding(Finding.Kind.KEYS_DIFFER, bad, good, from, to, key, "the key '" + key + "'");
    }

    private Finding sessions(Copy bad) {
        return finding(Finding.Kind.SESSIONS_DIFFER, bad, bad, START, null, null, "the client sessions");
    }

    private Finding finding(
            Finding.Kind kind,
            Copy bad,
            @Nullable Copy good,
            Bytes from,
            @Nullable Bytes to,
            @Nullable Bytes key,
            String what) {
        String sentence = good == null
                ? own.replica() + " and " + bad.replica() + " differ in " + what
                        + ", and the archive does not tell who is right"
                : bad.replica() + " differs in " + what + " from what it must hold";
        return new Finding(
                kind,
                group,
                good == null ? null : bad.replica(),
                from,
                to,
                key,
                slot,
                "At slot " + slot + " of " + group + " " + sentence + ".");
    }
}
