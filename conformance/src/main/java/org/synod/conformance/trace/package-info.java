/**
 * Trace conformance: does a run of the implementation agree with the specification?
 *
 * <p>{@link org.synod.conformance.trace.TraceMerge} reads the files of a run, or those that a running group writes, and gives
 * the events of all replicas in one order. A {@link org.synod.conformance.trace.TraceChecker} takes them, steps the
 * specification by TLC's own evaluator, and answers with a {@link org.synod.conformance.trace.TraceVerdict};
 * {@link org.synod.conformance.trace.TraceParts} does so on several threads.
 */
@NullMarked
package org.synod.conformance.trace;

import org.jspecify.annotations.NullMarked;
