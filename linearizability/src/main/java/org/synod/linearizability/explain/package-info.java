/**
 * Why a history is violated, for people: what the last orders that held up looked like, what refused each way on, and
 * the smallest part of the history that is still violated.
 *
 * <p>A caller that has a {@link org.synod.linearizability.check.Verdict.Violated} calls
 * {@link org.synod.linearizability.explain.Explainer#explain} with a budget, and prints the explanation as text, as JSON
 * ({@link org.synod.linearizability.explain.VerdictJson}) or as HTML
 * ({@link org.synod.linearizability.explain.VerdictHtml}). The verdict stands whatever becomes of its explanation.
 */
@NullMarked
package org.synod.linearizability.explain;

import org.jspecify.annotations.NullMarked;
