/**
 * Trace conformance for a specification and a program that have nothing to do with Synod ({@code
 * docs/bring-your-own/README.md}).
 *
 * <p>Read a {@link org.synod.conformance.own.Mapping}, load the specification with it as an
 * {@link org.synod.conformance.own.OwnSpecification}, and have an {@link org.synod.conformance.own.OwnChecker} follow the
 * trace. TLC keeps its variables in static tables: one specification per process.
 */
@NullMarked
package org.synod.conformance.own;

import org.jspecify.annotations.NullMarked;
