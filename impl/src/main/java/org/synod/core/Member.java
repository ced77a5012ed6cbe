package org.synod.core;

/**
 * A replica as a configuration names it.
 *
 * @param address where its node listens, as {@code host:port}; means nothing to the protocol
 */
public record Member(ReplicaId id, Role role, String address) {

    /** A longer address is refused. */
    public static final int LONGEST_ADDRESS = 255;

    /** @throws IllegalArgumentException when the address is too long or not plain ASCII */
    public Member {
        if (address.length() > LONGEST_ADDRESS || !address.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "an address is at most " + LONGEST_ADDRESS + " printable ASCII characters, not '" + address + "'");
        }
    }

    /** A storage replica of unknown address. */
    public static Member storage(ReplicaId id) {
        return new Member(id, Role.STORAGE, "");
    }

    /** A log replica of unknown address. */
    public static Member log(ReplicaId id) {
        return new Member(id, Role.LOG, "");
    }

    @Override
    public String toString() {
        return role == Role.LOG ? id + " log" : id.toString();
    }
}
