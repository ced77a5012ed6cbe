/**
 * What a run found, as a value that becomes JSON, a few lines for a terminal, or one self-contained page.
 */
@NullMarked
package org.synod.conformance.report;

import org.jspecify.annotations.NullMarked;
