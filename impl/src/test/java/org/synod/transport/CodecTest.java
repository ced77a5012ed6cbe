package org.synod.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.synod.core.Ballot;
import org.synod.core.CodecException;
import org.synod.core.Command;
import org.synod.core.Entry;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.Role;
import org.synod.message.ClientMessage;
import org.synod.message.Message;

class CodecTest {
    private final MessageCodec messages = new MessageCodec();

    @Provide
    static Arbitrary<Ballot> ballots() {
        Arbitrary<ReplicaId> replica = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('.', '-', '7')
                .ofMinLength(1)
                .ofMaxLength(64)
                .map(ReplicaId::new);
        return Combinators.combine(Arbitraries.longs().greaterOrEqual(0), replica)
                .as(Ballot::new);
    }

    @Provide
    static Arbitrary<Command> commands() {
        return Arbitraries.oneOf(
                Arbitraries.just(Command.NO_OP),
                Combinators.combine(
                                Arbitraries.longs().greaterOrEqual(1),
                                Arbitraries.longs(),
                                Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                        .as((client, sequence, payload) -> new Command(client, sequence, payload).at(sequence)),
                Arbitraries.of(
                        Command.configuration(List.of(new Member(new ReplicaId("r1"), Role.STORAGE, "h:1"))),
                        Command.configuration(
                                        List.of(Member.log(new ReplicaId("l4")), Member.storage(new ReplicaId("r2"))))
                                .at(7)));
    }

    @Provide
    static Arbitrary<Message> messages() {
        Arbitrary<Long> slot = Arbitraries.longs();
        Arbitrary<Integer> count = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<List<Command>> commands = commands().list().ofMaxSize(5);
        Arbitrary<Entry> entry =
                Combinators.combine(ballots(), Arbitraries.longs(), commands()).as(Entry::new);
        Arbitrary<Integer> part = Arbitraries.integers().between(0, 9);
        return Arbitraries.oneOf(
                Combinators.combine(ballots(), slot, slot).as(Message.Prepare::new),
                Combinators.combine(
                                ballots(),
                                slot,
                                part,
                                Arbitraries.maps(slot, entry).ofMaxSize(5))
                        .as((b, s, p, entries) -> new Message.Promise(b, s, 4, s - 9, p, 10, new TreeMap<>(entries))),
                Combinators.combine(ballots(), slot, slot, commands, slot).as(Message.Accept::new),
                Combinators.combine(ballots(), slot, count).as(Message.Accepted::new),
                Combinators.combine(ballots(), ballots()).as(Message.Reject::new),
                Combinators.combine(slot, commands).as(Message.Chosen::new),
                Combinators.combine(ballots(), slot, slot, slot, slot).as(Message.Heartbeat::new),
                Combinators.combine(ballots(), slot, slot).as(Message.Granted::new),
                Combinators.combine(
                                ballots(), Arbitraries.of(new ReplicaId("r1")).injectNull(0.5))
                        .as(Message.Release::new),
                Combinators.combine(slot, Arbitraries.of(true, false)).as(Message.Answer::new),
                slot.map(Message.Fetch::new),
                Combinators.combine(slot, slot).as(Message.Held::new),
                Combinators.combine(slot, slot).as(Message.Trimmed::new),
                slot.map(Message.Ask::new),
                slot.map(Message.Retire::new));
    }

    @Property(tries = 500)
    void messagesComeBack(@ForAll("messages") Message message, @ForAll boolean fresh) throws CodecException {
        ByteBuf bytes = Unpooled.buffer();
        MessageCodec.put(bytes, message, fresh ? 2 : 1);
        assertEquals(message, messages.get(bytes));
    }

    @Property(tries = 2000)
    void anyBytesAreAMessageOrAnError(@ForAll byte[] bytes) {
        readAll(bytes);
    }

    @Property(tries = 2000)
    void changedBytesAreAMessageOrAnError(
            @ForAll("messages") Message message,
            @ForAll boolean fresh,
            @ForAll int at,
            @ForAll byte value,
            @ForAll int cut) {
        ByteBuf out = Unpooled.buffer();
        MessageCodec.put(out, message, fresh ? 2 : 1);
        byte[] bytes = new byte[out.readableBytes() - Math.floorMod(cut, 3)];
        out.readBytes(bytes);
        bytes[Math.floorMod(at, bytes.length)] = value;
        readAll(bytes);
    }

    private interface Reader {
        Object read(ByteBuf bytes) throws CodecException;
    }

    private void readAll(byte[] bytes) {
        List<Reader> readers = List.of(
                messages::get, ClientCodec::request, new ClientCodec()::reply, in -> Hello.get(in, new Codec()));
        for (Reader reader : readers) {
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            try {
                assertNotNull(reader.read(in));
                assertEquals(0, in.readableBytes());
            } catch (CodecException e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    @Property(tries = 300)
    void requestsAndRepliesComeBack(
            @ForAll long client,
            @ForAll long sequence,
            @ForAll ClientMessage.Kind kind,
            @ForAll ClientMessage.Status status,
            @ForAll byte[] payload)
            throws CodecException {
        ByteBuf bytes = Unpooled.buffer();
        ClientMessage.Request request = new ClientMessage.Request(Math.max(1, client), sequence, kind, payload);
        ClientCodec.put(bytes, request);
        ClientMessage.Request read = ClientCodec.request(bytes);
        assertEquals(
                List.of(request.client(), request.sequence(), request.kind()),
                List.of(read.client(), read.sequence(), read.kind()));
        assertArrayEquals(payload, read.payload());

        for (ReplicaId leader : new ReplicaId[] {null, new ReplicaId("r1")}) {
            ClientMessage.Reply reply = new ClientMessage.Reply(client, sequence, status, 7, leader, payload);
            ClientCodec.put(bytes, reply);
            ClientMessage.Reply back = new ClientCodec().reply(bytes);
            assertEquals(reply.status(), back.status());
            assertEquals(reply.leader(), back.leader());
            assertEquals(List.of(client, sequence, 7L), List.of(back.client(), back.sequence(), back.slot()));
            assertArrayEquals(payload, back.result());
        }
    }

    /** A count of two thousand million commands in a message of a few bytes is an error before it is an allocation. */
    @Test
    void aLengthIsNotBelieved() {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeByte(6).writeLong(1).writeInt(Integer.MAX_VALUE).writeLong(0);
        assertThrows(CodecException.class, () -> messages.get(bytes));
    }
}
