package org.synod.archive;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreTest extends ObjectStoreContract {
    private static final String BUCKET = "synod-test";
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    private static Path folder = Path.of(".");

    private static @Nullable S3Server server;

    @BeforeAll
    static void start() throws Exception {
        // The first place that the SDK's default chain looks at.
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        server = new S3Server(folder, BUCKET);
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        S3Server started = server;
        if (started != null) {
            started.close();
        }
    }

    private static ObjectStore open(String bucket, URI endpoint) throws ArchiveException {
        String location = "s3://" + bucket + "/some/prefix-" + PREFIXES.incrementAndGet() + "/";
        return ObjectStores.open(location, new S3Settings(endpoint, "eu-central-1", true));
    }

    private static URI endpoint() {
        S3Server started = server;
        if (started == null) {
            throw new IllegalStateException("no server");
        }
        return started.endpoint();
    }

    @Override
    ObjectStore open() throws ArchiveException {
        return assertInstanceOf(S3ObjectStore.class, open(BUCKET, endpoint()));
    }

    @Test
    void anUnknownBucketIsNotTriedAgain() throws ArchiveException {
        try (ObjectStore store = open("no-such-bucket", endpoint())) {
            ArchiveException told = assertThrows(
                    ArchiveException.class, () -> store.putIfAbsent("a", new byte[1], Checksum.of(new byte[1])));
            assertFalse(told.isRetryable());
            assertTrue(
                    String.valueOf(told.getMessage()).startsWith("s3://no-such-bucket/some/prefix-"),
                    told.getMessage());
        }
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (ObjectStore store = open(BUCKET, URI.create("http://127.0.0.1:" + port))) {
            ArchiveException told = assertThrows(ArchiveException.class, () -> store.get("a"));
            assertTrue(told.isRetryable());
        }
    }
}
