package org.synod.runtime;

import java.nio.file.Path;

/** One node as a process of its own, which can be stopped as a whole. */
final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) throws Exception {
        Node node = Node.start(NodeConfig.read(Path.of(args[0])), Node.Environment.process());
        // Whoever started this process is gone when its pipe is.
        while (System.in.read() >= 0) {
            // Nothing is said.
        }
        node.close();
    }
}
