package org.synod.wal;

import java.util.concurrent.CompletableFuture;

/** Remembers what it hears, and lets a test wait for it. */
final class Heard implements WriteAheadLog.Listener {
    private long sequence;
    private final CompletableFuture<String> death = new CompletableFuture<>();

    @Override
    public synchronized void durable(long upTo) {
        sequence = upTo;
        notifyAll();
    }

    @Override
    public void dead(String message) {
        death.complete(message);
    }

    CompletableFuture<String> death() {
        return death;
    }

    synchronized long sequence() {
        return sequence;
    }

    synchronized void await(long upTo) throws InterruptedException {
        while (sequence < upTo) {
            wait();
        }
    }
}
