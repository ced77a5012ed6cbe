package org.synod.wal;

import java.io.IOException;
import java.util.List;

/** The folder of a log's files. */
public interface Storage {

    /** The names of its files, sorted. */
    List<String> list() throws IOException;

    /** Opens a file that exists, for reading and writing. */
    LogFile open(String name) throws IOException;

    /** Makes an empty file, in place of any other of that name. */
    LogFile create(String name) throws IOException;

    /** Deletes a file. */
    void delete(String name) throws IOException;

    /** Gives a file another name, at once and entirely. */
    void rename(String from, String to) throws IOException;

    /** Makes creations, deletions and renamings survive a loss of power. */
    void forceFolder() throws IOException;

    /** What to call a file in a message to people. */
    String describe(String name);
}
