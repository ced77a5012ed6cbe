package org.synod.archive;

import java.util.regex.Pattern;
import org.synod.core.GroupId;

/** What objects are called. Numbers have all 19 digits of a {@code long}: the order of names is that of slots. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private Names() {}

    /** @throws IllegalArgumentException when it is no name of an object */
    static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of an object");
        }
        return name;
    }

    static String segment(SegmentManifest manifest) {
        return "%s/segments/%019d-%019d".formatted(manifest.group(), manifest.firstSlot(), manifest.lastSlot());
    }

    static String manifests(GroupId group) {
        return group + "/manifests/";
    }

    /** The first slot alone: a segment has one successor at most, however long that is. */
    static String manifest(GroupId group, long firstSlot) {
        return "%s%019d".formatted(manifests(group), firstSlot);
    }

    static String snapshots(GroupId group) {
        return group + "/snapshots/";
    }

    static String snapshot(GroupId group, long slot) {
        return "%s%019d/".formatted(snapshots(group), slot);
    }

    static String chunk(GroupId group, long slot, int number) {
        return "%s%06d".formatted(snapshot(group, slot), number);
    }

    static String snapshotManifest(GroupId group, long slot) {
        return snapshot(group, slot) + "manifest";
    }
}
