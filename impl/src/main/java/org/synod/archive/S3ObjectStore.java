package org.synod.archive;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of a bucket of S3, or of a server that speaks it. Relies on conditional writes ({@code If-None-Match: *}) and
 * on listings that show at once what was put, both of which S3 has; a server without them is refused by nothing, so that
 * only such may be configured that have them.
 */
public final class S3ObjectStore implements ObjectStore {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(20);
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /**
     * @param prefix before all names, ending in a slash; or nothing
     * @throws ArchiveException when no region can be found, or the settings are no settings
     */
    public S3ObjectStore(String bucket, String prefix, S3Settings settings) throws ArchiveException {
        this.bucket = bucket;
        this.prefix = prefix;
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .forcePathStyle(settings.pathStyle())
                .overrideConfiguration(
                        limits -> limits.apiCallTimeout(CALL_LIMIT).apiCallAttemptTimeout(ATTEMPT_LIMIT));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        if (settings.region() != null) {
            builder.region(Region.of(settings.region()));
        }
        try {
            this.client = builder.build();
        } catch (SdkException | IllegalArgumentException e) {
            throw new ArchiveException(
                    "The archive " + describe("") + " cannot be opened: " + e.getMessage(), false, e);
        }
    }

    @Override
    public boolean putIfAbsent(String name, byte[] bytes, int crc32c) throws ArchiveException {
        String key = key(name);
        Checksum.require(name, bytes, crc32c);
        String checksum = Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
        try {
            client.putObject(
                    put -> put.bucket(bucket)
                            .key(key)
                            .ifNoneMatch("*")
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                            .checksumCRC32C(checksum),
                    RequestBody.fromBytes(bytes));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw failed("be written", name, e);
        } catch (SdkException e) {
            throw failed("be written", name, e);
        }
    }

    @Override
    public byte @Nullable [] get(String name) throws ArchiveException {
        String key = key(name);
        try {
            return client.getObjectAsBytes(get -> get.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED))
                    .asByteArray();
        } catch (NoSuchKeyException e) {
            return null;
        } catch (SdkException e) {
            throw failed("be read", name, e);
        }
    }

    @Override
    public List<String> list(String start) throws ArchiveException {
        try {
            return client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix + start)).contents().stream()
                    .map(S3Object::key)
                    .map(key -> key.substring(prefix.length()))
                    .sorted()
                    .toList();
        } catch (SdkException e) {
            throw failed("be listed", start, e);
        }
    }

    @Override
    public long size(String name) throws ArchiveException {
        String key = key(name);
        try {
            return client.headObject(head -> head.bucket(bucket).key(key)).contentLength();
        } catch (NoSuchKeyException e) {
            return -1;
        } catch (SdkException e) {
            throw failed("be read", name, e);
        }
    }

    @Override
    public void delete(String name) throws ArchiveException {
        String key = key(name);
        try {
            client.deleteObject(delete -> delete.bucket(bucket).key(key));
        } catch (SdkException e) {
            throw failed("be deleted", name, e);
        }
    }

    private String key(String name) {
        return prefix + Names.checked(name);
    }

    /** What the server refuses for good, as a wrong key or an unknown bucket, stays refused until people act. */
    private ArchiveException failed(String what, String name, SdkException cause) {
        boolean retryable = true;
        if (cause instanceof S3Exception answer) {
            int status = answer.statusCode();
            retryable = status >= 500 || status == CONFLICT || status == TIMEOUT || status == TOO_MANY;
        }
        return new ArchiveException(
                describe(name) + " could not " + what + ": " + cause.getMessage(), retryable, cause);
    }

    private String describe(String name) {
        return "s3://" + bucket + "/" + prefix + name;
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return describe("");
    }
}
