package org.synod.linearizability;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each deftest of the namespace's own tests, run in Clojure, as a test here. */
final class ClojureTest {
    private static final String TESTS = "synod.linearizability-test";

    @TestFactory
    List<DynamicTest> everyDeftest() {
        Clojure.var("clojure.core", "require").invoke(Clojure.read(TESTS));
        IFn runOne = Clojure.var(TESTS, "run-one");
        List<DynamicTest> tests = new ArrayList<>();
        for (Object test : (Iterable<?>) Clojure.var(TESTS, "tests").invoke()) {
            tests.add(dynamicTest(test.toString(), () -> assertNull(runOne.invoke(test))));
        }
        assertFalse(tests.isEmpty(), "no deftest was found");
        return tests;
    }
}
