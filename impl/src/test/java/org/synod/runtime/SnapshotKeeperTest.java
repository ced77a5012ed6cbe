package org.synod.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.synod.archive.GroupArchive;
import org.synod.archive.ObjectStore;
import org.synod.archive.ObjectStores;
import org.synod.archive.S3Settings;
import org.synod.archive.SnapshotArchive;
import org.synod.archive.SnapshotManifest;
import org.synod.client.Session;
import org.synod.client.SynodClient;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;
import org.synod.restore.Restore;
import org.synod.restore.Restored;
import org.synod.statemachine.Bytes;

/** A leader archives snapshots of its tree, of which a restore makes use. */
@Timeout(120)
class SnapshotKeeperTest {
    private static final GroupId GROUP = new GroupId(1);
    private static final ReplicaId R1 = new ReplicaId("r1");
    private static final int SEGMENT = 5;

    @TempDir
    private Path folder;

    private int put;

    private void write(SynodClient client) throws Exception {
        Session session = client.session();
        for (int i = 0; i < SEGMENT; i++) {
            session.put(Bytes.of("k" + put % 7), Bytes.of("v" + put)).get(60, TimeUnit.SECONDS);
            put++;
        }
    }

    /** Writes until there is a snapshot behind that slot, and the archive has all up to it. */
    private SnapshotManifest behind(long slot, SynodClient client, ObjectStore archive) throws Exception {
        @Nullable SnapshotManifest found = null;
        long archived = 0;
        while (found == null || found.slot() <= slot || archived < found.slot()) {
            write(client);
            GroupArchive log = new GroupArchive(archive, GROUP, SEGMENT);
            archived = log.archivedUpTo();
            found = new SnapshotArchive(archive, GROUP).newestAtSlot(archived);
        }
        return found;
    }

    /**
     * Runs the cluster until there are four snapshots more, and stops it.
     *
     * @return the snapshots that the archived log reaches, in order: looked for when nobody removes the oldest of them any
     *     more, and again after another run where the log was behind the snapshots
     */
    private List<Long> snapshots(int least, Cluster cluster, SynodClient client, ObjectStore archive) throws Exception {
        while (true) {
            cluster.startAll();
            long slot = behind(0, client, archive).slot();
            for (int i = 0; i < 4; i++) {
                slot = behind(slot + 2 * SEGMENT, client, archive).slot();
            }
            cluster.stopAll();
            List<Long> kept = new SnapshotArchive(archive, GROUP).list();
            assertTrue(kept.size() <= 4, kept.toString());
            long archived = new GroupArchive(archive, GROUP, SEGMENT).archivedUpTo();
            List<Long> reached = kept.stream().filter(s -> s <= archived).toList();
            if (reached.size() >= least) {
                return reached;
            }
        }
    }

    @Test
    void aRestoreBeginsWithAnArchivedSnapshot() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1);
                ObjectStore archive =
                        ObjectStores.open(folder.resolve("archive").toString(), S3Settings.DEFAULT);
                SynodClient client = cluster.client()) {
            cluster.more.put(
                    R1,
                    "segment-slots = " + SEGMENT + "\ntree-flush-slots = " + SEGMENT
                            + "\nsnapshot-segments = 2\nnote-ms = 1\narchive = " + folder.resolve("archive") + "\n");
            long first = snapshots(1, cluster, client, archive).getLast();
            assertTrue(first >= 2 * SEGMENT, "snapshot at " + first);
            Restored restored = restore(archive, Restore.Base.NEWEST, first, "newest");
            assertEquals(first, restored.snapshotSlot());

            // After a restart it goes on; what the log makes of the one before is compared with the newest.
            List<Long> newer = snapshots(2, cluster, client, archive);
            assertTrue(newer.getLast() > first, newer + " after " + first);
            Restored compared = restore(archive, Restore.Base.COMPARED, newer.getLast(), "compared");
            assertEquals(newer.get(newer.size() - 2), compared.snapshotSlot());
            assertEquals(newer.getLast(), compared.comparedSlot());
        }
    }

    private Restored restore(ObjectStore archive, Restore.Base base, long slot, String name) throws Exception {
        return new Restore(archive, GROUP, base, Restore.Progress.NONE).toSlot(slot, folder.resolve(name));
    }
}
