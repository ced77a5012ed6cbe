package org.synod.core;

/** The name of one replica, unique for ever: a replica that lost its disk comes back under another one. */
public record ReplicaId(String name) implements Comparable<ReplicaId> {

    /** @throws IllegalArgumentException when the name is not 1 to 64 letters, digits, dots or dashes */
    public ReplicaId {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "a replica's name is 1 to 64 letters, digits, dots or dashes, not '" + name + "'");
        }
    }

    private static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > 64) {
            return false;
        }
        return name.chars().allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || c == '.' || c == '-');
    }

    @Override
    public int compareTo(ReplicaId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
