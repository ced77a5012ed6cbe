/**
 * Knossos as a second opinion. {@link org.synod.linearizability.knossos.Knossos} finds it on a class path of the user's,
 * asks it in a process of its own, which ends at the time limit whatever it does, and
 * {@link org.synod.linearizability.knossos.Comparison} holds its answer against ours.
 */
@NullMarked
package org.synod.linearizability.knossos;

import org.jspecify.annotations.NullMarked;
