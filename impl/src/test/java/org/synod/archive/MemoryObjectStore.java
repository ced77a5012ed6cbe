package org.synod.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects in memory, with failures: a call may fail before or after it had its effect. */
final class MemoryObjectStore implements ObjectStore {
    final TreeMap<String, byte[]> objects = new TreeMap<>();
    private int callsUntilFailure = Integer.MAX_VALUE;
    private boolean failsAfterEffect;
    private boolean down;
    int puts;

    /** The call after {@code calls} others fails, and all after it. */
    synchronized void crashAfter(int calls, boolean afterEffect) {
        callsUntilFailure = calls;
        failsAfterEffect = afterEffect;
    }

    synchronized void down(boolean isDown) {
        down = isDown;
        notifyAll();
    }

    private boolean fails() throws ArchiveException {
        if (down || callsUntilFailure < 0) {
            throw new ArchiveException("The store is down.", true, null);
        }
        return callsUntilFailure-- == 0;
    }

    private void failBefore(boolean fails) throws ArchiveException {
        if (fails && !failsAfterEffect) {
            throw new ArchiveException("The store went down.", true, null);
        }
    }

    private static void failAfter(boolean fails) throws ArchiveException {
        if (fails) {
            throw new ArchiveException("The store went down, and did it nevertheless.", true, null);
        }
    }

    @Override
    public synchronized boolean putIfAbsent(String name, byte[] bytes, int crc32c) throws ArchiveException {
        boolean fails = fails();
        failBefore(fails);
        puts++;
        boolean put = objects.putIfAbsent(Names.checked(name), bytes.clone()) == null;
        failAfter(fails);
        return put;
    }

    @Override
    public synchronized byte @Nullable [] get(String name) throws ArchiveException {
        failAfter(fails());
        byte[] bytes = objects.get(name);
        return bytes == null ? null : bytes.clone();
    }

    @Override
    public synchronized List<String> list(String prefix) throws ArchiveException {
        failAfter(fails());
        List<String> names = new ArrayList<>(objects.keySet());
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    @Override
    public synchronized long size(String name) throws ArchiveException {
        failAfter(fails());
        byte[] bytes = objects.get(name);
        return bytes == null ? -1 : bytes.length;
    }

    @Override
    public synchronized void delete(String name) throws ArchiveException {
        boolean fails = fails();
        failBefore(fails);
        objects.remove(name);
        failAfter(fails);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
