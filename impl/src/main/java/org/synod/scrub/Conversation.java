package org.synod.scrub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.synod.btree.CorruptTreeException;
import org.synod.btree.RangeDigest;
import org.synod.btree.TreeSnapshot;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.statemachine.Bytes;

/**
 * Asks other nodes, and answers them, on one thread: while it waits for an answer it answers others, so that two nodes that
 * ask each other do not wait for each other. Only {@link #arrived}, {@link #lost} and {@link #close} are for
 * any thread.
 */
final class Conversation {

    /** Questions and answers that wait; what comes beyond is lost, as it may be on the way. */
    private static final int MOST_WAITING = 256;

    /** Of a question; a longer one makes no sense. */
    private static final int MOST_BOUNDARIES = 1024;

    /** A snapshot that nobody has asked about for so long is given back. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** @param message null: what was on its way to the other node, or from it, is lost */
    private record Mail(
            ReplicaId from, GroupId group, @Nullable NodeMessage message) {}

    private record Key(GroupId group, long slot) {}

    private static final class Held {
        private final LocalCopy copy;
        private long askedNanos;

        Held(LocalCopy copy) {
            this.copy = copy;
        }
    }

    private static final GroupId ANY = new GroupId(0);
    private static final Mail WAKE = new Mail(new ReplicaId("nobody"), ANY, null);

    private final ReplicaId self;
    private final Shelf shelf;
    private final NodeMessage.Link link;
    private final LongConsumer pace;
    private final long answerNanos;
    private final LinkedBlockingQueue<Mail> mail = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<Key, Held> held = new HashMap<>();
    private long questions;
    private volatile boolean closed;

    Conversation(
            ReplicaId self,
            Shelf shelf,
            NodeMessage.Link link,
            LongConsumer pace,
            long answerNanos,
            long firstQuestion) {
        this.self = self;
        this.shelf = shelf;
        this.link = link;
        this.pace = pace;
        this.answerNanos = answerNanos;
        this.questions = firstQuestion;
    }

    /** Another node has said something. */
    void arrived(ReplicaId from, GroupId group, NodeMessage message) {
        boolean unused = mail.offer(new Mail(from, group, message));
    }

    /** What was said to another node, or by it, may be lost: whoever waits for its answer gives up. */
    void lost(ReplicaId other) {
        boolean unused = mail.offer(new Mail(other, ANY, null));
    }

    /** Whoever asks or pumps gets a {@link CancellationException}. */
    void close() {
        closed = true;
        boolean unused = mail.offer(WAKE);
    }

    /** Answers what has arrived; does not wait. */
    void pump() {
        Mail next = mail.poll();
        while (next != null) {
            serve(next);
            next = mail.poll();
        }
        checkOpen();
    }

    /** Answers what arrives, for so long. */
    void idle(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0) {
            checkOpen();
            Mail next = mail.poll(left, TimeUnit.NANOSECONDS);
            if (next != null) {
                serve(next);
            }
            giveBackIdle();
            left = end - System.nanoTime();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new CancellationException("stopped");
        }
    }

    /** Waits for the answer, and answers others meanwhile. */
    NodeMessage.OfScrub ask(ReplicaId to, GroupId group, LongFunction<NodeMessage.AskScrub> question) {
        long number = ++questions;
        link.send(to, group, question.apply(number));
        long end = System.nanoTime() + answerNanos;
        try {
            for (long left = answerNanos; left > 0; left = end - System.nanoTime()) {
                checkOpen();
                Mail next = mail.poll(left, TimeUnit.NANOSECONDS);
                if (next != null
                        && next.message() instanceof NodeMessage.OfScrub answer
                        && answer.question() == number
                        && next.from().equals(to)) {
                    return answer;
                }
                if (next != null && next.message() == null && next.from().equals(to)) {
                    throw new Copy.Absent("the connection with it broke");
                }
                if (next != null) {
                    serve(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        throw new Copy.Absent("it does not answer");
    }

    /** Answers a question. Answers to questions that nobody waits for any more end here. */
    private void serve(Mail from) {
        if (from.message() instanceof NodeMessage.AskScrub question) {
            link.send(from.from(), from.group(), answer(from.group(), question));
        }
    }

    private NodeMessage answer(GroupId group, NodeMessage.AskScrub question) {
        LocalCopy copy = held(group, question.slot());
        if (copy == null) {
            return new NodeMessage.NotAt(question.question(), shelf.newest(group));
        }
        try {
            return answer(copy, question);
        } catch (CorruptTreeException e) {
            return new NodeMessage.Failed(question.question(), String.valueOf(e.getMessage()));
        }
    }

    private static NodeMessage answer(LocalCopy copy, NodeMessage.AskScrub question) {
        return switch (question) {
            case NodeMessage.AskDigests ask -> {
                if (ask.boundaries().size() > MOST_BOUNDARIES) {
                    yield new NodeMessage.Failed(ask.question(), "too many ranges");
                }
                List<Bytes> boundaries =
                        ask.boundaries().stream().map(Bytes::wrap).toList();
                List<NodeMessage.Digest> digests = new ArrayList<>();
                for (RangeDigest one : copy.digests(Bytes.wrap(ask.from()), end(ask.to()), boundaries)) {
                    digests.add(new NodeMessage.Digest(one.count(), one.checksum()));
                }
                yield new NodeMessage.Digests(ask.question(), digests);
            }
            case NodeMessage.AskSessions ask -> {
                RangeDigest digest = copy.sessions();
                yield new NodeMessage.Digests(
                        ask.question(), List.of(new NodeMessage.Digest(digest.count(), digest.checksum())));
            }
            case NodeMessage.AskMiddle ask -> {
                Bytes middle = copy.middle(Bytes.wrap(ask.from()), end(ask.to()));
                yield new NodeMessage.Middle(ask.question(), middle == null ? null : middle.array());
            }
        };
    }

    private static @Nullable Bytes end(byte @Nullable [] to) {
        return to == null ? null : Bytes.wrap(to);
    }

    private @Nullable LocalCopy held(GroupId group, long slot) {
        Key key = new Key(group, slot);
        Held one = held.get(key);
        if (one == null) {
            TreeSnapshot snapshot = shelf.borrow(group, slot);
            if (snapshot == null) {
                return null;
            }
            one = new Held(new LocalCopy(snapshot, self, pace));
            held.put(key, one);
        }
        one.askedNanos = System.nanoTime();
        return one.copy;
    }

    private void giveBackIdle() {
        for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
            Held one = all.next();
            if (System.nanoTime() - one.askedNanos > IDLE_NANOS) {
                shelf.giveBack(one.copy.snapshot());
                all.remove();
            }
        }
    }

    /** Gives back everything; nothing is asked or answered any more. */
    void end() {
        held.values().forEach(one -> shelf.giveBack(one.copy.snapshot()));
        held.clear();
    }
}
