package org.synod.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.synod.archive.FileObjectStore;
import org.synod.archive.GroupArchive;
import org.synod.archive.ObjectStore;
import org.synod.archive.SegmentContent;
import org.synod.btree.Tree;
import org.synod.btree.TreeSnapshot;
import org.synod.btree.TreeStore;
import org.synod.core.Command;
import org.synod.core.Configuration;
import org.synod.core.GroupId;
import org.synod.core.Member;
import org.synod.core.ReplicaId;
import org.synod.core.TreeMeta;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.ClientSessions;
import org.synod.statemachine.Item;
import org.synod.statemachine.KeyValueStore;
import org.synod.statemachine.MemoryStore;
import org.synod.statemachine.Operation;
import org.synod.statemachine.OrderedStore;

/** A chosen log, its archive in a folder, and what its state machine is at each slot, by another store than a tree. */
public final class ArchivedGroup {
    public static final GroupId GROUP = new GroupId(3);
    private static final int SEGMENT_SLOTS = 10;
    private static final int KEYS = 40;

    /** Hears of flushes that nobody waits for. */
    public static final TreeStore.Listener IGNORING = new TreeStore.Listener() {
        @Override
        public void durable(GroupId group, long slot) {
            // Closing the store waits.
        }

        @Override
        public void dead(RuntimeException cause) {
            throw cause;
        }
    };

    private final ObjectStore store;
    private final List<Command> log = new ArrayList<>();
    private final List<Configuration> governing = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Map<Bytes, Item>> states = new ArrayList<>();

    /** A log of so many slots, all of them archived. */
    public ArchivedGroup(Path folder, Random random, int slots) throws IOException {
        store = new FileObjectStore(folder);
        governing.add(Configuration.first(members(0)));
        times.add(0L);
        states.add(Map.of());
        MemoryStore memory = new MemoryStore();
        ClientSessions sessions = new ClientSessions(new KeyValueStore(memory));
        long[] sequences = new long[6];
        long time = 1_000_000;
        for (int slot = 1; slot <= slots; slot++) {
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(1, 50);
            Command command = command(random, slot, sequences, time);
            log.add(command);
            sessions.apply(slot, command);
            Map<Bytes, Item> state = new TreeMap<>();
            memory.visit(Bytes.of(""), item -> state.put(item.key(), item) == null);
            states.add(state);
            governing.add(command.isConfiguration() ? new Configuration(slot, command.members()) : governing.getLast());
            times.add(command.timeMillis() > 0 ? command.timeMillis() : times.getLast());
        }
        archive();
    }

    private static List<Member> members(int generation) {
        return List.of(Member.storage(new ReplicaId("r1")), Member.log(new ReplicaId("l" + generation)));
    }

    private static Command command(Random random, int slot, long[] sequences, long time) {
        int kind = slot == 1 ? 9 : random.nextInt(12);
        if (kind == 0) {
            return Command.NO_OP;
        }
        if (kind == 1 && slot > SEGMENT_SLOTS) {
            return Command.configuration(members(slot)).at(time);
        }
        int client = random.nextInt(1, sequences.length);
        boolean again = kind == 2 && sequences[client] > 0;
        sequences[client] += again ? 0 : 1;
        Bytes key = Bytes.of("key " + random.nextInt(KEYS));
        byte[] value = new byte[random.nextInt(300)];
        random.nextBytes(value);
        Operation operation = kind == 3 ? new Operation.Delete(key) : new Operation.Put(key, Bytes.wrap(value));
        return new Command(client, sequences[client], operation.encode()).at(time);
    }

    private void archive() throws IOException {
        GroupArchive archive = new GroupArchive(store, GROUP, SEGMENT_SLOTS);
        for (int first = 1; first + SEGMENT_SLOTS - 1 <= log.size(); first += SEGMENT_SLOTS) {
            int last = first + SEGMENT_SLOTS - 1;
            archive.append(new SegmentContent(GROUP, first, log.subList(first - 1, last), governing.get(last)));
        }
    }

    public ObjectStore store() {
        return store;
    }

    public Configuration governing(long slot) {
        return governing.get((int) slot);
    }

    public long time(long slot) {
        return times.get((int) slot);
    }

    public Map<Bytes, Item> state(long slot) {
        return states.get((int) slot);
    }

    /** Applies up to a slot, with a flush every {@code every} slots and at the end; the tree's file is closed. */
    public void replica(Path file, long slot, int every) throws Exception {
        try (Rebuild rebuild = new Rebuild(GROUP, file)) {
            while (rebuild.applied() < slot) {
                long next = rebuild.applied() + 1;
                rebuild.apply(next, log.get((int) next - 1));
                if (next % every == 0 || next == slot) {
                    rebuild.flush(Bytes.wrap(new TreeMeta(governing(next), time(next)).encode()));
                }
            }
        }
    }

    /** The tree of a replica that went astray: at the slot it is not what the log makes. */
    public void astray(Path file, long slot, Consumer<OrderedStore> change) throws Exception {
        try (TreeStore trees = TreeStore.open(file, 1, IGNORING)) {
            Tree tree = trees.tree(GROUP);
            ClientSessions sessions = new ClientSessions(new KeyValueStore(tree));
            for (int i = 0; i < slot; i++) {
                sessions.apply(i + 1, log.get(i));
            }
            change.accept(tree);
            Bytes meta = Bytes.wrap(new TreeMeta(governing(slot), time(slot)).encode());
            tree.flush(slot, sessions.takeChanges(), meta);
        }
    }

    /** The last slot up to this one that holds a no-op. */
    public long noOp(long upTo) {
        long slot = upTo;
        while (!log.get((int) slot - 1).isNoOp()) {
            slot--;
        }
        return slot;
    }

    /** The tree of a replica that read something in place of the no-op: its keys are right, and its sessions are not. */
    public void astrayInSessions(Path file, long noOp) throws Exception {
        try (Rebuild rebuild = new Rebuild(GROUP, file)) {
            for (int i = 1; i < noOp; i++) {
                rebuild.apply(i, log.get(i - 1));
            }
            rebuild.apply(noOp, new Command(99, 1, new Operation.Get(Bytes.of("x")).encode()));
            rebuild.flush(Bytes.wrap(new TreeMeta(governing(noOp), time(noOp)).encode()));
        }
    }

    /** Puts the snapshot of a replica at that slot into the archive. */
    public void snapshot(Path file, long slot) throws Exception {
        replica(file, slot, 7);
        try (Rebuild rebuild = new Rebuild(GROUP, file);
                TreeSnapshot snapshot = Objects.requireNonNull(rebuild.snapshot())) {
            new SnapshotUploader(store, bytes -> {}).upload(snapshot, 100);
        }
    }
}
