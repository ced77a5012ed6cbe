package org.synod.archive;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where and how S3 is spoken. Credentials come from the SDK's default chain: environment, system properties, profile,
 * container, instance.
 *
 * @param endpoint of a server that is not Amazon's; null for Amazon's
 * @param region null for what the SDK's default chain finds
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 */
public record S3Settings(@Nullable URI endpoint, @Nullable String region, boolean pathStyle) {

    /** Amazon's S3, region and all from the default chain. */
    public static final S3Settings DEFAULT = new S3Settings(null, null, false);
}
