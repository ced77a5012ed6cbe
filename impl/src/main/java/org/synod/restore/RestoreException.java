package org.synod.restore;

/** A tree cannot be restored. The message is one sentence. */
public final class RestoreException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whose fault it is. */
    public enum Kind {
        /** There is no such group or target in the archive. */
        NO_SUCH_TARGET,
        /** What was found is not what it should be, or does not agree with itself. */
        DAMAGED
    }

    private final Kind kind;

    RestoreException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    RestoreException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    static RestoreException noSuchTarget(String sentence) {
        return new RestoreException(Kind.NO_SUCH_TARGET, sentence);
    }

    static RestoreException damaged(String sentence) {
        return new RestoreException(Kind.DAMAGED, sentence);
    }

    public Kind kind() {
        return kind;
    }
}
