package org.synod.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.synod.specs.Recording;
import org.synod.specs.Result;
import org.synod.specs.Specs;
import org.synod.specs.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = {
            "Checks models and writes what it counted into specs/manifest.json: distinct states, depth, seconds.",
            "What does not show what it must is not recorded."
        })
final class SpecsRecordCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "models")
    List<String> names = new ArrayList<>();

    @Mixin
    TlcOptions tlc = new TlcOptions();

    @Override
    public Integer call() throws Exception {
        Specs specs = Specs.at(Home.path());
        Console console = new Console();
        List<Result> results =
                specs.check(specs.manifest().named(names), tlc.settings(), 1, TlcOptions.listener(console));
        console.clear();
        List<Recording> records = specs.record(results);
        records.forEach(r -> System.out.println(r.sentence()));
        System.out.println("Renew the tables now: ./synod specs table --write");
        return records.stream().allMatch(Recording::done)
                ? Exit.HOLDS
                : Verdict.of(results).exitCode();
    }
}
