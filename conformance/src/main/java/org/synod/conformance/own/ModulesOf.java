package org.synod.conformance.own;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import util.SimpleFilenameToStream;

/**
 * Where TLC finds the modules: in these folders first. By itself it prefers what has the same name in the folder that the
 * process was started in.
 */
final class ModulesOf extends SimpleFilenameToStream {

    private final Path generated;
    private final Path own;

    ModulesOf(Path generated, Path own) {
        super(new String[] {generated.toString(), own.toString()});
        this.generated = generated;
        this.own = own;
    }

    @Override
    public File resolve(String name, boolean isModule) {
        String file = isModule && !name.endsWith(".tla") ? name + ".tla" : name;
        for (Path folder : new Path[] {generated, own}) {
            Path there = folder.resolve(Path.of(file).getFileName());
            if (Files.isRegularFile(there)) {
                return super.resolve(there.toString(), isModule);
            }
        }
        return super.resolve(name, isModule);
    }
}
