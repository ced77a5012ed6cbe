package org.synod.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.synod.core.Ballot;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.Message;
import org.synod.message.NodeMessage;

@Timeout(60)
class TransportTest {
    private static final WireVersion ONE = new WireVersion(1, 1);
    private static final WireVersion BOTH = new WireVersion(1, 2);
    private static final WireVersion TWO = new WireVersion(2, 2);

    @Test
    void theLowerOfTheHighestVersionsIsSpoken() throws Exception {
        try (TestNode old = TestNode.start("old", ONE);
                TestNode fresh = TestNode.start("fresh", BOTH);
                TestNode other = TestNode.start("other", BOTH)) {
            fresh.peers(other);
            fresh.reach(other);
            assertEquals(2, fresh.ask(Transport::agreedVersion));
            fresh.peers(other, old);
            old.peers(fresh);
            fresh.reach(old);
            old.reach(fresh);
            assertEquals(1, fresh.ask(Transport::agreedVersion));
            assertEquals(1, old.ask(Transport::agreedVersion));
            // One message to both, in the version of each.
            fresh.run(t -> {
                Message message = new Message.Fetch(9);
                t.send(new ReplicaId("other"), TestNode.GROUP, new Stamp(1, 1, 1), message);
                t.send(new ReplicaId("old"), TestNode.GROUP, new Stamp(1, 1, 1), message);
                t.flush();
            });
            assertTrue(other.heard.take().contains("9"));
            assertTrue(old.heard.take().contains("9"));
            fresh.peers(other);
            assertEquals(2, fresh.ask(Transport::agreedVersion));
        }
    }

    @Test
    void whatManyGroupsSayLeavesInOneFrameWhereThePeerKnowsThat() throws Exception {
        try (TestNode old = TestNode.start("old", ONE);
                TestNode fresh = TestNode.start("fresh", BOTH);
                TestNode other = TestNode.start("other", BOTH)) {
            fresh.peers(old, other);
            fresh.reach(old);
            fresh.reach(other);
            int toOld = fresh.ask(t -> sendMany(t, "old"));
            assertEquals(503, toOld);
            int toOther = fresh.ask(t -> sendMany(t, "other"));
            assertEquals(3, toOther);
            for (TestNode node : new TestNode[] {old, other}) {
                for (int i = 1; i <= 503; i++) {
                    Message expected = i == 502 ? new Message.Fetch(502) : heartbeat(i);
                    assertEquals("fresh: " + expected, node.heard.poll(20, TimeUnit.SECONDS));
                }
            }
        }
    }

    private static Message heartbeat(long round) {
        return new Message.Heartbeat(new Ballot(round << 40, new ReplicaId("fresh")), round, 3, 1000 * round, -round);
    }

    /** Many small messages, then one that is none, and another small one; returns the number of frames. */
    private static int sendMany(Transport transport, String to) {
        long before = transport.frames();
        for (int i = 1; i <= 503; i++) {
            transport.send(
                    new ReplicaId(to),
                    new GroupId(i),
                    new Stamp(1, i, 2L * i),
                    i == 502 ? new Message.Fetch(502) : heartbeat(i));
        }
        transport.flush();
        return (int) (transport.frames() - before);
    }

    @Test
    void rangesThatDoNotMeetAreRefusedOnBothSides() {
        try (TestNode old = TestNode.start("old", ONE);
                TestNode fresh = TestNode.start("fresh", TWO)) {
            fresh.peers(old);
            fresh.await(t -> t.refusals() > 0);
            old.await(t -> t.refusals() > 0);
            assertFalse(fresh.is(t -> t.isConnected(new ReplicaId("old"))));
        }
    }

    @Test
    void versionsAgree() throws CodecException {
        assertEquals(2, BOTH.agree(new WireVersion(1, 3)));
        assertEquals(2, BOTH.agree(TWO));
        assertThrows(CodecException.class, () -> ONE.agree(TWO));
        assertThrows(CodecException.class, () -> TWO.agree(ONE));
        assertThrows(IllegalArgumentException.class, () -> new WireVersion(2, 1));
    }

    @Test
    void whatIsOnTheWayToANodeThatGoesIsToldToBeLost() throws Exception {
        try (TestNode one = TestNode.start("r1", ONE)) {
            ReplicaId other = new ReplicaId("r2");
            NodeMessage question = new NodeMessage.AskSessions(1, 2);
            assertFalse(one.is(t -> t.send(other, TestNode.GROUP, question)));
            try (TestNode two = TestNode.start("r2", ONE)) {
                one.peers(two);
                one.awaitConnected(two);
                assertTrue(one.is(t -> t.isThere(other)));
                assertTrue(one.is(t -> t.send(other, TestNode.GROUP, question)));
            }
            assertEquals(other, one.lost.take());
            one.await(t -> !t.isThere(other));
            assertFalse(one.is(t -> t.send(other, TestNode.GROUP, question)));
        }
    }

    /** The answers of another node travel on the connection that it opened itself. */
    @Test
    void whatIsOnTheWayFromANodeThatGoesIsToldToBeLost() throws Exception {
        try (TestNode one = TestNode.start("r1", ONE)) {
            try (TestNode two = TestNode.start("r2", ONE)) {
                two.peers(one);
                two.reach(one);
                assertEquals(new ReplicaId("r2"), one.lost.take());
            }
            assertEquals(new ReplicaId("r2"), one.lost.take());
        }
    }

    /** A node that has just started is asked before it can answer; who asked would wait for an answer that was dropped. */
    @Test
    void whatCouldNotBeAnsweredIsToldToBeLostOnceItCould() throws Exception {
        try (TestNode one = TestNode.start("r1", ONE);
                TestNode two = TestNode.start("r2", ONE)) {
            one.peers(two);
            one.awaitConnected(two);
            one.send(two, new NodeMessage.AskSessions(1, 2));
            two.heard.take();
            assertFalse(two.is(t -> t.send(new ReplicaId("r1"), TestNode.GROUP, new NodeMessage.NotAt(1, 0))));
            assertTrue(one.lost.isEmpty());
            two.peers(one);
            assertEquals(new ReplicaId("r2"), one.lost.take());
        }
    }

    @Test
    void whateverArrivesFromAPeerIsAWordFromIt() throws Exception {
        try (TestNode one = TestNode.start("r1", ONE);
                TestNode two = TestNode.start("r2", ONE)) {
            one.peers(two);
            two.peers(one);
            two.awaitConnected(one);
            // More often than there are pings.
            for (int i = 0; i < 20; i++) {
                long before = System.nanoTime();
                two.send(one, i);
                one.heard.take();
                long heard = one.ask(t -> t.lastHeardNanos(new ReplicaId("r2")).orElse(before - 1));
                assertTrue(heard - before >= 0, "message " + i);
            }
        }
    }

    @Test
    void peersComeGoAndMove() throws Exception {
        try (TestNode one = TestNode.start("r1", ONE);
                TestNode two = TestNode.start("r2", ONE);
                TestNode three = TestNode.start("r3", ONE)) {
            assertTrue(one.ask(t -> t.lastHeardNanos(new ReplicaId("r2"))).isEmpty());
            one.peers(two);
            one.reach(two);
            assertTrue(one.ask(t -> t.lastHeardNanos(new ReplicaId("r2"))).isPresent());
            one.peers(two, three);
            one.reach(three);
            one.peers(three);
            assertFalse(one.is(t -> t.isConnected(new ReplicaId("r2"))));
            one.send(two, 1);
            one.reach(three);
            assertTrue(two.heard.isEmpty());
            try (TestNode moved = TestNode.start("r3", ONE)) {
                one.peers(moved, two);
                one.reach(moved);
                one.reach(two);
                assertTrue(three.heard.isEmpty());
            }
        }
    }

    @Test
    void aStrangerIsHeardButNotOneWhoMeansAnotherOrSaysOurName() throws Exception {
        try (TestNode one = TestNode.start("r1", ONE);
                TestNode stranger = TestNode.start("r9", ONE)) {
            stranger.peers(one);
            stranger.reach(one);
            stranger.dial("r2", one.address);
            stranger.await(t -> t.refusals() > 0);
            one.await(t -> t.refusals() > 0);
            ByteBuf own = Unpooled.buffer();
            new Hello(new ReplicaId("r1"), new ReplicaId("r1"), ONE).putFrame(own, new CRC32C());
            try (Socket socket = new Socket(one.address.getAddress(), one.address.getPort())) {
                socket.getOutputStream().write(own.array(), 0, own.readableBytes());
                // Its own hello is the answer, then it closes.
                assertEquals(own.readableBytes(), socket.getInputStream().readAllBytes().length);
            }
            assertTrue(one.heard.isEmpty());
        }
    }

    @Test
    void aClientIsAnsweredInItsVersionOrToldWhyNot() throws Exception {
        try (TestNode node = TestNode.start("r1", BOTH)) {
            for (int version : new int[] {1, 2}) {
                assertEquals(ClientMessage.Status.OK, request(node, version).status());
                assertEquals("request in version " + version, node.heard.take());
            }
            ClientMessage.Reply refused = request(node, 3);
            assertEquals(ClientMessage.Status.INVALID, refused.status());
            assertEquals(
                    "This node speaks the wire versions 1..2, and the client speaks 3.",
                    new String(refused.result(), StandardCharsets.UTF_8));
            assertEquals(5, refused.client());
            assertTrue(node.heard.isEmpty());
        }
    }

    /** Sends a request; a connection that was refused must be closed by the node. */
    private static ClientMessage.Reply request(TestNode node, int version) throws IOException, CodecException {
        ByteBuf out = Unpooled.buffer();
        int start = Frames.begin(out, version, Frames.REQUEST, 1);
        ClientCodec.put(out, new ClientMessage.Request(5, 6, ClientMessage.Kind.LOG, new byte[] {1}));
        Frames.end(out, start, new CRC32C());
        try (Socket socket = new Socket(node.address.getAddress(), node.address.getPort())) {
            socket.getOutputStream().write(out.array(), 0, out.readableBytes());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            ByteBuf read = Unpooled.wrappedBuffer(frame);
            assertEquals(version, read.getByte(5));
            read.skipBytes(Frames.HEADER - 4);
            ClientMessage.Reply reply = new ClientCodec().reply(read);
            if (reply.status() == ClientMessage.Status.INVALID) {
                assertEquals(-1, in.read());
            }
            return reply;
        }
    }
}
