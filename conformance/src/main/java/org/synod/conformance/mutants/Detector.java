package org.synod.conformance.mutants;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Looks for a mutant with one layer, or with several that look at the same runs. Used by several threads at once. */
public interface Detector {

    /** Those that it looks with. */
    Set<Layer> layers();

    /** Whether it can look at such a thing at all. */
    boolean canTry(Mutant mutant);

    /**
     * Looks until all of the layers asked for have found it, or the time is over.
     *
     * @param asked some of {@link #layers}
     * @return what each of its layers made of it, also of those that were not asked for and saw the runs all the same
     */
    Map<Layer, Detection> look(Mutant mutant, Set<Layer> asked, Duration limit)
            throws IOException, InterruptedException;
}
