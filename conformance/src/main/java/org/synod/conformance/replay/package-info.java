/**
 * Scenarios: behaviours of the specification as text, and the replicas of Java driven along them, step by step.
 *
 * <p>A {@link org.synod.conformance.replay.Scenario} is a list of actions of the specification. A {@link
 * org.synod.conformance.replay.Stage} holds replicas and everything around them as data; a {@link
 * org.synod.conformance.replay.Performer} gives a replica what makes it take an action; {@link
 * org.synod.conformance.replay.Replay} does that for a whole scenario, and tells where the implementation does something else.
 * A {@link org.synod.conformance.replay.Behaviour} makes a scenario of a counterexample.
 */
@NullMarked
package org.synod.conformance.replay;

import org.jspecify.annotations.NullMarked;
