/** The command line: picocli verbs that parse, call, print and choose the exit code; nothing is decided here. */
@NullMarked
package org.synod.cli;

import org.jspecify.annotations.NullMarked;
