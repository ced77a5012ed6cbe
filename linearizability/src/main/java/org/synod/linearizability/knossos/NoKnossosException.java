package org.synod.linearizability.knossos;

/** Knossos is not where it was looked for; the message is one sentence, and says how it is had. */
public final class NoKnossosException extends RuntimeException {
    NoKnossosException(String sentence) {
        super(sentence);
    }
}
