package org.synod.conformance.own;

import java.nio.file.Path;

/** A mapping, a specification or a configuration that makes no sense: one sentence, exit code 65. */
public final class MappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MappingException(Path file, String what) {
        super(file + ": " + what);
    }
}
