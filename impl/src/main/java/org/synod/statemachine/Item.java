package org.synod.statemachine;

/**
 * A key that is there, with what it holds.
 *
 * @param version the slot of the command that wrote the value
 */
public record Item(Bytes key, Bytes value, long version) {

    /** Bytes in a {@link Result.Page}: the lengths of key and value, and the version, count too. */
    int encodedLength() {
        return 2 + key.length() + 4 + value.length() + 8;
    }
}
