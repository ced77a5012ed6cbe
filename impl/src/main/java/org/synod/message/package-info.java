/**
 * What replicas say to each other, one record a message, and what clients and nodes say to each other. Switch over
 * {@link org.synod.message.Message} without a catch-all arm, so that a new message breaks the build where it is not
 * handled.
 */
@NullMarked
package org.synod.message;

import org.jspecify.annotations.NullMarked;
