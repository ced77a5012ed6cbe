/**
 * What clients do to a key-value store, and how it is written into a history: the same for simulated and for real groups.
 */
@NullMarked
package org.synod.conformance.workload;

import org.jspecify.annotations.NullMarked;
