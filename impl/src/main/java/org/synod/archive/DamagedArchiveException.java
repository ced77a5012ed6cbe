package org.synod.archive;

/** An object of the archive is missing, unreadable, or not what others say of it. */
public final class DamagedArchiveException extends ArchiveException {
    private static final long serialVersionUID = 1;

    private final String object;

    /**
     * @param object its name
     * @param problem what is wrong with it, as the end of a sentence that begins with the name
     */
    DamagedArchiveException(String object, String problem) {
        super("The archive is damaged: " + object + " " + problem + ".", false, null);
        this.object = object;
    }

    /** The name of the object. */
    public String object() {
        return object;
    }
}
