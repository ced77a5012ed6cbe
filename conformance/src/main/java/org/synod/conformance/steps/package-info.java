/**
 * Exhaustive step conformance: every state and every transition of a model, confronted with the Java core, both ways.
 *
 * <p>Call {@link org.synod.conformance.steps.StepCheck#run} with the name of a model and whatever makes replicas; it says
 * in a {@link org.synod.conformance.steps.StepResult} what was confronted and where the two disagree. One process can do
 * so for the models of one root module, since TLC keeps the names of a specification in static tables; {@link
 * org.synod.conformance.steps.StepProcesses} gives each root module a process of its own.
 *
 * <p>How: {@link org.synod.conformance.steps.StepSpec} lets TLC's evaluator enumerate the model. For each state and each
 * replica {@link org.synod.conformance.steps.SpecState} says what the replica has of that state, and {@link
 * org.synod.conformance.steps.Occasions} which inputs may come. {@link org.synod.conformance.steps.Confrontation} gives
 * them to a replica and compares; what Java leaves out for a reason stands in {@link
 * org.synod.conformance.steps.Exemption}.
 */
@NullMarked
package org.synod.conformance.steps;

import org.jspecify.annotations.NullMarked;
