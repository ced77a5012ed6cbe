/**
 * What TLC's evaluator knows of a specification beyond its next states: which conditions of an action are false, with
 * their values, what an action reads and writes, and how all that is said to a person.
 *
 * <p>Load a specification with a {@link org.synod.conformance.tla.GeneratedModule}. Ask
 * {@link org.synod.conformance.tla.Conditions} why an action is not possible, and
 * {@link org.synod.conformance.tla.Relaxed} what it would do otherwise than was reported.
 */
@NullMarked
package org.synod.conformance.tla;

import org.jspecify.annotations.NullMarked;
