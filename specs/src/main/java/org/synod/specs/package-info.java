/** Running and driving TLC from Java: the manifest, its models, the checker as a forked process, counterexamples. */
@NullMarked
package org.synod.specs;

import org.jspecify.annotations.NullMarked;
