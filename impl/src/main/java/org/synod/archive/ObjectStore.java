package org.synod.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Named objects that are written once, whole or not at all. Names are parts of letters, digits, dots, dashes and
 * underscores, with slashes between them; no part begins with a dot. May be used by several threads and processes at once.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Puts an object, durably, unless there is one of that name.
     *
     * @param crc32c of the bytes; the store refuses what arrives otherwise
     * @return false when there is one, which stays as it is
     * @throws ArchiveException when it is not known to be there; it may be all the same
     */
    boolean putIfAbsent(String name, byte[] bytes, int crc32c) throws ArchiveException;

    /** The object's bytes; null when there is none. */
    byte @Nullable [] get(String name) throws ArchiveException;

    /** The names that begin with {@code prefix}, sorted. */
    List<String> list(String prefix) throws ArchiveException;

    /** Bytes of the object; -1 when there is none. */
    long size(String name) throws ArchiveException;

    /** Deletes an object, if there is one. */
    void delete(String name) throws ArchiveException;

    @Override
    void close();
}
