package org.synod.statemachine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.synod.core.CodecException;

/**
 * The bytes of operations, big-endian: format version, kind, then keys as short length and bytes, values as int length and
 * bytes; a length of -1 is no value. Every operation has exactly one form: a write without a condition has no place for
 * one.
 */
final class OperationCodec {

    private OperationCodec() {}

    /** Bytes from the kind on. */
    static int length(Operation operation) {
        return switch (operation) {
            case Operation.Put put -> 7 + put.key().length() + put.value().length() + length(put.condition());
            case Operation.Get get -> 3 + get.key().length();
            case Operation.Delete delete -> 3 + delete.key().length() + length(delete.condition());
            case Operation.CompareAndSet cas ->
                11
                        + cas.key().length()
                        + Wire.length(cas.expected())
                        + cas.value().length();
            case Operation.Batch batch ->
                3 + batch.writes().stream().mapToInt(OperationCodec::length).sum();
            case Operation.Scan scan -> 3 + scan.from().length() + Wire.keyLength(scan.to()) + 8;
        };
    }

    private static int length(Condition condition) {
        return condition instanceof Condition.Any ? 0 : condition.encodedLength();
    }

    /** Appends the operation from its kind on. */
    static ByteBuffer put(ByteBuffer out, Operation operation) {
        switch (operation) {
            case Operation.Put put -> Wire.put(putWrite(out, put, Wire.PUT, Wire.PUT_IF), put.value());
            case Operation.Get get -> Wire.putKey(out.put(Wire.GET), get.key());
            case Operation.Delete delete -> putWrite(out, delete, Wire.DELETE, Wire.DELETE_IF);
            case Operation.CompareAndSet cas ->
                Wire.put(Wire.put(Wire.putKey(out.put(Wire.COMPARE_AND_SET), cas.key()), cas.expected()), cas.value());
            case Operation.Batch batch -> {
                out.put(Wire.BATCH).putShort((short) batch.writes().size());
                batch.writes().forEach(write -> put(out, write));
            }
            case Operation.Scan scan ->
                Wire.putKeyOrNone(Wire.putKey(out.put(Wire.SCAN), scan.from()), scan.to())
                        .putInt(scan.limit())
                        .putInt(scan.maxBytes());
        }
        return out;
    }

    private static ByteBuffer putWrite(ByteBuffer out, Operation.Write write, byte plain, byte conditional) {
        if (write.condition() instanceof Condition.Any) {
            return Wire.putKey(out.put(plain), write.key());
        }
        return write.condition().put(Wire.putKey(out.put(conditional), write.key()));
    }

    static Operation decode(byte[] bytes) throws CodecException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != Wire.VERSION) {
                throw new CodecException("an operation of the unknown version " + version);
            }
            Operation operation = get(in);
            Wire.checkEnd(in);
            return operation;
        } catch (BufferUnderflowException e) {
            throw new CodecException("an operation that ends too soon");
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()));
        }
    }

    private static Operation get(ByteBuffer in) throws CodecException {
        byte kind = in.get();
        return switch (kind) {
            case Wire.PUT, Wire.PUT_IF, Wire.DELETE, Wire.DELETE_IF -> write(kind, in);
            case Wire.GET -> new Operation.Get(Wire.key(in));
            case Wire.COMPARE_AND_SET -> new Operation.CompareAndSet(Wire.key(in), Wire.value(in), Wire.present(in));
            case Wire.BATCH -> {
                int count = Short.toUnsignedInt(in.getShort());
                List<Operation.Write> writes = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    writes.add(write(in.get(), in));
                }
                yield new Operation.Batch(writes);
            }
            case Wire.SCAN -> new Operation.Scan(Wire.key(in), Wire.keyOrNone(in), in.getInt(), in.getInt());
            default -> throw new CodecException("an operation of the unknown kind " + kind);
        };
    }

    private static Operation.Write write(byte kind, ByteBuffer in) throws CodecException {
        return switch (kind) {
            case Wire.PUT -> new Operation.Put(Wire.key(in), Wire.present(in));
            case Wire.PUT_IF -> {
                Bytes key = Wire.key(in);
                Condition condition = condition(in);
                yield new Operation.Put(key, Wire.present(in), condition);
            }
            case Wire.DELETE -> new Operation.Delete(Wire.key(in));
            case Wire.DELETE_IF -> new Operation.Delete(Wire.key(in), condition(in));
            default -> throw new CodecException("a write of the unknown kind " + kind);
        };
    }

    private static Condition condition(ByteBuffer in) throws CodecException {
        Condition condition = Condition.get(in);
        if (condition instanceof Condition.Any) {
            throw new CodecException("a conditional write without a condition");
        }
        return condition;
    }
}
