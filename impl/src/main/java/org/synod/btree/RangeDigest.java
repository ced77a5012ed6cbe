package org.synod.btree;

/**
 * What the keys of a range amount to: equal for equal keys, versions and values, whatever the layout on disk.
 *
 * @param checksum a sum over all entries that does not depend on their order
 */
public record RangeDigest(long count, long checksum) {}
