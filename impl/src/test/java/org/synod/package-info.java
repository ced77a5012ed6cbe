/** Tests of what holds between packages. */
@NullMarked
package org.synod;

import org.jspecify.annotations.NullMarked;
