package org.synod.copy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.synod.btree.Chunk;
import org.synod.btree.SnapshotDescription;
import org.synod.btree.TreeInstaller;
import org.synod.btree.TreeStore;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;

/**
 * Copies the tree of one group from another node. One question is out at a time; the next one is asked as soon as its
 * answer is there, before that is durable, unless too many pieces wait for the disk.
 *
 * <p>Begins with what an earlier copy left on the disk, and with nothing when nobody has that slot any more. What is
 * wrong is asked for again. All on the thread of the executor; the time is handed in.
 */
final class SnapshotReceiver {

    /** Pieces on their way to the disk. */
    private static final int WINDOW = 2;

    /** Answers in a row that are no use, until the copy fails. */
    private static final int MOST_REFUSED = 5;

    private static final byte[] NOTHING = new byte[0];

    /** How far a copy has come, to begin with none. */
    private static final SnapshotCopies.Progress BEGINNING = new SnapshotCopies.Progress(null, 0, 0, 0, 0, 0);

    private final GroupId group;
    private final TreeStore store;
    private final NodeMessage.Link link;
    private final SnapshotCopies.Settings settings;
    private final SnapshotCopies.Listener listener;
    private final Executor executor;
    private final LongSupplier questions;

    private ReplicaId from;
    private volatile SnapshotCopies.Progress progress = BEGINNING;

    /** Null until the slot is known. */
    private @Nullable TreeInstaller installer;

    /** The snapshot that is being received; 0: not known yet. */
    private long slot;

    /** What is asked; null: nothing at the moment. */
    private NodeMessage.@Nullable Want asked;

    private long askedNanos;

    /** As it was handed in last. */
    private long now;

    private int repeats;
    private int refusedInARow;
    private int undurable;

    /** Counts beginnings: what the disk says of an earlier one is not heard. */
    private int attempt;

    private volatile boolean over;

    SnapshotReceiver(
            GroupId group,
            TreeStore store,
            NodeMessage.Link link,
            SnapshotCopies.Settings settings,
            SnapshotCopies.Listener listener,
            Executor executor,
            LongSupplier questions,
            ReplicaId from) {
        this.group = group;
        this.store = store;
        this.link = link;
        this.settings = settings;
        this.listener = listener;
        this.executor = executor;
        this.questions = questions;
        this.from = from;
        progress = progress.of(from);
    }

    SnapshotCopies.Progress progress() {
        return progress;
    }

    boolean isOver() {
        return over;
    }

    /** Nothing more is asked or said. What was received stays for the next copy. */
    void cancel() {
        over = true;
        asked = null;
    }

    /** Looks what is there already, and asks for the rest. */
    void start(long nowNanos) {
        now = nowNanos;
        then(store.receiving(group), receivingSlot -> {
            if (receivingSlot == 0) {
                ask(0, Chunk.Position.START);
            } else {
                install(receivingSlot, null);
            }
        });
    }

    /** Goes on when the disk is done, unless the copy has ended or begun anew by then. */
    private <T> void then(CompletableFuture<T> written, Consumer<T> next) {
        int begun = attempt;
        CompletableFuture<T> unused = written.whenCompleteAsync(
                (value, failure) -> {
                    if (over || begun != attempt) {
                        return;
                    }
                    if (failure != null) {
                        fail("it cannot be written: " + failure.getMessage());
                        return;
                    }
                    try {
                        next.accept(value);
                    } catch (RuntimeException e) {
                        fail("of a fault of this program: " + e);
                    }
                },
                executor);
    }

    /** Asks another node from now on: for the same snapshot, if it has that. */
    void source(ReplicaId other, long nowNanos) {
        now = nowNanos;
        if (other.equals(from)) {
            // What it was asked last it may be answering now.
            return;
        }
        from = other;
        progress = progress.of(other);
        refusedInARow = 0;
        NodeMessage.Want before = asked;
        if (before != null) {
            send(new NodeMessage.Want(questions.getAsLong(), before.slot(), before.position()));
        }
    }

    private void fail(String why) {
        over = true;
        asked = null;
        listener.failed(group, from, "The tree of " + group + " is not copied from " + from + ": " + why + ".");
    }

    /** Goes on with the snapshot at that slot, which begins with the chunk if there is one. */
    private void install(long snapshotSlot, @Nullable Chunk first) {
        slot = snapshotSlot;
        then(store.installer(group, snapshotSlot), made -> {
            installer = made;
            progress = progress.at(snapshotSlot, made.entries());
            if (first != null && first.first().equals(made.next())) {
                add(made, first);
            } else {
                ask(made);
            }
        });
    }

    private void ask(TreeInstaller into) {
        Chunk.Position next = into.next();
        if (next == null) {
            send(new NodeMessage.Want(questions.getAsLong(), slot, NOTHING));
        } else {
            ask(slot, next);
        }
    }

    private void ask(long ofSlot, Chunk.Position position) {
        send(new NodeMessage.Want(questions.getAsLong(), ofSlot, position.encode()));
    }

    private void send(NodeMessage.Want want) {
        asked = want;
        askedNanos = now;
        repeats = 0;
        link.send(from, group, want);
    }

    /** Asks again what was not answered in time. */
    void tick(long nowNanos) {
        now = nowNanos;
        NodeMessage.Want want = asked;
        if (want == null || now - askedNanos < settings.answerNanos()) {
            return;
        }
        askedNanos = now;
        repeats++;
        progress = progress.repeatedOne();
        link.send(from, group, want);
        if (repeats % settings.repeatsUntilSilent() == 0) {
            listener.silent(group, from);
        }
    }

    /** Takes an answer, however late. */
    void received(ReplicaId sender, NodeMessage.OfCopy answer, long nowNanos) {
        now = nowNanos;
        NodeMessage.Want want = asked;
        if (over || want == null || !sender.equals(from) || answer.question() != want.question()) {
            return;
        }
        switch (answer) {
            case NodeMessage.Piece piece -> piece(want, piece);
            case NodeMessage.Finished finished -> finish(want, finished);
            case NodeMessage.Wait wait -> {
                askedNanos = now;
                repeats = 0;
            }
            case NodeMessage.Gone gone -> gone(want, gone);
            case NodeMessage.Failed failed -> fail(failed.reason());
        }
    }

    private void gone(NodeMessage.Want want, NodeMessage.Gone gone) {
        if (want.slot() == 0 || gone.presentSlot() == 0) {
            fail("it has no tree of the group");
        } else {
            beginAnew();
        }
    }

    /** What was received goes when the installer of another slot is made. */
    private void beginAnew() {
        attempt++;
        installer = null;
        slot = 0;
        undurable = 0;
        ask(0, Chunk.Position.START);
    }

    private void refuse(NodeMessage.Want want, String why) {
        refusedInARow++;
        progress = progress.refusedOne();
        if (refusedInARow == MOST_REFUSED) {
            fail(why);
        } else {
            send(new NodeMessage.Want(questions.getAsLong(), want.slot(), want.position()));
        }
    }

    private void piece(NodeMessage.Want want, NodeMessage.Piece piece) {
        Chunk chunk;
        try {
            chunk = Chunk.decode(piece.chunk());
            if (!chunk.group().equals(group)
                    || (want.slot() != 0 && chunk.slot() != want.slot())
                    || want.position().length == 0
                    || !chunk.first().equals(Chunk.Position.decode(want.position()))) {
                throw new CodecException("a piece that was not asked for");
            }
        } catch (CodecException e) {
            refuse(want, "it sent " + e.getMessage());
            return;
        }
        asked = null;
        refusedInARow = 0;
        progress = progress.received(piece.chunk().length);
        TreeInstaller into = installer;
        if (into == null) {
            install(chunk.slot(), chunk);
        } else {
            add(into, chunk);
        }
    }

    private void add(TreeInstaller into, Chunk chunk) {
        undurable++;
        CompletableFuture<Void> added = into.add(chunk);
        progress = progress.at(slot, into.entries());
        then(added, done -> {
            undurable--;
            if (asked == null) {
                ask(into);
            }
        });
        if (undurable < WINDOW && asked == null) {
            ask(into);
        }
    }

    private void finish(NodeMessage.Want want, NodeMessage.Finished finished) {
        TreeInstaller into = installer;
        SnapshotDescription description;
        try {
            description = SnapshotDescription.decode(finished.description());
            if (into == null
                    || want.position().length > 0
                    || !description.group().equals(group)
                    || description.slot() != slot) {
                throw new CodecException("a description that was not asked for");
            }
        } catch (CodecException e) {
            refuse(want, "it sent " + e.getMessage());
            return;
        }
        asked = null;
        then(listener.complete(group, slot), wanted -> {
            if (!wanted) {
                over = true;
                return;
            }
            then(into.finish(description), installed -> {
                over = true;
                listener.installed(group, description.slot(), description.meta(), from);
            });
        });
    }
}
