package org.synod.transport;

import io.netty.buffer.ByteBuf;
import org.synod.core.CodecException;
import org.synod.message.ClientMessage;

/** The bodies of requests and replies: their components in their order, enumerations as one byte. */
public final class ClientCodec {
    private final Codec codec = new Codec();

    /** Writes a request. */
    public static void put(ByteBuf out, ClientMessage.Request request) {
        out.writeLong(request.client()).writeLong(request.sequence());
        out.writeByte(
                switch (request.kind()) {
                    case LOG -> 1;
                    case EVENTUAL_READ -> 2;
                    case CONSISTENT_READ -> 3;
                    case STATUS -> 4;
                    case MEMBERS -> 5;
                    case RELINQUISH -> 6;
                });
        Codec.putBytes(out, request.payload());
    }

    /**
     * Reads a request.
     *
     * @throws CodecException when the bytes are none
     */
    public static ClientMessage.Request request(ByteBuf in) throws CodecException {
        long client = Codec.number(in);
        long sequence = Codec.number(in);
        if (client <= 0) {
            throw new CodecException("a session with the number " + client);
        }
        Codec.need(in, 1);
        byte kind = in.readByte();
        ClientMessage.Kind meant = switch (kind) {
            case 1 -> ClientMessage.Kind.LOG;
            case 2 -> ClientMessage.Kind.EVENTUAL_READ;
            case 3 -> ClientMessage.Kind.CONSISTENT_READ;
            case 4 -> ClientMessage.Kind.STATUS;
            case 5 -> ClientMessage.Kind.MEMBERS;
            case 6 -> ClientMessage.Kind.RELINQUISH;
            default -> throw new CodecException("a request of the unknown kind " + kind);
        };
        byte[] payload = Codec.bytes(in);
        Codec.checkEnd(in);
        return new ClientMessage.Request(client, sequence, meant, payload);
    }

    /** Writes a reply. */
    public static void put(ByteBuf out, ClientMessage.Reply reply) {
        out.writeLong(reply.client()).writeLong(reply.sequence());
        out.writeByte(
                switch (reply.status()) {
                    case OK -> 1;
                    case NOT_LEADER -> 2;
                    case IN_DOUBT -> 3;
                    case BUSY -> 4;
                    case INVALID -> 5;
                    case SESSION_EXPIRED -> 6;
                });
        out.writeLong(reply.slot());
        Codec.putName(out, reply.leader());
        Codec.putBytes(out, reply.result());
    }

    /**
     * Reads a reply.
     *
     * @throws CodecException when the bytes are none
     */
    public ClientMessage.Reply reply(ByteBuf in) throws CodecException {
        long client = Codec.number(in);
        long sequence = Codec.number(in);
        Codec.need(in, 1);
        byte status = in.readByte();
        ClientMessage.Status meant = switch (status) {
            case 1 -> ClientMessage.Status.OK;
            case 2 -> ClientMessage.Status.NOT_LEADER;
            case 3 -> ClientMessage.Status.IN_DOUBT;
            case 4 -> ClientMessage.Status.BUSY;
            case 5 -> ClientMessage.Status.INVALID;
            case 6 -> ClientMessage.Status.SESSION_EXPIRED;
            default -> throw new CodecException("a reply of the unknown status " + status);
        };
        long slot = Codec.number(in);
        var leader = codec.nameOrNull(in);
        byte[] result = Codec.bytes(in);
        Codec.checkEnd(in);
        return new ClientMessage.Reply(client, sequence, meant, slot, leader, result);
    }
}
