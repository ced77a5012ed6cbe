package org.synod.wal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.synod.core.CodecException;
import org.synod.core.LogRecord;

/**
 * The log of the next Synod: one version more, and in it a record more, a promise that says when it was given. What it says
 * stands in no other record: who cannot read it has forgotten a promise.
 */
public final class NextLogFormat implements LogFormat {
    /** The kind of the record that is new. */
    static final byte PROMISED_AT = 8;

    private static final LogFormat OLD = LogFormat.CURRENT;

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();

    /** How many of the new records were written. */
    public int written() {
        return written.get();
    }

    /** How many of them were read. */
    public int read() {
        return read.get();
    }

    @Override
    public int oldest() {
        return OLD.oldest();
    }

    @Override
    public int newest() {
        return OLD.newest() + 1;
    }

    @Override
    public int usual() {
        return OLD.newest();
    }

    private boolean isNew(LogRecord record, int version) {
        return record instanceof LogRecord.Promised && version == newest();
    }

    @Override
    public byte kind(LogRecord record, int version) {
        return isNew(record, version) ? PROMISED_AT : OLD.kind(record, version);
    }

    @Override
    public byte like(byte kind) {
        return kind == PROMISED_AT ? RecordFormat.PROMISED : OLD.like(kind);
    }

    @Override
    public int length(LogRecord record, int version) {
        return OLD.length(record, OLD.newest()) + (isNew(record, version) ? Long.BYTES : 0);
    }

    @Override
    public void put(ByteBuffer out, LogRecord record, int version) {
        OLD.put(out, record, OLD.newest());
        if (isNew(record, version)) {
            out.putLong(System.currentTimeMillis());
            written.incrementAndGet();
        }
    }

    @Override
    public LogRecord get(ByteBuffer in, byte kind) throws CodecException {
        if (kind != PROMISED_AT) {
            return OLD.get(in, kind);
        }
        LogRecord record = OLD.get(in, RecordFormat.PROMISED);
        if (in.getLong() <= 0) {
            throw new CodecException("a promise that was given before 1970");
        }
        read.incrementAndGet();
        return record;
    }
}
