package org.synod.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.synod.core.CodecException;
import org.synod.message.NodeMessage;

class NodeMessageCodecTest {

    @Provide
    static Arbitrary<NodeMessage> messages() {
        Arbitrary<Long> number = Arbitraries.longs();
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<byte[]> optional = bytes.injectNull(0.3);
        Arbitrary<NodeMessage.Digest> digest =
                Combinators.combine(number, number).as(NodeMessage.Digest::new);
        return Arbitraries.oneOf(
                Combinators.combine(number, number, bytes).as(NodeMessage.Want::new),
                Combinators.combine(number, bytes).as(NodeMessage.Piece::new),
                Combinators.combine(number, bytes).as(NodeMessage.Finished::new),
                number.map(NodeMessage.Wait::new),
                Combinators.combine(number, number).as(NodeMessage.Gone::new),
                Combinators.combine(number, Arbitraries.of("", "the tree is damaged", "\u00e9"))
                        .as(NodeMessage.Failed::new),
                Combinators.combine(
                                number, number, bytes, optional, bytes.list().ofMaxSize(4))
                        .as(NodeMessage.AskDigests::new),
                Combinators.combine(number, number).as(NodeMessage.AskSessions::new),
                Combinators.combine(number, number, bytes, optional).as(NodeMessage.AskMiddle::new),
                Combinators.combine(number, digest.list().ofMaxSize(4)).as(NodeMessage.Digests::new),
                Combinators.combine(number, optional).as(NodeMessage.Middle::new),
                Combinators.combine(number, number).as(NodeMessage.NotAt::new));
    }

    private static byte[] encode(NodeMessage message) {
        ByteBuf out = Unpooled.buffer();
        NodeMessageCodec.put(out, message);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** The bytes of a message are its value: records of arrays cannot be compared otherwise. */
    @Property(tries = 1000)
    void messagesComeBack(@ForAll("messages") NodeMessage message) throws CodecException {
        NodeMessage back = NodeMessageCodec.get(Unpooled.wrappedBuffer(encode(message)));
        assertEquals(message.getClass(), back.getClass());
        assertEquals(message.question(), back.question());
        assertArrayEquals(encode(message), encode(back));
    }

    @Property(tries = 2000)
    void anyBytesAreAMessageOrAnError(@ForAll byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 2000)
    void changedBytesAreAMessageOrAnError(
            @ForAll("messages") NodeMessage message, @ForAll int at, @ForAll byte value, @ForAll int cut) {
        byte[] whole = encode(message);
        byte[] bytes = new byte[whole.length - Math.floorMod(cut, 3)];
        System.arraycopy(whole, 0, bytes, 0, bytes.length);
        bytes[Math.floorMod(at, bytes.length)] = value;
        read(bytes);
    }

    private static void read(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            assertNotNull(NodeMessageCodec.get(in));
            assertEquals(0, in.readableBytes());
        } catch (CodecException e) {
            assertNotNull(e.getMessage());
        }
    }

    @Test
    void aLengthIsNotBelieved() {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeByte(10).writeLong(1).writeInt(Integer.MAX_VALUE).writeLong(0);
        assertThrows(CodecException.class, () -> NodeMessageCodec.get(bytes));
    }

    /** A chunk of 1 MiB, and one item more: the longest key and the longest value. */
    @Test
    void theLargestPieceFitsIntoAFrame() {
        NodeMessage piece = new NodeMessage.Piece(1, new byte[(1 << 20) + (2 << 10) + (400 << 10) + 5000]);
        assertTrue(encode(piece).length + Frames.HEADER <= Frames.LONGEST);
    }

    @Test
    void aMessageReachesTheOtherNode() throws InterruptedException {
        try (TestNode one = TestNode.start("n1", WireVersion.CURRENT);
                TestNode other = TestNode.start("n2", WireVersion.CURRENT)) {
            one.peers(other);
            one.awaitConnected(other);
            one.send(other, new NodeMessage.Gone(3, 70));
            assertEquals("n1: " + new NodeMessage.Gone(3, 70), other.heard.poll(20, TimeUnit.SECONDS));
            // What is too long is left out, and what comes behind it arrives.
            one.send(other, new NodeMessage.Piece(4, new byte[1 << 20]));
            one.send(other, new NodeMessage.Failed(5, "why"));
            assertEquals("n1: " + new NodeMessage.Failed(5, "why"), other.heard.poll(20, TimeUnit.SECONDS));
            assertEquals(List.of(), List.copyOf(other.heard));
        }
    }
}
