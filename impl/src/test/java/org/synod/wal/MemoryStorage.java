package org.synod.wal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Files in memory that know what a loss of power leaves of them: all that was forced, and of the rest any sectors. Room
 * can run out, and forcing can fail. Creating and renaming is durable at once; a file that was deleted may
 * be there again until the folder is forced.
 */
public final class MemoryStorage implements Storage {
    private static final int SECTOR = 512;

    private final Map<String, MemoryFile> files = new TreeMap<>();
    private final Map<String, MemoryFile> deleted = new TreeMap<>();
    private long room = Long.MAX_VALUE;
    private boolean forcesFail;
    private Runnable beforeStep = () -> {};

    /** How many bytes all files may have together. */
    public synchronized void room(long bytes) {
        room = bytes;
    }

    public synchronized void failForces() {
        forcesFail = true;
    }

    /** Runs before each force and each deletion has its effect. */
    public synchronized void beforeStep(Runnable action) {
        beforeStep = action;
    }

    private void step() {
        Runnable before;
        synchronized (this) {
            before = beforeStep;
        }
        before.run();
    }

    synchronized byte[] bytes(String name) {
        return file(name).present;
    }

    private MemoryFile file(String name) {
        MemoryFile file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException(name);
        }
        return file;
    }

    /** What is there after a loss of power now. */
    synchronized MemoryStorage afterCrash(RandomGenerator random) {
        MemoryStorage left = new MemoryStorage();
        Map<String, MemoryFile> found = new TreeMap<>(files);
        deleted.forEach((name, file) -> {
            if (random.nextBoolean()) {
                found.putIfAbsent(name, file);
            }
        });
        found.forEach((name, file) -> {
            MemoryFile copy = left.new MemoryFile();
            copy.durable = Arrays.copyOf(file.durable, file.present.length);
            for (int sector = file.dirty.nextSetBit(0); sector >= 0; sector = file.dirty.nextSetBit(sector + 1)) {
                if (random.nextBoolean()) {
                    int from = sector * SECTOR;
                    int length = Math.min(SECTOR, file.present.length - from);
                    System.arraycopy(file.present, from, copy.durable, from, length);
                }
            }
            copy.present = copy.durable.clone();
            left.files.put(name, copy);
        });
        return left;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        MemoryFile file = files.get(name);
        if (file == null) {
            throw new FileNotFoundException(name);
        }
        return file;
    }

    @Override
    public synchronized LogFile create(String name) {
        MemoryFile file = new MemoryFile();
        files.put(name, file);
        return file;
    }

    @Override
    public void delete(String name) {
        step();
        synchronized (this) {
            MemoryFile file = files.remove(name);
            if (file != null) {
                deleted.put(name, file);
            }
        }
    }

    @Override
    public synchronized void rename(String from, String to) {
        files.put(to, file(from));
        files.remove(from);
    }

    @Override
    public void forceFolder() {
        step();
        synchronized (this) {
            deleted.clear();
        }
    }

    @Override
    public String describe(String name) {
        return "memory/" + name;
    }

    private final class MemoryFile implements LogFile {
        private byte[] present = new byte[0];
        private byte[] durable = new byte[0];
        private final BitSet dirty = new BitSet();

        @Override
        public long size() {
            synchronized (MemoryStorage.this) {
                return present.length;
            }
        }

        @Override
        public int read(ByteBuffer target, long offset) {
            synchronized (MemoryStorage.this) {
                int length = (int) Math.min(target.remaining(), present.length - offset);
                target.put(present, (int) offset, length);
                return length;
            }
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            synchronized (MemoryStorage.this) {
                int end = Math.toIntExact(offset + source.remaining());
                if (end > present.length) {
                    long used = files.values().stream()
                            .mapToLong(file -> file.present.length)
                            .sum();
                    if (used + end - present.length > room) {
                        throw new DiskFullException("No space left in memory");
                    }
                    present = Arrays.copyOf(present, end);
                }
                if (source.hasRemaining()) {
                    dirty.set((int) offset / SECTOR, (end - 1) / SECTOR + 1);
                }
                source.get(present, (int) offset, source.remaining());
            }
        }

        @Override
        public void force() throws IOException {
            step();
            synchronized (MemoryStorage.this) {
                if (forcesFail) {
                    throw new IOException("input/output error");
                }
                durable = present.clone();
                dirty.clear();
            }
        }

        @Override
        public void close() {}
    }
}
