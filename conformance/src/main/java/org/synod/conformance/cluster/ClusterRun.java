package org.synod.conformance.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.synod.core.Ballot;
import org.synod.linearizability.history.HistoryRecorder;

/**
 * Starts a group, lets clients work, kills its leader and pauses a follower at times that are spread over the run, starts
 * and resumes them again, and stops everything in order.
 */
public final class ClusterRun {

    /** Told what happens, in a few words. */
    public interface Progress {
        void say(double second, String what);
    }

    private static final List<String> JAVA = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED");
    private static final long DOWN_MILLIS = 1_000;
    private static final long LEADER_MILLIS = 20_000;

    private static final long KEPT_MILLIS = 20_000;
    private static final long HEALED_MILLIS = 60_000;

    private final ClusterSettings settings;
    private final Progress progress;
    private final SplittableRandom random;
    private final List<RunFigures.Done> faults = new ArrayList<>();
    private long start;

    public ClusterRun(ClusterSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.random = new SplittableRandom(settings.seed());
    }

    private NodeProcess.Options options() {
        String mutant = settings.mutant();
        return new NodeProcess.Options(JAVA, mutant == null ? List.of() : List.of("--mutant", mutant));
    }

    /** Runs it to its end. */
    public ClusterResult run() throws IOException, InterruptedException {
        Files.createDirectories(settings.folder());
        Path historyFile = settings.folder().resolve("history.ndjson");
        Map<String, String> config = new LinkedHashMap<>();
        config.put("run", settings.folder().getFileName().toString());
        config.put("segment-mb", "8");
        config.put(
                "archive", settings.folder().resolve("archive").toAbsolutePath().toString());
        config.put("segment-slots", "250");
        config.put("tree-flush-slots", "250");
        config.put("unhealthy-ms", "1000");
        config.put("scrub-pause-s", "2");
        try (LocalCluster cluster = new LocalCluster(
                settings.folder(), settings.replicas(), settings.losses() > 0, config, true, options())) {
            ClusterLoad load = work(cluster, historyFile);
            long end = System.nanoTime();
            ClusterResult.Kept kept = new KeptWatch(cluster.addresses(), cluster.storages()).await(KEPT_MILLIS);
            List<Integer> codes = cluster.stop();
            return new RunFigures(start, end, faults).result(cluster, historyFile, load, kept, codes);
        }
    }

    /** Load and faults; the history is whole on disk when this returns. */
    private ClusterLoad work(LocalCluster cluster, Path historyFile) throws IOException, InterruptedException {
        try (HistoryRecorder history = HistoryRecorder.create(historyFile, System::nanoTime)) {
            LeaderWatch watch = new LeaderWatch(cluster.traces());
            awaitLeader(watch, Ballot.ZERO);
            start = System.nanoTime();
            ClusterLoad load = new ClusterLoad(settings, cluster, history);
            load.start();
            try {
                disturb(cluster, watch, history);
            } finally {
                load.stop();
            }
            return load;
        }
    }

    /**
     * The faults, evenly over the run. First what the group has to heal: afterwards nobody is on standby, so that whoever is
     * only restarted keeps its place.
     */
    private void disturb(LocalCluster cluster, LeaderWatch watch, HistoryRecorder history)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        faults.addAll(Collections.nCopies(settings.losses(), "lose"));
        faults.addAll(Collections.nCopies(settings.kills(), "kill"));
        faults.addAll(Collections.nCopies(settings.pauses(), "pause"));
        faults.addAll(Collections.nCopies(settings.handovers(), "stop"));
        long slice = settings.seconds() * 1000L / (faults.size() + 1);
        for (int i = 0; i < faults.size(); i++) {
            until(slice * (i + 1) - slice / 2 + random.nextLong(Math.max(1, slice / 8)));
            long downMillis = Math.min(DOWN_MILLIS, slice / 2);
            switch (faults.get(i)) {
                case "kill" -> endLeader("kill", cluster, watch, history, downMillis);
                case "pause" -> pause(cluster, watch, history, downMillis);
                case "stop" -> endLeader("stop", cluster, watch, history, 0);
                default -> lose(cluster, watch, history);
            }
        }
        until(settings.seconds() * 1000L);
    }

    /** The leader is killed; or it is stopped as for a deployment, so that it hands over first. Then it comes back. */
    private void endLeader(
            String how, LocalCluster cluster, LeaderWatch watch, HistoryRecorder history, long downMillis)
            throws IOException, InterruptedException {
        NodeProcess leader = cluster.node(watch.leader());
        if (leader == null || !leader.isUp()) {
            throw new IllegalStateException("nobody leads, so there is nobody to " + how);
        }
        boolean kill = how.equals("kill");
        Ballot ballot = watch.ballot();
        history.note("nemesis", how, leader.name());
        say((kill ? "kill -9 " : "kill -TERM ") + leader.name() + ", the leader");
        long at = System.nanoTime();
        if (kill) {
            leader.kill(cluster.traces());
        } else {
            leader.stop(cluster.traces());
        }
        awaitLeader(watch, ballot);
        say(watch.leader() + " leads");
        until((at - start) / 1_000_000 + downMillis);
        history.note("nemesis", "start", leader.name());
        leader.start();
        say(leader.name() + " is back");
        faults.add(new RunFigures.Done(how, leader.name(), at, System.nanoTime(), true, 0));
    }

    /** A follower is gone for good. The group heals: a log replica first, and then a storage replica with a copied tree. */
    private void lose(LocalCluster cluster, LeaderWatch watch, HistoryRecorder history)
            throws IOException, InterruptedException {
        NodeProcess victim = follower(cluster, watch.leader());
        MembersWatch members = new MembersWatch(cluster.traces());
        history.note("nemesis", "lose", victim.name());
        say("kill -9 " + victim.name() + ", and its disk with it");
        long at = System.nanoTime();
        victim.kill(cluster.traces());
        victim.loseDisk();
        members.awaitNext(HEALED_MILLIS);
        long quorum = System.nanoTime();
        say("another replica has the place of " + victim.name());
        cluster.startSpare();
        members.awaitNext(HEALED_MILLIS);
        say("a storage replica is rebuilt");
        history.note("nemesis", "healed", victim.name());
        faults.add(new RunFigures.Done("lose", victim.name(), at, System.nanoTime(), false, quorum));
    }

    private NodeProcess follower(LocalCluster cluster, @Nullable String leader) {
        List<NodeProcess> followers = cluster.nodes().stream()
                .filter(n -> n.isUp() && !n.name().equals(leader) && !LocalCluster.isStandIn(n.name()))
                .toList();
        if (followers.isEmpty()) {
            throw new IllegalStateException("there is no follower to be disturbed");
        }
        return followers.get(random.nextInt(followers.size()));
    }

    private void pause(LocalCluster cluster, LeaderWatch watch, HistoryRecorder history, long millis)
            throws IOException, InterruptedException {
        NodeProcess follower = follower(cluster, watch.leader());
        history.note("nemesis", "pause", follower.name());
        say("kill -STOP " + follower.name() + ", a follower");
        long at = System.nanoTime();
        follower.pause();
        until((at - start) / 1_000_000 + millis);
        history.note("nemesis", "resume", follower.name());
        follower.resume();
        say(follower.name() + " goes on");
        faults.add(new RunFigures.Done("pause", follower.name(), at, System.nanoTime(), false, 0));
    }

    /** Until somebody leads under a higher ballot. The traces are files of other processes: they have to be looked at. */
    private static void awaitLeader(LeaderWatch watch, Ballot above) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEADER_MILLIS);
        while (watch.leader() == null || !above.isLowerThan(watch.ballot())) {
            if (System.nanoTime() > deadline || never.await(10, TimeUnit.MILLISECONDS)) {
                throw new IOException("for " + LEADER_MILLIS / 1000
                        + " s nobody has come to lead; the last ballot led was " + watch.ballot());
            }
        }
    }

    private void until(long millis) throws InterruptedException {
        long left = start + TimeUnit.MILLISECONDS.toNanos(millis) - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void say(String what) {
        progress.say((System.nanoTime() - start) / 1e9, what);
    }
}
