/**
 * Trace conformance: does a run of the implementation agree with the specification?
 *
 * <p>Read the files of a run with {@link org.synod.conformance.trace.TraceFile}, put those of several replicas together
 * with {@link org.synod.conformance.trace.TraceMerge}, and hand the events to a
 * {@link org.synod.conformance.trace.TraceChecker}, which steps the specification by TLC's own evaluator and answers with
 * a {@link org.synod.conformance.trace.TraceVerdict}.
 */
@NullMarked
package org.synod.conformance.trace;

import org.jspecify.annotations.NullMarked;
