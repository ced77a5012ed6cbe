package org.synod.btree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It takes everything that waits, writes it, commits, forces the file, publishes the commit for
 * readers, and says that it is durable: so every commit holds each group at an exact slot. While it does, more gathers.
 *
 * <p>When nothing waits for a while it compacts the file, a little at a time.
 *
 * <p>A write that fails is not tried again: nobody knows what the disk holds. From then on nothing becomes durable.
 */
final class TreeWriter {

    /** Bytes that one round of compaction writes: it delays whatever arrives meanwhile. */
    private static final int COMPACTION_BYTES = 4 << 20;

    /** Per cent of live bytes up to which chunks are worth compaction. */
    private static final int FILL_RATE = 70;

    private static final int MOST_TOGETHER = 64;

    /** Something to write. */
    private interface Job {

        /** Writes, and returns what to say when it is durable. */
        Runnable write(TreeMaps maps);

        /** It will never be durable. */
        void failed(RuntimeException cause);
    }

    /** Wakes the thread when there is nothing to write. */
    private static final Job WAKE = new Job() {
        @Override
        public Runnable write(TreeMaps maps) {
            return () -> {};
        }

        @Override
        public void failed(RuntimeException cause) {
            // Nobody waits for it.
        }
    };

    private final MVStore store;
    private final BlockFile file;
    private final TreeMaps maps;
    private final SnapshotRegistry registry;
    private final TreeStore.Listener listener;
    private final long idleMillis;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("synod-tree").unstarted(this::run);
    private final Object lock = new Object();

    /** Set once; behind it no job is taken. Guarded by lock. */
    private @Nullable RuntimeException end;

    /** Whether something was written since compaction last found nothing to do. */
    private boolean worthCompaction = true;

    TreeWriter(
            MVStore store,
            BlockFile file,
            TreeMaps maps,
            SnapshotRegistry registry,
            TreeStore.Listener listener,
            long idleMillis) {
        this.store = store;
        this.file = file;
        this.maps = maps;
        this.registry = registry;
        this.listener = listener;
        this.idleMillis = idleMillis;
    }

    void start() {
        thread.start();
    }

    /** The listener hears of the slot, unless the tree was replaced meanwhile. */
    void flush(Frozen frozen) {
        submit(new Job() {
            @Override
            public Runnable write(TreeMaps writable) {
                return writable.write(frozen) ? () -> listener.durable(frozen.group(), frozen.slot()) : () -> {};
            }

            @Override
            public void failed(RuntimeException cause) {
                // The listener hears that everything is dead; the changes stay in memory, and are read from there.
            }
        });
    }

    /**
     * Writes something else.
     *
     * @param write throws IllegalStateException, before it writes anything, if it cannot be done
     * @return completes on the writer's thread when it is durable, or with what went wrong
     */
    <T> CompletableFuture<T> write(Function<TreeMaps, T> write) {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(new Job() {
            @Override
            public Runnable write(TreeMaps writable) {
                try {
                    T value = write.apply(writable);
                    return () -> result.complete(value);
                } catch (IllegalStateException e) {
                    return () -> result.completeExceptionally(e);
                }
            }

            @Override
            public void failed(RuntimeException cause) {
                result.completeExceptionally(cause);
            }
        });
        return result;
    }

    /** Compacts a little; says whether there was something to do. */
    CompletableFuture<Boolean> compact() {
        return write(writable -> compactSome());
    }

    private void submit(Job job) {
        RuntimeException cause;
        synchronized (lock) {
            cause = end;
            if (cause == null) {
                jobs.add(job);
            }
        }
        if (cause != null) {
            job.failed(cause);
        }
    }

    /** Writes what waits, and ends. */
    void close() throws InterruptedException {
        synchronized (lock) {
            if (end == null) {
                end = new IllegalStateException("the tree store is closed");
                jobs.add(WAKE);
            }
        }
        thread.join();
    }

    private void run() {
        List<Job> batch = new ArrayList<>();
        try {
            while (!isEnd()) {
                batch.clear();
                Job first = worthCompaction ? jobs.poll(idleMillis, TimeUnit.MILLISECONDS) : jobs.take();
                if (first == null) {
                    compactSome();
                } else {
                    batch.add(first);
                    jobs.drainTo(batch, MOST_TOGETHER - 1);
                    write(batch);
                }
            }
        } catch (InterruptedException e) {
            fail(batch, new IllegalStateException("the tree writer was interrupted", e));
        } catch (RuntimeException | Error e) {
            RuntimeException cause = explain(e);
            fail(batch, cause);
            listener.dead(cause);
        }
    }

    private boolean isEnd() {
        synchronized (lock) {
            return end != null && jobs.isEmpty();
        }
    }

    private void write(List<Job> batch) {
        List<Runnable> news = new ArrayList<>();
        for (Job job : batch) {
            news.add(job.write(maps));
        }
        commit();
        worthCompaction = true;
        news.forEach(Runnable::run);
    }

    private void commit() {
        store.commit();
        store.sync();
        registry.publish(maps.bases());
    }

    private boolean compactSome() {
        worthCompaction = store.compact(FILL_RATE, COMPACTION_BYTES);
        commit();
        file.compactMoveChunks(FILL_RATE, COMPACTION_BYTES, store);
        registry.publish(maps.bases());
        return worthCompaction;
    }

    private static RuntimeException explain(Throwable e) {
        if (e instanceof MVStoreException failure) {
            return failure.getErrorCode() == DataUtils.ERROR_WRITING_FAILED
                    ? new IllegalStateException("the tree file cannot be written", failure)
                    : CorruptTreeException.of(null, null, failure);
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException("the tree writer failed", e);
    }

    private void fail(List<Job> batch, RuntimeException cause) {
        List<Job> waiting = new ArrayList<>(batch);
        synchronized (lock) {
            end = cause;
            jobs.drainTo(waiting);
        }
        waiting.forEach(job -> job.failed(cause));
    }
}
