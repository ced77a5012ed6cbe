package org.synod;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How hard Lincheck looks: little in a build, and more with the system property {@code synod.lincheck}, a factor. Who uses
 * it has the tag {@code interleavings}, and so runs in a JVM apart.
 */
public final class Interleavings {
    private static final int FACTOR = Integer.getInteger("synod.lincheck", 1);

    private Interleavings() {}

    /** All interleavings of a few short scenarios, of code that starts no thread of its own. */
    public static ModelCheckingOptions modelled() {
        return new ModelCheckingOptions()
                .iterations(5 * FACTOR)
                .invocationsPerIteration(300 * FACTOR)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(2);
    }

    /** Real threads, beside those that the code starts itself. */
    public static StressOptions stressed() {
        return new StressOptions()
                .iterations(4 * FACTOR)
                .invocationsPerIteration(200 * FACTOR)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1);
    }
}
