/**
 * What a history that is not linearizable still is: sequentially consistent, linearizable for each key or register alone,
 * true to the session guarantees.
 *
 * <p>A caller that has a {@link org.synod.linearizability.check.Verdict.Violated} asks
 * {@link org.synod.linearizability.weaker.Consistency#of} within limits; each answer is holds, violated, or unknown with
 * its cause.
 */
@NullMarked
package org.synod.linearizability.weaker;

import org.jspecify.annotations.NullMarked;
