/**
 * Looks all the time, slowly, whether what is stored is still what it should be: the copies of a group agree with each other
 * at a slot, the tree is what the archived log makes, and the archive is whole.
 *
 * <p>A node makes one {@link org.synod.scrub.Scrubber}, tells it of every durable flush and of what other nodes say, and
 * gives it a way to answer. Trees can be compared since all replicas flush at the same slots. What is found goes to a
 * listener; nothing is repaired here.
 */
@NullMarked
package org.synod.scrub;

import org.jspecify.annotations.NullMarked;
