package org.synod.statemachine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;

/**
 * How an {@link Operation} went. Bytes as there. A version is the slot of the command that wrote the value.
 */
public sealed interface Result {

    /** The key has the value that was put. */
    record Written(long version) implements Result {}

    /**
     * What a key holds.
     *
     * @param value null: the key is not there, and the version is 0
     */
    record Found(@Nullable Bytes value, long version) implements Result {}

    /**
     * The key is not there.
     *
     * @param existed whether it was before
     */
    record Deleted(boolean existed) implements Result {}

    /**
     * The condition of a put or of a delete did not hold; nothing was done.
     *
     * @param version of the value that the key has; 0 if it is not there
     */
    record Unmet(long version) implements Result {}

    /**
     * Compare-and-set.
     *
     * @param version of the value that the key has now; 0 if it is not there
     */
    record Compared(boolean swapped, long version) implements Result {}

    /**
     * What became of a batch.
     *
     * @param done whether all conditions held; if not, nothing was done
     * @param outcomes one for each write, in the order of the batch
     */
    record Batched(boolean done, List<Outcome> outcomes) implements Result {
        public Batched {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * One write of a batch.
     *
     * @param held whether its condition held
     * @param version of the value that the key has after the batch; 0 if it is not there
     */
    record Outcome(boolean held, long version) {}

    /**
     * A page of a scan.
     *
     * @param entries in the order of their keys, as unsigned bytes
     * @param next the first key of the range that the page has no room for, where the next scan begins; null: none
     */
    record Page(List<Item> entries, @Nullable Bytes next) implements Result {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The operation's bytes made no sense; nothing was done.
     *
     * @param reason one sentence
     */
    record Invalid(String reason) implements Result {}

    default byte[] encode() {
        return switch (this) {
            case Written written ->
                start(Wire.PUT, 8).putLong(written.version()).array();
            case Found found ->
                Wire.put(start(Wire.GET, 12 + Wire.length(found.value())).putLong(found.version()), found.value())
                        .array();
            case Deleted deleted ->
                start(Wire.DELETE, 1).put(Wire.flag(deleted.existed())).array();
            case Unmet unmet -> start(Wire.UNMET, 8).putLong(unmet.version()).array();
            case Compared compared ->
                start(Wire.COMPARE_AND_SET, 9)
                        .put(Wire.flag(compared.swapped()))
                        .putLong(compared.version())
                        .array();
            case Batched batched -> encode(batched);
            case Page page -> encode(page);
            case Invalid invalid -> {
                byte[] reason = invalid.reason().getBytes(StandardCharsets.UTF_8);
                yield start(Wire.INVALID, reason.length).put(reason).array();
            }
        };
    }

    private static byte[] encode(Batched batched) {
        int count = batched.outcomes().size();
        byte[] bytes = new byte[5 + 9 * count];
        ByteBuffer out = ByteBuffer.wrap(bytes).put(Wire.VERSION).put(Wire.BATCH);
        out.put(Wire.flag(batched.done())).putShort((short) count);
        for (Outcome outcome : batched.outcomes()) {
            out.put(Wire.flag(outcome.held())).putLong(outcome.version());
        }
        return bytes;
    }

    private static byte[] encode(Page page) {
        int length = 4 + Wire.keyLength(page.next());
        for (Item item : page.entries()) {
            length += item.encodedLength();
        }
        byte[] bytes = new byte[length];
        ByteBuffer out = ByteBuffer.wrap(bytes).put(Wire.VERSION).put(Wire.SCAN);
        Wire.putKeyOrNone(out, page.next()).putShort((short) page.entries().size());
        for (Item item : page.entries()) {
            Wire.put(Wire.putKey(out, item.key()), item.value()).putLong(item.version());
        }
        return bytes;
    }

    private static ByteBuffer start(byte kind, int length) {
        return ByteBuffer.allocate(2 + length).put(Wire.VERSION).put(kind);
    }

    /**
     * Reads a result.
     *
     * @throws CodecException when the bytes are no result
     */
    static Result decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != Wire.VERSION) {
                throw new CodecException("a result of the unknown version " + version);
            }
            byte kind = in.get();
            Result result = switch (kind) {
                case Wire.PUT -> new Written(in.getLong());
                case Wire.GET -> {
                    long slot = in.getLong();
                    yield new Found(Wire.value(in), slot);
                }
                case Wire.DELETE -> new Deleted(Wire.flag(in));
                case Wire.UNMET -> new Unmet(in.getLong());
                case Wire.COMPARE_AND_SET -> new Compared(Wire.flag(in), in.getLong());
                case Wire.BATCH -> batched(in);
                case Wire.SCAN -> page(in);
                case Wire.INVALID -> {
                    byte[] reason = new byte[in.remaining()];
                    in.get(reason);
                    yield new Invalid(new String(reason, StandardCharsets.UTF_8));
                }
                default -> throw new CodecException("a result of the unknown kind " + kind);
            };
            Wire.checkEnd(in);
            return result;
        } catch (BufferUnderflowException e) {
            throw new CodecException("a result that ends too soon");
        }
    }

    private static Batched batched(ByteBuffer in) throws CodecException {
        boolean done = Wire.flag(in);
        int count = Short.toUnsignedInt(in.getShort());
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outcomes.add(new Outcome(Wire.flag(in), in.getLong()));
        }
        return new Batched(done, outcomes);
    }

    private static Page page(ByteBuffer in) throws CodecException {
        Bytes next = Wire.keyOrNone(in);
        int count = Short.toUnsignedInt(in.getShort());
        List<Item> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Item(Wire.key(in), Wire.present(in), in.getLong()));
        }
        return new Page(entries, next);
    }
}
