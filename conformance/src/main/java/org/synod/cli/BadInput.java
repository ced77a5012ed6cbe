package org.synod.cli;

/** The user's input makes no sense; one sentence, exit code 65. */
final class BadInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadInput(String sentence) {
        super(sentence);
    }
}
