package org.synod.linearizability.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads a stream of event maps on several threads, cut where a line begins with a map.
 *
 * <p>Such a place may lie inside a form or a string. Then the chunk before it has no end, and there is no result: the
 * caller reads the text from its beginning on one thread, which also finds the words for a fault. Where every chunk
 * ends outside all forms, so does the one before, and the cuts were between events.
 */
final class EdnChunks implements AutoCloseable {
    private final String source;
    private final int chunkBytes;
    private final int threads;
    private final ExecutorService executor;
    /** Readers that wait for a chunk: each knows the names that it has seen. */
    private final BlockingQueue<EdnHistory> idle;

    private final Deque<Future<List<Event>>> reading = new ArrayDeque<>();
    private final List<Event> events = new ArrayList<>();

    private EdnChunks(String source, int threads, int chunkBytes) {
        this.source = source;
        this.chunkBytes = chunkBytes;
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(
                threads, task -> Thread.ofPlatform().daemon().name("history").unstarted(task));
        this.idle = new ArrayBlockingQueue<>(threads);
        for (int i = 0; i < threads; i++) {
            idle.add(EdnHistory.ofChunks(source));
        }
    }

    /**
     * The events of the stream.
     *
     * @param chunkBytes how much of the text a thread takes at a time, at least
     * @return nothing when the text cannot be read this way
     */
    static Optional<List<Event>> read(String source, InputStream text, int threads, int chunkBytes) throws IOException {
        try (EdnChunks chunks = new EdnChunks(source, threads, chunkBytes)) {
            return chunks.read(text) ? Optional.of(chunks.events) : Optional.empty();
        }
    }

    private boolean read(InputStream text) throws IOException {
        byte[] kept = new byte[0];
        int line = 1;
        while (true) {
            byte[] all = Arrays.copyOf(kept, kept.length + chunkBytes);
            int length = kept.length + text.readNBytes(all, kept.length, chunkBytes);
            boolean last = length < all.length;
            int cut = last ? length : lastCut(all);
            if (cut > 0) {
                int first = line;
                line += lines(all, cut);
                reading.add(executor.submit(() -> events(all, cut, first)));
            }
            while (!reading.isEmpty() && (last || reading.size() > 2 * threads)) {
                if (!take(reading.remove())) {
                    return false;
                }
            }
            if (last) {
                return true;
            }
            kept = Arrays.copyOfRange(all, cut, length);
            if (kept.length > TextWindow.LONGEST) {
                return false;
            }
        }
    }

    /** Behind the last line break that a map follows; 0 for none. */
    private static int lastCut(byte[] text) {
        for (int at = text.length - 1; at > 0; at--) {
            if (text[at] == '{' && text[at - 1] == '\n') {
                return at;
            }
        }
        return 0;
    }

    private static int lines(byte[] text, int end) {
        int lines = 0;
        for (int at = 0; at < end; at++) {
            lines += text[at] == '\n' ? 1 : 0;
        }
        return lines;
    }

    private List<Event> events(byte[] text, int end, int line) throws CharacterCodingException, InterruptedException {
        EdnHistory reader = idle.take();
        try {
            return reader.chunk(ByteBuffer.wrap(text, 0, end), line);
        } finally {
            idle.add(reader);
        }
    }

    private boolean take(Future<List<Event>> chunk) {
        try {
            events.addAll(chunk.get());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BadHistoryException || e.getCause() instanceof CharacterCodingException) {
                return false;
            }
            if (e.getCause() instanceof OutOfMemoryError error) {
                throw error;
            }
            throw new IllegalStateException(source + " could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
