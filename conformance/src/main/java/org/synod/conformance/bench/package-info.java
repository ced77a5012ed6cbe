/**
 * How much a real group does and how long it takes: three processes on loopback, and clients that each have one operation
 * out and start the next as soon as it is answered.
 *
 * <p>A closed loop slows down with what it measures: a pause of the group is seen once by each client, not by everybody
 * who would have come meanwhile. The percentiles are those of the operations that were started, and nothing is added to
 * them.
 */
@NullMarked
package org.synod.conformance.bench;

import org.jspecify.annotations.NullMarked;
