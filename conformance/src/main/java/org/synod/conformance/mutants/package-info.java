/**
 * Mistakes made on purpose, in the specification and in the implementation, and whether they are found.
 *
 * <p>{@link org.synod.conformance.mutants.Mutants} lists them; each names the layers that must find it. A
 * {@link org.synod.conformance.mutants.Detector} looks for one mutant with one or several layers; a
 * {@link org.synod.conformance.mutants.MutantRun} has all of them look, and makes the table mutant by layer that
 * {@link org.synod.conformance.mutants.MutantsDocument} writes down.
 */
@NullMarked
package org.synod.conformance.mutants;

import org.jspecify.annotations.NullMarked;
