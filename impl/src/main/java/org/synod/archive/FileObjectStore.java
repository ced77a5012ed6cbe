package org.synod.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files of a folder, which several nodes may share. An object is written under a name of its own beside the
 * others, forced, and linked to its name: that fails if there is one, and happens at once.
 */
public final class FileObjectStore implements ObjectStore {
    /** Of the folder for what is being written. */
    private static final String UNFINISHED = ".unfinished";

    /** No write takes that long: who began it is gone. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path folder;

    /**
     * @param folder is made if it is not there
     * @throws ArchiveException when it cannot be made or read
     */
    public FileObjectStore(Path folder) throws ArchiveException {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve(UNFINISHED));
            deleteAbandoned();
        } catch (IOException e) {
            throw failed("be opened", folder.toString(), e);
        }
    }

    private void deleteAbandoned() throws IOException {
        Instant before = Instant.now().minus(ABANDONED);
        for (Path file : files(folder.resolve(UNFINISHED), time -> time.isBefore(before))) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public boolean putIfAbsent(String name, byte[] bytes, int crc32c) throws ArchiveException {
        Path target = path(name);
        Checksum.require(name, bytes, crc32c);
        Path made = folder.resolve(UNFINISHED).resolve(UUID.randomUUID().toString());
        try {
            try {
                write(made, bytes);
                makeFolders(target);
                Files.createLink(target, made);
            } finally {
                Files.deleteIfExists(made);
            }
            force(target.resolveSibling("."));
            return true;
        } catch (FileAlreadyExistsException e) {
            return existing(target, name);
        } catch (UnsupportedOperationException e) {
            throw new ArchiveException("The file system of " + folder + " has no hard links.", false, e);
        } catch (IOException e) {
            throw failed("be written", name, e);
        }
    }

    /** Who put it may have crashed before it was durable. */
    private static boolean existing(Path target, String name) throws ArchiveException {
        try {
            force(target.resolveSibling("."));
            return false;
        } catch (IOException e) {
            throw failed("be forced", name, e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private void makeFolders(Path target) throws IOException {
        Path parent = folder;
        Path relative = folder.relativize(target);
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            Path child = parent.resolve(relative.getName(i));
            if (!Files.isDirectory(child)) {
                Files.createDirectories(child);
            }
            // Even if it was there: who made it may not have come to this.
            force(parent);
            parent = child;
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public byte @Nullable [] get(String name) throws ArchiveException {
        try {
            return Files.readAllBytes(path(name));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failed("be read", name, e);
        }
    }

    @Override
    public List<String> list(String prefix) throws ArchiveException {
        Path start = folder.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try {
            return files(start, time -> true).stream()
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.startsWith(prefix) && !name.startsWith(UNFINISHED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("be listed", prefix, e);
        }
    }

    /** The files below a folder of these times. One that is deleted meanwhile, perhaps by another node, is not there. */
    private static List<Path> files(Path start, Predicate<Instant> modified) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && modified.test(attributes.lastModifiedTime().toInstant())) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }
        });
        return files;
    }

    @Override
    public long size(String name) throws ArchiveException {
        try {
            return Files.size(path(name));
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            throw failed("be read", name, e);
        }
    }

    @Override
    public void delete(String name) throws ArchiveException {
        Path file = path(name);
        try {
            if (Files.deleteIfExists(file)) {
                force(file.resolveSibling("."));
            }
        } catch (IOException e) {
            throw failed("be deleted", name, e);
        }
    }

    private Path path(String name) {
        return folder.resolve(Names.checked(name));
    }

    /** What a file system refuses now it may allow when there is room, or when it is mounted again. */
    private static ArchiveException failed(String what, String name, Exception cause) {
        return ArchiveException.retryable(
                name + " could not " + what + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ".",
                cause);
    }

    @Override
    public void close() {
        // Nothing is open between two calls.
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
