package org.synod.statemachine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable string of bytes, ordered as unsigned bytes: a key or a value. */
public final class Bytes implements Comparable<Bytes> {
    private final byte[] array;

    /** Of those that are looked up; 0: not computed yet. */
    private int hash;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Wraps an array, which nobody may change afterwards. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array);
    }

    /** The text's bytes in UTF-8. */
    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes; not to be changed. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes that && Arrays.equals(array, that.array));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(array);
            hash = known;
        }
        return known;
    }

    /** The bytes read as UTF-8. */
    @Override
    public String toString() {
        return new String(array, StandardCharsets.UTF_8);
    }
}
