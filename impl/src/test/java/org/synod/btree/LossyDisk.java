package org.synod.btree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A disk in memory that writes what was not forced in any order, if at all, when it crashes. Closing it does nothing. */
final class LossyDisk implements Disk {
    private static final int SECTOR = 512;

    /** Called before each write, force and truncation; may take {@link #crashed}. */
    interface Watcher {
        void changing(LossyDisk disk);
    }

    private record Write(long position, byte[] bytes) {}

    private byte[] durable;
    private byte[] present;
    private final List<Write> pending = new ArrayList<>();
    private Watcher watcher = disk -> {};

    LossyDisk(byte[] image) {
        durable = image.clone();
        present = image.clone();
    }

    synchronized void watch(Watcher next) {
        watcher = next;
    }

    /** What the disk holds if nothing more goes wrong. */
    synchronized byte[] image() {
        return present.clone();
    }

    /** What the disk might hold after a crash now: of what was not forced any sectors, or none. */
    synchronized byte[] crashed(Random random) {
        byte[] crashed = durable.clone();
        double survival = random.nextDouble();
        for (Write write : pending) {
            for (int at = 0; at < write.bytes.length; at += SECTOR) {
                if (random.nextDouble() < survival) {
                    int size = Math.min(SECTOR, write.bytes.length - at);
                    crashed = with(crashed, write.position + at, Arrays.copyOfRange(write.bytes, at, at + size));
                }
            }
        }
        return crashed;
    }

    private static byte[] with(byte[] image, long position, byte[] bytes) {
        byte[] changed = Arrays.copyOf(image, (int) Math.max(image.length, position + bytes.length));
        System.arraycopy(bytes, 0, changed, (int) position, bytes.length);
        return changed;
    }

    @Override
    public synchronized void read(ByteBuffer to, long position) throws IOException {
        if (position + to.remaining() > present.length) {
            throw new IOException("the disk ends at " + present.length);
        }
        to.put(present, (int) position, to.remaining());
    }

    @Override
    public synchronized void write(ByteBuffer from, long position) {
        watcher.changing(this);
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        pending.add(new Write(position, bytes));
        present = with(present, position, bytes);
    }

    @Override
    public synchronized void force() {
        watcher.changing(this);
        pending.clear();
        durable = present.clone();
    }

    @Override
    public synchronized long size() {
        return present.length;
    }

    @Override
    public synchronized void truncate(long size) {
        watcher.changing(this);
        present = Arrays.copyOf(present, (int) Math.min(size, present.length));
        pending.clear();
        durable = present.clone();
    }

    @Override
    public void close() {
        // It can be opened again.
    }
}
