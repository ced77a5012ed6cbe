package org.synod.conformance.mutants;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** Has Lincheck look for one mutant: exit code 1 and what it found, or 0. A process of its own, since Lincheck rewrites classes. */
final class LincheckProcess {

    static final int FOUND = 1;

    private LincheckProcess() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        Class<?> operations = Class.forName(arguments[0]);
        Class<?> sequential = Class.forName(arguments[1]);
        try {
            stressed().sequentialSpecification(sequential).check(operations);
        } catch (LincheckAssertionError e) {
            System.out.println(String.valueOf(e.getMessage()).lines().limit(20).toList());
            System.out.flush();
            System.exit(FOUND);
        }
        System.exit(0);
    }

    /** Real threads, beside those that the code starts itself. */
    private static StressOptions stressed() {
        return new StressOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .minimizeFailedScenario(false);
    }
}
