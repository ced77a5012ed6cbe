/**
 * Why a history is violated, for people: what the last orders that held up looked like, what refused each way on, and
 * the smallest part of the history that is still violated; and pictures of every verdict.
 *
 * <p>A caller that has a {@link org.synod.linearizability.check.Verdict.Violated} calls
 * {@link org.synod.linearizability.explain.Explainer#explain} with a budget, and prints the explanation as text or as JSON
 * ({@link org.synod.linearizability.explain.VerdictJson}). Of any verdict
 * {@link org.synod.linearizability.explain.HistoryPage} makes a page to move about in, and
 * {@link org.synod.linearizability.explain.TimelineSvg} a picture for print; of a valid one
 * {@link org.synod.linearizability.explain.Witnesses} tells the orders. The verdict stands whatever becomes of its
 * explanation.
 */
@NullMarked
package org.synod.linearizability.explain;

import org.jspecify.annotations.NullMarked;
