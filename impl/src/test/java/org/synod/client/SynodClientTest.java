package org.synod.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.ClientMessage;
import org.synod.message.ClientMessage.Kind;
import org.synod.message.ClientMessage.Status;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Condition;
import org.synod.statemachine.KeyValueStore;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/** The client against nodes that say what the test wants. */
@Timeout(60)
final class SynodClientTest {
    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final ReplicaId R2 = new ReplicaId("r2");
    private static final Bytes KEY = Bytes.of("k");
    private static final Bytes VALUE = Bytes.of("v");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private FakeNode node(FakeNode.Behaviour behaviour) throws IOException {
        FakeNode node = new FakeNode(behaviour);
        open.add(node);
        return node;
    }

    /** They are r1, r2, ... */
    private SynodClient client(FakeNode... nodes) {
        Map<ReplicaId, InetSocketAddress> addresses = new LinkedHashMap<>();
        for (FakeNode node : nodes) {
            addresses.put(new ReplicaId("r" + (addresses.size() + 1)), node.address());
        }
        SynodClient client =
                SynodClient.open(addresses, ClientSettings.of(new GroupId(1)).withDeadline(LONG));
        open.add(client);
        return client;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(40, TimeUnit.SECONDS);
    }

    private static <X extends Throwable> X failure(Class<X> kind, CompletableFuture<?> future) {
        return assertInstanceOf(
                kind, assertThrows(ExecutionException.class, () -> get(future)).getCause());
    }

    private static List<Kind> kinds(FakeNode node) {
        return node.heard().stream().map(ClientMessage.Request::kind).toList();
    }

    /** A leader that executes everything at once, in the next slot. */
    private static FakeNode.Behaviour leader() {
        KeyValueStore store = new KeyValueStore();
        long[] slot = new long[1];
        return request -> FakeNode.ok(
                request,
                ++slot[0],
                request.kind() == Kind.LOG ? store.apply(slot[0], request.payload()) : store.read(request.payload()));
    }

    private static byte[] found() {
        return new Result.Found(VALUE, 3).encode();
    }

    @Test
    void consistentReadsAskTheLeaderBesideTheLogAndUseUpNoSequence() throws Exception {
        FakeNode node = node(leader());
        Session session = client(node).session();
        get(session.put(KEY, VALUE));
        assertEquals(VALUE, get(session.get(KEY)).value());
        get(session.put(KEY, VALUE));
        assertEquals(List.of(Kind.LOG, Kind.CONSISTENT_READ, Kind.LOG), kinds(node));
        assertEquals(1, node.heard().get(0).sequence());
        assertEquals(2, node.heard().get(2).sequence());
        assertFalse(node.heard().get(1).client() == node.heard().get(0).client());
    }

    @Test
    void manyReadsOfOneSessionMayBeOut() throws Exception {
        CountDownLatch all = new CountDownLatch(5);
        FakeNode node = node(request -> {
            all.countDown();
            return all.getCount() == 0 ? FakeNode.ok(request, 3, found()) : null;
        });
        Session session = client(node).session();
        List<CompletableFuture<Result.Found>> out =
                Stream.generate(() -> session.get(KEY)).limit(5).toList();
        all.await();
        for (CompletableFuture<Result.Found> one : out) {
            // Those that got no answer at first are asked again.
            assertEquals(VALUE, get(one).value());
        }
    }

    @Test
    void aReadIsRepeatedThroughTheLogWhenThereIsNoLease() throws Exception {
        FakeNode node = node(request -> request.kind() == Kind.LOG
                ? FakeNode.ok(request, 3, found())
                : FakeNode.refuse(request, Status.BUSY, "no lease"));
        Session session = client(node).session();
        assertEquals(new Result.Found(VALUE, 3), get(session.get(KEY)));
        assertEquals(new Result.Found(VALUE, 3), get(session.get(KEY)));
        assertEquals(List.of(Kind.CONSISTENT_READ, Kind.LOG, Kind.CONSISTENT_READ, Kind.LOG), kinds(node));
        ClientMessage.Request first = node.heard().get(1);
        ClientMessage.Request second = node.heard().get(3);
        assertEquals(1, first.sequence());
        assertEquals(2, second.sequence());
        assertEquals(first.client(), second.client(), "the session for such reads is used again");
    }

    @Test
    void aScanIsRepeatedThroughTheLogToo() throws Exception {
        byte[] page = new Result.Page(List.of(), null).encode();
        FakeNode node = node(request -> request.kind() == Kind.LOG
                ? FakeNode.ok(request, 3, page)
                : FakeNode.refuse(request, Status.BUSY, "no lease"));
        Session session = client(node).session();
        Operation.Scan scan = new Operation.Scan(Bytes.of(""), null, 10, 1000);
        assertEquals(List.of(), get(session.scan(scan)).entries());
        assertEquals(scan, decoded(node.heard().get(1)));
    }

    private static Operation decoded(ClientMessage.Request request) throws CodecException {
        return Operation.decode(request.payload());
    }

    @Test
    void aReadWhoseSessionTheLogForgotIsReadUnderAnother() throws Exception {
        long[] logged = new long[1];
        FakeNode node = node(request -> {
            if (request.kind() != Kind.LOG) {
                return FakeNode.refuse(request, Status.BUSY, "no lease");
            }
            return logged[0]++ == 0
                    ? FakeNode.refuse(request, Status.SESSION_EXPIRED, "")
                    : FakeNode.ok(request, 3, found());
        });
        assertEquals(VALUE, get(client(node).session().get(KEY)).value());
        assertFalse(node.heard().get(1).client() == node.heard().get(2).client());
    }

    @Test
    void aWriteIsRepeatedUnderItsNumberWhenTheConnectionBreaks() throws Exception {
        long[] count = new long[1];
        FakeNode node = node(request -> {
            if (count[0]++ == 0) {
                throw new IOException("break it");
            }
            return FakeNode.ok(request, 7, new Result.Written(7).encode());
        });
        assertEquals(7, get(client(node).session().put(KEY, VALUE)).version());
        assertEquals(2, node.heard().size());
        assertEquals(node.heard().get(0).sequence(), node.heard().get(1).sequence());
        assertEquals(node.heard().get(0).client(), node.heard().get(1).client());
    }

    @Test
    void conditionsAndBatches() throws Exception {
        Session session = client(node(leader())).session();
        assertEquals(new Result.Outcome(true, 1), get(session.put(KEY, VALUE, new Condition.Absent())));
        assertEquals(new Result.Outcome(false, 1), get(session.put(KEY, VALUE, new Condition.Absent())));
        assertEquals(new Result.Outcome(false, 1), get(session.delete(KEY, new Condition.VersionIs(2))));
        assertEquals(new Result.Outcome(true, 0), get(session.delete(KEY, new Condition.ValueIs(VALUE))));
        Result.Batched batched = get(session.batch(
                List.of(new Operation.Put(KEY, VALUE), new Operation.Delete(Bytes.of("l"), new Condition.Absent()))));
        assertTrue(batched.done());
        assertEquals(2, batched.outcomes().size());
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() throws Exception {
        Session session = client(node(leader())).session();
        List<String> keys = Stream.of("a", "b", "c", "d", "e").toList();
        for (String key : keys) {
            get(session.put(Bytes.of(key), VALUE));
        }
        Operation.Scan scan = new Operation.Scan(Bytes.of("a"), Bytes.of("e"), 2, 1000);
        Result.Page first = get(session.scan(scan));
        assertEquals(Bytes.of("c"), first.next());
        for (Pages pages : List.of(session.pages(scan), session.pagesEventual(scan))) {
            List<String> read = new ArrayList<>();
            int count = 0;
            while (pages.hasNext()) {
                pages.next().entries().forEach(item -> read.add(item.key().toString()));
                count++;
            }
            assertEquals(keys.subList(0, 4), read);
            assertEquals(2, count);
        }
    }

    @Test
    void anEventualReadTellsItsSlotAndPassesOverWhoServesNoReads() throws Exception {
        FakeNode logReplica = node(request -> FakeNode.redirect(request, null));
        FakeNode storage = node(request -> FakeNode.ok(request, 41, found()));
        Session session = client(logReplica, storage).session();
        for (int i = 0; i < 4; i++) {
            assertEquals(41, get(session.getEventual(KEY)).slot());
        }
        assertTrue(kinds(storage).stream().allMatch(kind -> kind == Kind.EVENTUAL_READ));
    }

    @Test
    void aSilentNodeEndsAWriteInDoubtAtTheDeadlineOfTheCall() throws Exception {
        FakeNode node = node(request -> null);
        Session session = client(node).session();
        UnknownOutcomeException unknown =
                failure(UnknownOutcomeException.class, session.within(SHORT).put(KEY, VALUE));
        assertEquals("No answer within 300 ms: r1 did not answer.", unknown.getMessage());
    }

    @Test
    void aBusyGroupRejectsAtTheDeadlineWithItsReason() throws Exception {
        FakeNode node = node(request -> FakeNode.refuse(request, Status.BUSY, "the log is full"));
        Session session = client(node).session();
        RejectedException rejected =
                failure(RejectedException.class, session.within(SHORT).put(KEY, VALUE));
        assertEquals("No answer within 300 ms: the group is busy: the log is full.", rejected.getMessage());
        assertTrue(node.heard().size() > 1, "it comes back before it gives up");
    }

    @Test
    void whatIsInvalidIsRejectedAtOnce() throws Exception {
        FakeNode node = node(request -> FakeNode.refuse(request, Status.INVALID, "a key is not empty"));
        Session session = client(node).session();
        assertEquals(
                "a key is not empty",
                failure(RejectedException.class, session.get(KEY)).getMessage());
        assertEquals(1, node.heard().size());
    }

    @Test
    void aChangeOfMembersFollowsTheLeader() throws Exception {
        FakeNode follower = node(request -> FakeNode.redirect(request, R2));
        FakeNode leader = node(request -> FakeNode.ok(request, 0, "r4 is a standby.".getBytes(StandardCharsets.UTF_8)));
        SynodClient client = client(follower, leader);
        assertEquals("r4 is a standby.", get(client.changeMembers("add r4=h:1 log", LONG)));
        ClientMessage.Request asked = leader.heard().get(0);
        assertEquals(Kind.MEMBERS, asked.kind());
        assertEquals("add r4=h:1 log", new String(asked.payload(), StandardCharsets.UTF_8));
        get(client.relinquish(LONG));
        assertEquals(Kind.RELINQUISH, leader.heard().get(1).kind());
    }

    @Test
    void aChangeOfMembersThatALeaderMayHaveBegunWithIsNotRepeated() throws Exception {
        FakeNode node = node(request -> {
            throw new IOException("break it");
        });
        SynodClient client = client(node);
        failure(UnknownOutcomeException.class, client.changeMembers("remove r3", LONG));
        assertEquals(1, node.heard().size());
    }

    @Test
    void theStatusComesFromTheNodeThatIsAskedAndKeepsWhatIsUnknown() throws Exception {
        FakeNode first = node(request -> FakeNode.ok(request, 0, "replica=r1\n".getBytes(StandardCharsets.UTF_8)));
        FakeNode second = node(request -> FakeNode.ok(
                request,
                0,
                "replica=r2\nleads=true\ncolour=a=b\nmember.r1=STORAGE h:1 held=3\n".getBytes(StandardCharsets.UTF_8)));
        SynodClient client = client(first, second);
        NodeStatus status = get(client.status(R2, LONG));
        assertEquals("r2", status.get("replica"));
        assertTrue(status.leads());
        assertEquals("a=b", status.get("colour"));
        assertEquals(Map.of("r1", "STORAGE h:1 held=3"), status.of("member."));
        assertEquals("r1", get(client.status(R1, LONG)).get("replica"));
    }

    /** The group was healed: whoever the client was told of may be no member any more, or may never lead again. */
    @Test
    void aLeaderThatBecameAMemberLaterIsFoundThroughTheOthers() throws Exception {
        FakeNode leader = node(leader());
        String members = "member.r1=storage h:1 held=1\nmember.l4=log h:4 held=1\nmember.s5=storage "
                + leader.address().getHostString() + ":" + leader.address().getPort() + " held=1\nmember.x=storage -\n";
        FakeNode member = node(request -> request.kind() == Kind.STATUS
                ? FakeNode.ok(request, 0, members.getBytes(StandardCharsets.UTF_8))
                : FakeNode.redirect(request, new ReplicaId("s5")));
        SynodClient client = client(member);
        get(client.session().put(KEY, VALUE));
        assertEquals(VALUE, get(client.session().get(KEY)).value());
        assertEquals(1, kinds(member).stream().filter(Kind.STATUS::equals).count());
        assertEquals(List.of(Kind.LOG, Kind.CONSISTENT_READ), kinds(leader));
    }

    @Test
    void theStatusOfANodeThatIsNotThereIsRejectedAtOnce() throws Exception {
        FakeNode gone = node(request -> null);
        gone.close();
        FakeNode there = node(request -> null);
        RejectedException rejected =
                failure(RejectedException.class, client(gone, there).status(R1, LONG));
        assertEquals("r1 cannot be reached.", rejected.getMessage());
    }
}
