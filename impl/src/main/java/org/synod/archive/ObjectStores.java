package org.synod.archive;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens a store by its location. */
public final class ObjectStores {
    private static final String S3 = "s3://";

    private ObjectStores() {}

    /**
     * Opens a store.
     *
     * @param location the path of a folder, which is made if it is not there, or {@code s3://bucket/prefix}
     * @param s3 read only for S3
     * @throws ArchiveException when it cannot be opened, or the location is none
     */
    public static ObjectStore open(String location, S3Settings s3) throws ArchiveException {
        if (location.startsWith(S3)) {
            return openS3(location, location.substring(S3.length()), s3);
        }
        if (location.isEmpty() || location.contains("://")) {
            throw ArchiveException.permanent(
                    "An archive is the path of a folder or s3://bucket/prefix, not '" + location + "'.");
        }
        try {
            return new FileObjectStore(Path.of(location));
        } catch (InvalidPathException e) {
            throw new ArchiveException("'" + location + "' is no path of a folder.", false, e);
        }
    }

    private static ObjectStore openS3(String location, String rest, S3Settings s3) throws ArchiveException {
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        while (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        if (bucket.isEmpty()) {
            throw ArchiveException.permanent("'" + location + "' names no bucket.");
        }
        return new S3ObjectStore(bucket, prefix.isEmpty() ? "" : prefix + "/", s3);
    }
}
