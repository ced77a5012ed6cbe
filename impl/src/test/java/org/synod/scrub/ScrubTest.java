package org.synod.scrub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.message.NodeMessage;
import org.synod.restore.ArchivedGroup;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.OrderedStore;

/** Whatever is wrong is found, with replica, range and first key; and nothing else. */
class ScrubTest {
    private static final GroupId GROUP = ArchivedGroup.GROUP;
    private static final long SLOT = 100;
    private static final Bytes KEY = Bytes.of("key 20");

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private ArchivedGroup group;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void archive() throws IOException {
        group = new ArchivedGroup(folder.resolve("archive"), new Random(5), 120);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    /** A replica as it should be, flushed every so many slots: each has its own layout on the disk. */
    private TreeStore right(String name, int every) throws Exception {
        group.replica(folder.resolve(name), SLOT, every);
        return opened(name);
    }

    private TreeStore wrong(String name, Consumer<OrderedStore> change) throws Exception {
        group.astray(folder.resolve(name), SLOT, change);
        return opened(name);
    }

    private TreeStore opened(String name) throws IOException {
        TreeStore store = TreeStore.open(folder.resolve(name), 1, ArchivedGroup.IGNORING);
        open.add(store);
        return store;
    }

    private LocalCopy copy(String name, TreeStore store) {
        TreeSnapshot snapshot = Objects.requireNonNull(store.snapshot(GROUP));
        open.add(snapshot);
        return new LocalCopy(snapshot, new ReplicaId(name), bytes -> {});
    }

    private Reference reference(List<Finding> findings) {
        Reference made = new Reference(group.store(), GROUP, SLOT, folder.resolve("made"), bytes -> {}, findings::add);
        open.add(made);
        return made;
    }

    private static List<Finding> compare(LocalCopy own, List<Copy> others, @Nullable Copy reference) {
        return new GroupScrub(GROUP, SLOT, own, others, () -> reference).run();
    }

    private static void assertFound(List<Finding> findings, String replica, Bytes key) {
        assertEquals(1, findings.size(), findings.toString());
        Finding found = findings.getFirst();
        assertEquals(Finding.Kind.KEYS_DIFFER, found.kind());
        assertEquals(new ReplicaId(replica), found.replica());
        assertEquals(key, found.firstBadKey());
        assertEquals(SLOT, found.slot());
        assertTrue(found.from().compareTo(key) <= 0 && (found.to() == null || key.compareTo(found.to()) < 0));
    }

    @Test
    void equalTreesOfDifferentLayoutAreEqual() throws Exception {
        LocalCopy a = copy("a", right("a", 3));
        LocalCopy b = copy("b", right("b", 1000));
        List<Finding> findings = new ArrayList<>();
        Copy made = Objects.requireNonNull(reference(findings).get());
        assertEquals(List.of(), compare(a, List.of(b, made), made));
        assertEquals(List.of(), findings);
    }

    private void assertMinorityIsFound(Consumer<OrderedStore> change, Bytes key) throws Exception {
        LocalCopy a = copy("a", right("a", 3));
        LocalCopy b = copy("b", right("b", 11));
        LocalCopy c = copy("c", wrong("c", change));
        assertFound(compare(a, List.of(b, c), null), "c", key);
        // It finds itself wrong, too.
        assertFound(compare(c, List.of(a, b), null), "c", key);
        // Of two copies the archive knows.
        Copy made = Objects.requireNonNull(reference(new ArrayList<>()).get());
        assertFound(compare(a, List.of(c), made), "c", key);
        assertFound(compare(c, List.of(a), made), "c", key);
        assertFound(compare(c, List.of(made), made), "c", key);
        List<Finding> unknown = compare(a, List.of(c), null);
        assertEquals(1, unknown.size());
        assertNull(unknown.getFirst().replica());
        assertEquals(key, unknown.getFirst().firstBadKey());
    }

    @Test
    void aChangedValueIsFound() throws Exception {
        assertTrue(group.state(SLOT).containsKey(KEY));
        long version = Objects.requireNonNull(group.state(SLOT).get(KEY)).version();
        assertMinorityIsFound(tree -> tree.put(new Item(KEY, Bytes.of("x"), version)), KEY);
    }

    @Test
    void aMissingKeyIsFound() throws Exception {
        assertMinorityIsFound(tree -> tree.remove(KEY), KEY);
    }

    @Test
    void anExtraKeyIsFound() throws Exception {
        Bytes key = Bytes.of("key 200");
        assertMinorityIsFound(tree -> tree.put(new Item(key, Bytes.of("x"), 3)), key);
    }

    @Test
    void otherSessionsAreFound() throws Exception {
        long slot = group.noOp(SLOT);
        group.replica(folder.resolve("a"), slot, 3);
        group.replica(folder.resolve("b"), slot, 1000);
        group.astrayInSessions(folder.resolve("c"), slot);
        LocalCopy a = copy("a", opened("a"));
        LocalCopy b = copy("b", opened("b"));
        LocalCopy c = copy("c", opened("c"));
        List<Finding> findings = new GroupScrub(GROUP, slot, a, List.of(b, c), () -> null).run();
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(Finding.Kind.SESSIONS_DIFFER, findings.getFirst().kind());
        assertEquals(new ReplicaId("c"), findings.getFirst().replica());
    }

    /** Many ranges, and the key is in the last one of them. */
    @Test
    void theRangeIsNarrow() throws Exception {
        Bytes last = Bytes.of("many 4999");
        Consumer<OrderedStore> many = tree -> {
            for (int i = 0; i < 5000; i++) {
                tree.put(new Item(Bytes.of("many " + i), Bytes.of("x"), 1));
            }
        };
        LocalCopy a = copy("a", wrong("a", many));
        LocalCopy b = copy("b", wrong("b", many));
        LocalCopy c = copy("c", wrong("c", many.andThen(tree -> tree.remove(last))));
        GroupScrub scrub = new GroupScrub(GROUP, SLOT, a, List.of(b, c), () -> null);
        List<Finding> findings = scrub.run();
        assertFound(findings, "c", last);
        assertTrue(scrub.ranges() > 4);
        assertTrue(findings.getFirst().from().compareTo(Bytes.of("many")) > 0);
    }

    @Test
    void aFlippedBitInTheFileIsFound() throws Exception {
        Bytes key = Bytes.of("many 2500");
        String marker = "here it is, and nowhere else";
        wrong("a", tree -> {
                    for (int i = 0; i < 5000; i++) {
                        tree.put(new Item(Bytes.of("many " + i), Bytes.of(i == 2500 ? marker : "x"), 1));
                    }
                })
                .close();
        open.clear();
        Path file = folder.resolve("a");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(marker);
        assertTrue(at > 0);
        bytes[at] ^= 1;
        Files.write(file, bytes);
        List<Finding> findings = compare(copy("a", opened("a")), List.of(), null);
        assertEquals(1, findings.size());
        Finding found = findings.getFirst();
        assertEquals(Finding.Kind.TREE_CORRUPT, found.kind());
        assertEquals(new ReplicaId("a"), found.replica());
        Bytes first = Objects.requireNonNull(found.firstBadKey());
        // The block has several keys, and none of them can be read.
        assertTrue(first.compareTo(key) <= 0 && first.compareTo(Bytes.of("many 1")) > 0, first.toString());
        assertTrue(found.from().compareTo(first) <= 0);
    }

    @Test
    void aFlippedBitInTheArchiveIsFound() throws Exception {
        assertNull(ArchiveScrub.run(group.store(), GROUP, bytes -> {}));
        try (Stream<Path> files = Files.walk(folder.resolve("archive/g3/segments"))) {
            Path file = files.filter(path -> path.toString().contains("051-"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 9] ^= 1;
            Files.delete(file);
            Files.write(file, bytes);
        }
        Finding found = Objects.requireNonNull(ArchiveScrub.run(group.store(), GROUP, bytes -> {}));
        assertEquals(Finding.Kind.ARCHIVE_DAMAGED, found.kind());
        assertEquals(50, found.slot());
        assertTrue(found.sentence().contains("0000000000000000051"));
        List<Finding> findings = new ArrayList<>();
        assertNull(reference(findings).get());
        assertEquals(1, findings.size());
    }

    /** Two nodes that scrub, each on its own thread, and ask each other. */
    @Test
    void twoNodesFindWhoIsWrong() throws Exception {
        BlockingQueue<String> found = new LinkedBlockingQueue<>();
        Scrubber[] nodes = new Scrubber[2];
        TreeStore[] stores = {right("a", 3), wrong("b", tree -> tree.remove(KEY))};
        List<ReplicaId> names = List.of(new ReplicaId("a"), new ReplicaId("b"));
        for (int i = 0; i < 2; i++) {
            int self = i;
            nodes[i] = new Scrubber(
                    names.get(i),
                    stores[i],
                    group.store(),
                    new Scrubber.Settings(1 << 30, 1_000_000, 60_000_000_000L, 2, folder.resolve("made" + i)),
                    (to, of, message) -> {
                        Scrubber other = nodes[1 - self];
                        switch (message) {
                            case NodeMessage.AskScrub ask -> other.asked(names.get(self), of, ask);
                            case NodeMessage.OfScrub answer -> other.answered(names.get(self), of, answer);
                            default -> throw new IllegalStateException();
                        }
                    },
                    () -> List.of(new Scrubber.Target(GROUP, List.of(names.get(1 - self)))),
                    finding -> found.add(names.get(self) + ": " + finding.kind() + " " + finding.replica() + " "
                            + finding.firstBadKey()),
                    7);
        }
        nodes[0].start(List.of(GROUP));
        nodes[1].start(List.of(GROUP));
        try {
            boolean byA = false;
            boolean byB = false;
            while (!byA || !byB) {
                String next = found.poll(60, TimeUnit.SECONDS);
                assertNotNull(next);
                assertEquals("KEYS_DIFFER b key 20", next.substring(3));
                byA |= next.startsWith("a");
                byB |= next.startsWith("b");
            }
            assertTrue(nodes[0].status().findings() > 0);
            assertTrue(nodes[0].status().ranges() > 0);
        } finally {
            nodes[0].close();
            nodes[1].close();
        }
    }

    /** It would have answered within a minute; but the connection broke. */
    @Test
    @Timeout(30)
    void aQuestionThatIsLostIsNotWaitedFor() throws Exception {
        CountDownLatch passes = new CountDownLatch(4);
        ReplicaId other = new ReplicaId("b");
        AtomicReference<@Nullable Scrubber> made = new AtomicReference<>();
        NodeMessage.Link broken =
                (to, of, message) -> Objects.requireNonNull(made.get()).lost(to);
        try (Scrubber scrubber = new Scrubber(
                new ReplicaId("a"),
                right("a", 3),
                null,
                new Scrubber.Settings(1 << 30, 1_000_000, 60_000_000_000L, 0, folder.resolve("made")),
                broken,
                () -> {
                    passes.countDown();
                    return List.of(new Scrubber.Target(GROUP, List.of(other)));
                },
                finding -> {},
                7)) {
            made.set(scrubber);
            scrubber.start(List.of(GROUP));
            passes.await();
            assertEquals(0, scrubber.status().copies());
        }
    }
}
