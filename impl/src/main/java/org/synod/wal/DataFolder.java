package org.synod.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.synod.core.GroupId;
import org.synod.core.ReplicaId;

/**
 * The folder of one node: locked while it runs, and bound for ever to one replica.
 *
 * <pre>
 * lock         held by the running node
 * format       "synod-data 2": the version that is written here, the highest of all that stands here
 * identity     "g1 r1"
 * incarnation  how often the node was started
 * lease        the longest lease that a replica here may have granted, in nanoseconds
 * quarantine   why no replica may run here any more; there only then
 * log/         the write-ahead log
 * tree.mv      the trees
 * </pre>
 */
public final class DataFolder implements Closeable {
    private static final String FORMAT_PREFIX = "synod-data ";

    private final Path folder;
    private final FileChannel lockChannel;
    private final LogFormat format;
    private int version;
    private long incarnation;

    private DataFolder(Path folder, FileChannel lockChannel, LogFormat format) {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.format = format;
    }

    /**
     * Opens the folder for a replica, or makes it.
     *
     * @param asked the version to be written from now on; 0 for the one that is written there
     * @throws DataFolderException when another node holds it, it is of a newer format, or of another replica
     */
    public static DataFolder open(Path folder, GroupId group, ReplicaId replica, LogFormat format, int asked)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        DataFolder opened = new DataFolder(folder, channel, format);
        try {
            opened.lock();
            opened.checkFormat();
            opened.checkIdentity(group + " " + replica);
            opened.checkQuarantine();
            opened.incarnation = opened.readNumber("incarnation");
            opened.raise(asked);
            return opened;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = lockChannel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new DataFolderException("The data folder " + folder + " is in use by another node.");
        }
    }

    private void checkFormat() throws IOException {
        Path file = folder.resolve("format");
        if (!Files.exists(file)) {
            refuseStrangeFiles();
            version = format.usual();
            replace("format", FORMAT_PREFIX + version);
            return;
        }
        String text = read(file);
        try {
            if (!text.startsWith(FORMAT_PREFIX)) {
                throw new NumberFormatException();
            }
            version = Integer.parseInt(text.substring(FORMAT_PREFIX.length()));
        } catch (NumberFormatException e) {
            throw new DataFolderException(file + " does not say which version the data folder has.");
        }
        if (version < format.oldest()) {
            throw new DataFolderException("The data folder " + folder + " was written by an older Synod: its format is"
                    + " version " + version + ", and this one reads from " + format.oldest() + " on.");
        }
        if (version > format.newest()) {
            throw new DataFolderException("The data folder " + folder + " was written by a newer Synod: its format is"
                    + " version " + version + ", and this one reads up to " + format.newest() + ".");
        }
    }

    /**
     * From now on that version may be written. Durable before anything of it is: so a program that does not know the version
     * refuses the folder before it looks further, rather than take a record that it does not know for damage.
     */
    private void raise(int asked) throws IOException {
        if (asked == 0 || asked == version) {
            return;
        }
        if (asked > format.newest() || asked < format.oldest()) {
            throw new DataFolderException("This Synod does not write version " + asked + " of a data folder, only "
                    + format.oldest() + " to " + format.newest() + ".");
        }
        if (asked < version) {
            throw new DataFolderException("The data folder " + folder + " is written in version " + version
                    + ", and does not go back to " + asked + ".");
        }
        replace("format", FORMAT_PREFIX + asked);
        version = asked;
    }

    /** How the log is to be written. */
    public LogFormat.Written written() {
        return new LogFormat.Written(format, version);
    }

    private void refuseStrangeFiles() throws IOException {
        List<String> known = List.of("lock", "format.new");
        try (Stream<Path> files = Files.list(folder)) {
            if (files.anyMatch(file -> !known.contains(String.valueOf(file.getFileName())))) {
                throw new DataFolderException(folder + " is neither empty nor a data folder of Synod.");
            }
        }
    }

    private void checkIdentity(String identity) throws IOException {
        Path file = folder.resolve("identity");
        if (!Files.exists(file)) {
            replace("identity", identity);
            return;
        }
        String found = read(file);
        if (!found.equals(identity)) {
            throw new DataFolderException(
                    "The data folder " + folder + " belongs to " + found + ", not to " + identity + ".");
        }
    }

    private void checkQuarantine() throws IOException {
        Path file = folder.resolve("quarantine");
        if (Files.exists(file)) {
            throw new DataFolderException("The data folder " + folder + " is in quarantine: " + read(file)
                    + " A replica comes back only under another name and with an empty folder.");
        }
    }

    private long readNumber(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return 0;
        }
        try {
            return Long.parseLong(read(file));
        } catch (NumberFormatException e) {
            throw new DataFolderException(file + " does not hold a number.");
        }
    }

    /** No replica may run here any more, since it may have forgotten, or was let go; durably. */
    public void quarantine(String sentence) throws IOException {
        replace("quarantine", sentence);
    }

    /**
     * The longest lease that a replica here may ever have granted, this one included; durably.
     *
     * @param leaseNanos that of the present configuration
     */
    public long longestLease(long leaseNanos) throws IOException {
        long longest = readNumber("lease");
        if (leaseNanos > longest) {
            replace("lease", Long.toString(leaseNanos));
            return leaseNanos;
        }
        return longest;
    }

    /** Where the trees lie. */
    public Path treeFile() {
        return folder.resolve("tree.mv");
    }

    /** A small text that was left by {@link #note}; null when there is none. */
    public @Nullable String noted(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? read(file) : null;
    }

    /** Leaves a small text, durably; null takes it away. */
    public void note(String name, @Nullable String text) throws IOException {
        if (text == null) {
            Files.deleteIfExists(folder.resolve(name));
            FileStorage.forceFolder(folder);
        } else {
            replace(name, text);
        }
    }

    /** Whether a node ran here before, so that there must be a log. */
    public boolean ranBefore() {
        return incarnation > 0;
    }

    /**
     * Counts one more start, durably. Call it when the log is open.
     *
     * @return 1 for the first
     */
    public long nextIncarnation() throws IOException {
        incarnation++;
        replace("incarnation", Long.toString(incarnation));
        return incarnation;
    }

    /** Where the log lies. */
    public Storage logStorage() throws IOException {
        FileStorage storage = new FileStorage(folder.resolve("log"));
        FileStorage.forceFolder(folder);
        return storage;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    }

    /** Replaces a small file so that a crash leaves the old or the new one. */
    private void replace(String name, String text) throws IOException {
        Path made = folder.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                made, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        FileStorage.forceFolder(folder);
    }

    /** Lets go of the folder. */
    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}
