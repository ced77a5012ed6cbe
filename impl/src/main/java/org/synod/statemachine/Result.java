package org.synod.statemachine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
     * Compare-and-set.
     *
     * @param version of the value that the key has now; 0 if it is not there
     */
    record Compared(boolean swapped, long version) implements Result {}

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
                start(Wire.DELETE, 1).put((byte) (deleted.existed() ? 1 : 0)).array();
            case Compared compared ->
                start(Wire.COMPARE_AND_SET, 9)
                        .put((byte) (compared.swapped() ? 1 : 0))
                        .putLong(compared.version())
                        .array();
            case Invalid invalid -> {
                byte[] reason = invalid.reason().getBytes(StandardCharsets.UTF_8);
                yield start(Wire.INVALID, reason.length).put(reason).array();
            }
        };
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
                case Wire.COMPARE_AND_SET -> new Compared(Wire.flag(in), in.getLong());
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
}
