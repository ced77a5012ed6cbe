package org.synod.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.core.CodecException;
import org.synod.message.NodeMessage;

/**
 * The bytes of a {@link NodeMessage}: one byte for which message, the question's number (8), then the other components in
 * their order. Bytes and texts stand after their length (4); of what may be missing, a byte says first whether it is
 * there.
 */
public final class NodeMessageCodec {
    private static final byte WANT = 1;
    private static final byte PIECE = 2;
    private static final byte FINISHED = 3;
    private static final byte WAIT = 4;
    private static final byte GONE = 5;
    private static final byte FAILED = 6;
    private static final byte ASK_DIGESTS = 7;
    private static final byte ASK_SESSIONS = 8;
    private static final byte ASK_MIDDLE = 9;
    private static final byte DIGESTS = 10;
    private static final byte MIDDLE = 11;
    private static final byte NOT_AT = 12;

    private static final int DIGEST_BYTES = 16;

    private NodeMessageCodec() {}

    /** Writes a message. */
    public static void put(ByteBuf out, NodeMessage message) {
        switch (message) {
            case NodeMessage.Want m -> Codec.putBytes(head(out, WANT, m).writeLong(m.slot()), m.position());
            case NodeMessage.Piece m -> Codec.putBytes(head(out, PIECE, m), m.chunk());
            case NodeMessage.Finished m -> Codec.putBytes(head(out, FINISHED, m), m.description());
            case NodeMessage.Wait m -> head(out, WAIT, m);
            case NodeMessage.Gone m -> head(out, GONE, m).writeLong(m.presentSlot());
            case NodeMessage.Failed m ->
                Codec.putBytes(head(out, FAILED, m), m.reason().getBytes(StandardCharsets.UTF_8));
            case NodeMessage.AskDigests m -> {
                putRange(head(out, ASK_DIGESTS, m).writeLong(m.slot()), m.from(), m.to());
                out.writeInt(m.boundaries().size());
                m.boundaries().forEach(boundary -> Codec.putBytes(out, boundary));
            }
            case NodeMessage.AskSessions m -> head(out, ASK_SESSIONS, m).writeLong(m.slot());
            case NodeMessage.AskMiddle m -> putRange(head(out, ASK_MIDDLE, m).writeLong(m.slot()), m.from(), m.to());
            case NodeMessage.Digests m -> {
                head(out, DIGESTS, m).writeInt(m.digests().size());
                m.digests().forEach(digest -> out.writeLong(digest.count()).writeLong(digest.checksum()));
            }
            case NodeMessage.Middle m -> putOptional(head(out, MIDDLE, m), m.key());
            case NodeMessage.NotAt m -> head(out, NOT_AT, m).writeLong(m.presentSlot());
        }
    }

    private static ByteBuf head(ByteBuf out, byte kind, NodeMessage message) {
        return out.writeByte(kind).writeLong(message.question());
    }

    private static void putRange(ByteBuf out, byte[] from, byte @Nullable [] to) {
        Codec.putBytes(out, from);
        putOptional(out, to);
    }

    private static void putOptional(ByteBuf out, byte @Nullable [] bytes) {
        out.writeBoolean(bytes != null);
        if (bytes != null) {
            Codec.putBytes(out, bytes);
        }
    }

    /**
     * Reads a message, which must fill {@code in} to its end.
     *
     * @throws CodecException when the bytes are none
     */
    public static NodeMessage get(ByteBuf in) throws CodecException {
        Codec.need(in, 1);
        byte kind = in.readByte();
        long question = Codec.number(in);
        NodeMessage message = switch (kind) {
            case WANT -> new NodeMessage.Want(question, Codec.number(in), Codec.bytes(in));
            case PIECE -> new NodeMessage.Piece(question, Codec.bytes(in));
            case FINISHED -> new NodeMessage.Finished(question, Codec.bytes(in));
            case WAIT -> new NodeMessage.Wait(question);
            case GONE -> new NodeMessage.Gone(question, Codec.number(in));
            case FAILED -> new NodeMessage.Failed(question, new String(Codec.bytes(in), StandardCharsets.UTF_8));
            case ASK_DIGESTS ->
                new NodeMessage.AskDigests(question, Codec.number(in), Codec.bytes(in), optional(in), boundaries(in));
            case ASK_SESSIONS -> new NodeMessage.AskSessions(question, Codec.number(in));
            case ASK_MIDDLE -> new NodeMessage.AskMiddle(question, Codec.number(in), Codec.bytes(in), optional(in));
            case DIGESTS -> new NodeMessage.Digests(question, digests(in));
            case MIDDLE -> new NodeMessage.Middle(question, optional(in));
            case NOT_AT -> new NodeMessage.NotAt(question, Codec.number(in));
            default -> throw new CodecException("a message between nodes of the unknown kind " + kind);
        };
        Codec.checkEnd(in);
        return message;
    }

    private static byte @Nullable [] optional(ByteBuf in) throws CodecException {
        return Codec.flag(in) ? Codec.bytes(in) : null;
    }

    private static List<byte[]> boundaries(ByteBuf in) throws CodecException {
        int count = Codec.count(in, Integer.BYTES);
        List<byte[]> boundaries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boundaries.add(Codec.bytes(in));
        }
        return boundaries;
    }

    private static List<NodeMessage.Digest> digests(ByteBuf in) throws CodecException {
        int count = Codec.count(in, DIGEST_BYTES);
        List<NodeMessage.Digest> digests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            digests.add(new NodeMessage.Digest(Codec.number(in), Codec.number(in)));
        }
        return digests;
    }
}
