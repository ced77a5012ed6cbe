package org.synod.linearizability.model;

/**
 * A model as a command names it: {@code mutex}, {@code semaphore:3}.
 *
 * @param kind what a history for it may contain
 * @param initial the state before the first operation, of each key alone
 */
public record NamedModel(ModelKind kind, Model initial) {
    private static final String SEMAPHORE = ModelKind.SEMAPHORE.label() + ":";

    /** A kind of model as it begins where nobody says more. */
    public static NamedModel of(ModelKind kind) {
        return new NamedModel(kind, kind.initial());
    }

    /**
     * The model of that name. A semaphore may say how many permits it has, {@code semaphore:3}; without a number it has
     * {@value Semaphore#DEFAULT_PERMITS}.
     *
     * @throws UnknownModelException when there is none, or no such number of permits
     */
    public static NamedModel of(String name) {
        if (!name.startsWith(SEMAPHORE)) {
            return of(ModelKind.named(name));
        }
        try {
            return new NamedModel(
                    ModelKind.SEMAPHORE, new Semaphore(Integer.parseInt(name.substring(SEMAPHORE.length())), 0));
        } catch (IllegalArgumentException e) {
            // No number, or no number of permits.
            throw UnknownModelException.permits(name);
        }
    }
}
