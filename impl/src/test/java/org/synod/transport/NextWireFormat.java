package org.synod.transport;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import org.synod.core.CodecException;
import org.synod.message.Message;

/** The wire of the next Synod: one version more, and in it a heartbeat says behind everything else when it was sent. */
public final class NextWireFormat implements WireFormat {
    private static final WireFormat OLD = WireFormat.CURRENT;

    private final WireVersion versions =
            new WireVersion(OLD.versions().lowest(), OLD.versions().highest() + 1);
    private final AtomicInteger read = new AtomicInteger();

    /** How many heartbeats with the new field were read. */
    public int read() {
        return read.get();
    }

    @Override
    public WireVersion versions() {
        return versions;
    }

    private boolean isNew(int version) {
        return version == versions.highest();
    }

    private int known(int version) {
        return Math.min(version, OLD.versions().highest());
    }

    @Override
    public void put(ByteBuf out, Message message, int version) {
        OLD.put(out, message, known(version));
        if (isNew(version) && message instanceof Message.Heartbeat) {
            out.writeLong(System.currentTimeMillis());
        }
    }

    @Override
    public Reader reader() {
        Reader old = OLD.reader();
        return (in, version) -> {
            boolean heartbeat = in.getByte(in.readerIndex()) == MessageCodec.SMALL_HEARTBEAT;
            if (!isNew(version) || !heartbeat) {
                return old.get(in, known(version));
            }
            int end = in.writerIndex();
            if (in.readableBytes() < Long.BYTES || in.getLong(end - Long.BYTES) <= 0) {
                throw new CodecException("a heartbeat that does not say when it was sent");
            }
            Message message = old.get(in.writerIndex(end - Long.BYTES), known(version));
            read.incrementAndGet();
            return message;
        };
    }
}
