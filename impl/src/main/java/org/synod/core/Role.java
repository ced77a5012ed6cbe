package org.synod.core;

/** What a replica keeps. {@code ReplicationGroup!Storage}. */
public enum Role {
    /** Log and B-tree: votes, may lead, serves reads. */
    STORAGE((byte) 0),
    /** Log only: votes, never leads, serves no read. */
    LOG((byte) 1);

    private final byte code;

    Role(byte code) {
        this.code = code;
    }

    /** How bytes say it. */
    byte code() {
        return code;
    }

    /** @throws CodecException when the code is of no role */
    static Role of(byte code) throws CodecException {
        for (Role role : values()) {
            if (role.code == code) {
                return role;
            }
        }
        throw new CodecException("a member of the unknown role " + code);
    }
}
