package org.synod.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.synod.conformance.report.HtmlReport;
import org.synod.conformance.report.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "report", mixinStandardHelpOptions = true, description = "Makes report.html again from a run's folder.")
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "a run's folder, such as runs/latest")
    Path folder = Path.of("");

    @Override
    public Integer call() throws Exception {
        Path verdicts = folder.resolve("verdicts.json");
        if (!Files.isRegularFile(verdicts)) {
            throw new BadInput(folder + " is no run's folder: it has no verdicts.json");
        }
        RunReport report;
        try {
            report = new ObjectMapper().readValue(verdicts.toFile(), RunReport.class);
        } catch (IOException e) {
            throw new BadInput(verdicts + " is not what a run leaves behind: it is cut off or of another version");
        }
        Path page = folder.resolve("report.html");
        Output.write(page, new HtmlReport(report).html());
        System.out.println(page);
        return Exit.HOLDS;
    }
}
