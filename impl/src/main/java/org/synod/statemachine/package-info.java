/**
 * What the log decides about: a store of keys and values, and the sessions that make each operation happen once.
 *
 * <p>A caller applies every chosen command, in the order of the slots, to {@link org.synod.statemachine.ClientSessions},
 * which passes to its {@link org.synod.statemachine.StateMachine} what is to be executed. {@code KeyValueStore} knows what
 * operations do; where the keys are is the business of its {@link org.synod.statemachine.OrderedStore}: in memory, or in a
 * tree on disk. With a store that survives a restart, the caller saves the changes of the sessions together with it, and
 * loads both. One thread only. Everything
 * here is deterministic: replicas that applied the same commands hold the same state, sessions included.
 */
@NullMarked
package org.synod.statemachine;

import org.jspecify.annotations.NullMarked;
