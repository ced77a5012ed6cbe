package org.synod.linearizability.history;

import java.math.BigDecimal;
import java.math.BigInteger;

/** What EDN's numbers mean. */
final class EdnNumbers {

    private EdnNumbers() {}

    /** Digits that certainly fit into a long, perhaps with a minus: as almost all numbers of a history are. */
    static boolean isSmallInteger(char[] text, int from, int to) {
        int first = text[from] == '-' ? from + 1 : from;
        if (to - first < 1 || to - first > 18) {
            return false;
        }
        for (int i = first; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The number of which {@link #isSmallInteger} holds. */
    static long smallInteger(char[] text, int from, int to) {
        boolean negative = text[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            value = 10 * value + (text[i] - '0');
        }
        return negative ? -value : value;
    }

    /**
     * Any number: a Long where it fits, otherwise a BigInteger; a BigDecimal with an M; a Double with a point or exponent.
     *
     * @throws NumberFormatException when it is none
     */
    static Object number(String token) {
        String digits = token.startsWith("+") ? token.substring(1) : token;
        if (digits.startsWith("0x")) {
            return integer(new BigInteger(digits.substring(2), 16));
        }
        if (digits.endsWith("M")) {
            return new BigDecimal(digits.substring(0, digits.length() - 1));
        }
        if (digits.contains(".") || digits.contains("e") || digits.contains("E")) {
            return Double.valueOf(digits);
        }
        return integer(new BigInteger(digits.endsWith("N") ? digits.substring(0, digits.length() - 1) : digits));
    }

    private static Object integer(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }
}
