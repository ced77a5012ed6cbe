/**
 * The values that everything else speaks of: ballots, slots, replicas, commands, configurations and the records of the
 * log. Values only: nothing here acts, and nothing here may import another package of Synod.
 *
 * <p>A slot is a {@code long} from 1 upwards, always named {@code slot}; 0 means "before the first".
 */
@NullMarked
package org.synod.core;

import org.jspecify.annotations.NullMarked;
