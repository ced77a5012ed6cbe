package org.synod.btree;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.synod.core.CodecException;
import org.synod.core.GroupId;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Item;
import org.synod.statemachine.SavedSession;

/**
 * The maps of all groups in one MVStore: for each tree, under its generation, {@code data-N} and {@code sessions-N}; the map
 * {@code groups} says which generation a group has, up to which slot, with which meta; {@code installs} the same of trees
 * that are being received. Everything is sealed. A generation that neither names is left from a crash, and goes.
 *
 * <p>Only the thread of the {@link TreeWriter} calls it, once the store is open.
 */
final class TreeMaps {

    /** A tree that can be written. */
    record Live(
            GroupId group,
            long generation,
            long slot,
            Bytes meta,
            MVMap<byte[], byte[]> data,
            MVMap<byte[], byte[]> sessions) {

        Live at(long newSlot, Bytes newMeta) {
            return new Live(group, generation, newSlot, newMeta, data, sessions);
        }

        MVMap<byte[], byte[]> map(Chunk.Kind kind) {
            return switch (kind) {
                case DATA -> data;
                case SESSIONS -> sessions;
            };
        }
    }

    private final MVStore store;
    private final MVMap<byte[], byte[]> groups;
    private final MVMap<byte[], byte[]> installs;
    private final Map<GroupId, Live> live = new HashMap<>();

    /** Trees being received, whose meta is a {@link Received}. */
    private final Map<GroupId, Live> receiving = new HashMap<>();

    TreeMaps(MVStore store) {
        this.store = store;
        this.groups = open("groups");
        this.installs = open("installs");
        load(groups, live);
        load(installs, receiving);
        removeOrphans();
    }

    private MVMap<byte[], byte[]> open(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    private void load(MVMap<byte[], byte[]> from, Map<GroupId, Live> to) {
        for (Iterator<byte[]> keys = from.keyIterator(null); keys.hasNext(); ) {
            byte[] key = keys.next();
            byte[] sealed = from.get(key);
            if (key.length != Integer.BYTES || sealed == null) {
                throw new CorruptTreeException(null, null, "the list of groups cannot be read", null);
            }
            Item item = Sealed.open(null, key, sealed);
            ByteBuffer in = ByteBuffer.wrap(item.value().array());
            GroupId group = new GroupId(ByteBuffer.wrap(key).getInt());
            long generation = in.getLong();
            byte[] meta = new byte[in.remaining()];
            in.get(meta);
            to.put(group, openTree(group, generation, item.version(), Bytes.wrap(meta)));
        }
    }

    private Live openTree(GroupId group, long generation, long slot, Bytes meta) {
        return new Live(group, generation, slot, meta, open("data-" + generation), open("sessions-" + generation));
    }

    private void removeOrphans() {
        Set<String> known = new HashSet<>(Set.of(groups.getName(), installs.getName()));
        for (Map<GroupId, Live> trees : List.of(live, receiving)) {
            for (Live tree : trees.values()) {
                known.add(tree.data().getName());
                known.add(tree.sessions().getName());
            }
        }
        for (String name : Set.copyOf(store.getMapNames())) {
            if (!known.contains(name)) {
                store.removeMap(name);
            }
        }
    }

    /** The highest generation that is in use. */
    long lastGeneration() {
        long last = 0;
        for (Live tree : live.values()) {
            last = Math.max(last, tree.generation());
        }
        for (Live tree : receiving.values()) {
            last = Math.max(last, tree.generation());
        }
        return last;
    }

    /** Every group's tree as it is now. Right after a commit, so that it is what the disk holds. */
    Map<GroupId, Base> bases() {
        long version = store.getCurrentVersion();
        Map<GroupId, Base> bases = new HashMap<>();
        for (Live tree : live.values()) {
            bases.put(
                    tree.group(),
                    new Base(
                            tree.group(),
                            tree.generation(),
                            tree.slot(),
                            tree.meta(),
                            tree.data().openVersion(version),
                            tree.sessions().openVersion(version)));
        }
        return bases;
    }

    /** Writes what was frozen, unless its tree was replaced or removed since; says whether it did. */
    boolean write(Frozen frozen) {
        Live tree = live.get(frozen.group());
        if (tree == null) {
            if (frozen.after() > 0) {
                return false;
            }
            tree = openTree(frozen.group(), frozen.generation(), 0, frozen.meta());
        } else if (tree.generation() != frozen.generation()) {
            return false;
        }
        if (tree.slot() != frozen.after()) {
            throw new IllegalStateException("changes behind slot " + frozen.after() + " of " + frozen.group()
                    + ", whose tree is at slot " + tree.slot());
        }
        for (Memtable.Change change : frozen.table().sorted()) {
            Item item = change.item();
            if (item == null) {
                tree.data().remove(change.key().array());
            } else {
                tree.data().put(item.key().array(), Sealed.seal(item));
            }
        }
        for (SavedSession session : frozen.sessions().used()) {
            Item item = Sessions.item(session);
            tree.sessions().put(item.key().array(), Sealed.seal(item));
        }
        for (long client : frozen.sessions().forgotten()) {
            tree.sessions().remove(Sessions.key(client).array());
        }
        describe(groups, live, tree.at(frozen.slot(), frozen.meta()));
        return true;
    }

    private static void describe(MVMap<byte[], byte[]> map, Map<GroupId, Live> trees, Live tree) {
        byte[] value = new byte[Long.BYTES + tree.meta().length()];
        ByteBuffer.wrap(value).putLong(tree.generation()).put(tree.meta().array());
        Bytes key = key(tree.group());
        map.put(key.array(), Sealed.seal(new Item(key, Bytes.wrap(value), tree.slot())));
        trees.put(tree.group(), tree);
    }

    private static Bytes key(GroupId group) {
        byte[] key = new byte[Integer.BYTES];
        ByteBuffer.wrap(key).putInt(group.value());
        return Bytes.wrap(key);
    }

    /** How far the installation of the snapshot has come; one of another slot goes. */
    Received received(GroupId group, long slot, long newGeneration) {
        Live tree = receiving.get(group);
        if (tree != null && tree.slot() == slot) {
            try {
                return Received.decode(tree.meta());
            } catch (CodecException e) {
                throw new CorruptTreeException(group, null, "the state of an installation cannot be read", e);
            }
        }
        abandon(group);
        Received nothing = Received.NOTHING;
        describe(installs, receiving, openTree(group, newGeneration, slot, nothing.encode()));
        return nothing;
    }

    /** The slot of the snapshot that is being received; 0: none is. */
    long receivingSlot(GroupId group) {
        Live tree = receiving.get(group);
        return tree == null ? 0 : tree.slot();
    }

    /** Writes a received chunk. */
    void receive(Chunk chunk, Received upToIt) {
        Live tree = receiving(chunk.group(), chunk.slot());
        for (Item item : chunk.items()) {
            tree.map(chunk.first().kind()).put(item.key().array(), Sealed.seal(item));
        }
        describe(installs, receiving, tree.at(chunk.slot(), upToIt.encode()));
    }

    private Live receiving(GroupId group, long slot) {
        Live tree = receiving.get(group);
        if (tree == null || tree.slot() != slot) {
            throw new IllegalStateException("the installation of " + group + " at slot " + slot + " was abandoned");
        }
        return tree;
    }

    /** Puts the received tree in the place of the group's. */
    void install(SnapshotDescription description) {
        GroupId group = description.group();
        Live tree = receiving(group, description.slot());
        installs.remove(key(group).array());
        receiving.remove(group);
        Live before = live.get(group);
        describe(groups, live, tree.at(description.slot(), description.meta()));
        if (before != null) {
            drop(before);
        }
    }

    /** Removes what was received, if there is any. */
    void abandon(GroupId group) {
        Live tree = receiving.remove(group);
        if (tree != null) {
            installs.remove(key(group).array());
            drop(tree);
        }
    }

    private void drop(Live tree) {
        store.removeMap(tree.data());
        store.removeMap(tree.sessions());
    }

    /** Removes a group's tree, and what was received of one. */
    void remove(GroupId group) {
        abandon(group);
        Live tree = live.remove(group);
        if (tree != null) {
            groups.remove(key(group).array());
            drop(tree);
        }
    }
}
