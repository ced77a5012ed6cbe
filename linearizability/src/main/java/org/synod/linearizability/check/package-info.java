/**
 * The checker: is there an order of the operations, true to the order in which they were seen, that the model allows?
 *
 * <p>A caller hands a {@link org.synod.linearizability.history.History} and a
 * {@link org.synod.linearizability.model.ModelKind} with {@link org.synod.linearizability.check.Limits} to
 * {@link org.synod.linearizability.check.Checker#check}, and gets one of three verdicts, whose {@code exitCode} is that
 * of the command line. A verdict never waits for its explanation.
 */
@NullMarked
package org.synod.linearizability.check;

import org.jspecify.annotations.NullMarked;
