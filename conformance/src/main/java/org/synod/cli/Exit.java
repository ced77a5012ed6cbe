package org.synod.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.synod.conformance.own.MappingException;
import org.synod.conformance.replay.BadScenarioException;
import org.synod.conformance.trace.BadTraceException;
import org.synod.linearizability.history.BadHistoryException;
import org.synod.linearizability.knossos.NoKnossosException;
import org.synod.linearizability.model.UnknownModelException;
import org.synod.linearizability.own.BrokenModelException;
import org.synod.runtime.StartException;
import org.synod.specs.InputException;

/** The exit codes, and which problem gets which. */
final class Exit {

    static final int HOLDS = 0;
    static final int VIOLATED = 1;
    static final int UNKNOWN = 2;
    static final int USAGE = 64;
    static final int BAD_INPUT = 65;
    static final int INTERNAL = 70;
    static final int INTERRUPTED = 130;

    private Exit() {}

    static int codeOf(Throwable problem) {
        return switch (problem) {
            case BadInput e -> BAD_INPUT;
            case BadTraceException e -> BAD_INPUT;
            case BadScenarioException e -> BAD_INPUT;
            case MappingException e -> BAD_INPUT;
            case BadHistoryException e -> BAD_INPUT;
            case InputException e -> BAD_INPUT;
            case NoSuchFileException e -> BAD_INPUT;
            case FileNotFoundException e -> BAD_INPUT;
            case FileAlreadyExistsException e -> BAD_INPUT;
            case BrokenModelException e -> BAD_INPUT;
            case UnknownModelException e -> USAGE;
            case NoKnossosException e -> USAGE;
            case StartException e -> e.exitCode();
            case InterruptedException e -> INTERRUPTED;
            default -> INTERNAL;
        };
    }

    /** One sentence. */
    static String sentence(Throwable problem) {
        String message = String.valueOf(problem.getMessage());
        return switch (problem) {
            case NoSuchFileException e -> message + ": there is no such file";
            case FileAlreadyExistsException e -> message + ": it exists already";
            case InterruptedException e -> "interrupted";
            case IOException e -> message;
            default -> codeOf(problem) == INTERNAL ? "internal error: " + problem : message;
        };
    }
}
