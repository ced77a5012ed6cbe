package org.synod.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.synod.protocol.Rules;
import org.synod.runtime.Node;
import org.synod.runtime.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = "Runs one replica of a group; SIGTERM stops it in order.")
final class NodeCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "key = value lines; see docs/configuration.md")
    Path config = Path.of("");

    @Mixin
    MutantOption mutant = new MutantOption();

    @Override
    public Integer call() throws Exception {
        Rules rules = mutant.rules();
        NodeConfig settings = NodeConfig.read(config);
        if (settings.observation().logFormat() == NodeConfig.LogFormat.JSON) {
            LogSetup.json(settings.replica().name(), settings.group().toString());
        }
        Node node = Node.start(settings, Node.Environment.process().withRules(rules));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            node.close();
            // A process that was asked to stop, and did, has succeeded; the JVM would say 143.
            Runtime.getRuntime().halt(Exit.HOLDS);
        }));
        return node.exited().get();
    }
}
