package org.synod.specs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every quick model shows what the manifest says of it: verdict, property, number of states, length. */
final class QuickModelsTest {
    private static final ModelChecker.Settings LIMITED =
            ModelChecker.Settings.standard().withTimeLimit(Duration.ofMinutes(5));

    @TestFactory
    Stream<DynamicTest> quickModels() throws Exception {
        List<Result> results = Specs.open().check(Level.QUICK, LIMITED, Specs.SILENT);
        return results.stream()
                .map(r -> DynamicTest.dynamicTest(
                        r.model().name(), () -> assertEquals(Verdict.HOLDS, r.verdict(), r.sentence())));
    }
}
