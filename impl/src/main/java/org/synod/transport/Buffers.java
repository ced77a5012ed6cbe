package org.synod.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/** Where the buffers of connections come from. */
public final class Buffers {
    /**
     * Netty's pool, which keeps its memory. Its default, the adaptive allocator, gives buffers that grew large back to the
     * system; on Java 25 each such return is a handshake with all threads of the process, which the event loop waits for:
     * on a machine that is short of processors, for tens of milliseconds.
     */
    public static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private Buffers() {}
}
