/**
 * Models of one's own, and histories of several objects that are judged object by object.
 *
 * <p>A command takes a {@link org.synod.linearizability.own.ChosenModel} by its name, {@code cas-register} or
 * {@code java:com.acme.Bank} or {@code clj:acme.bank/bank}, and lets it judge histories. What a caller hands in as a
 * model is guarded: one that throws, or whose states are no values, ends the check with one sentence.
 */
@NullMarked
package org.synod.linearizability.own;

import org.jspecify.annotations.NullMarked;
