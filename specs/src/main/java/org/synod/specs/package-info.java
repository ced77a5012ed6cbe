/**
 * Running and driving TLC from Java: the manifest of models, the checker as a forked process, its outcome as a value,
 * counterexamples as states, told step by step and drawn; and the page of all specifications.
 *
 * <p>Callers open {@link org.synod.specs.Specs} at the root of the repository, take models from its
 * {@link org.synod.specs.Manifest}, check them, and look at the {@link org.synod.specs.Result}s; an
 * {@link org.synod.specs.Explanation} tells a counterexample. {@link org.synod.specs.SpecsDocument} writes
 * {@code docs/specs.md}. To check any other
 * specification use {@link org.synod.specs.ModelChecker} itself.
 */
@NullMarked
package org.synod.specs;

import org.jspecify.annotations.NullMarked;
