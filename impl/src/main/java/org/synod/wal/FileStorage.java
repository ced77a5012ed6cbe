package org.synod.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of a real folder. */
public final class FileStorage implements Storage {
    private final Path folder;

    /**
     * @param folder is made if it is not there
     */
    public FileStorage(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new ChannelFile(
                FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public LogFile create(String name) throws IOException {
        return new ChannelFile(FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceFolder() throws IOException {
        forceFolder(folder);
    }

    @Override
    public String describe(String name) {
        return folder.resolve(name).toString();
    }

    static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private record ChannelFile(FileChannel channel) implements LogFile {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            int start = target.position();
            while (target.hasRemaining()) {
                if (channel.read(target, offset + target.position() - start) < 0) {
                    break;
                }
            }
            return target.position() - start;
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            int start = source.position();
            try {
                while (source.hasRemaining()) {
                    channel.write(source, offset + source.position() - start);
                }
            } catch (IOException e) {
                throw isFull(e) ? new DiskFullException(String.valueOf(e.getMessage())) : e;
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        /** Java has no type for ENOSPC and EDQUOT: only the operating system's words tell them. */
        private static boolean isFull(IOException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("No space left") || message.contains("quota exceeded");
        }
    }
}
