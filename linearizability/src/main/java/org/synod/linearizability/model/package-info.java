/**
 * Sequential models: what one object would answer if its operations came one at a time.
 *
 * <p>A caller takes a {@link org.synod.linearizability.model.NamedModel} by its name and hands it to the checker. Whoever
 * has a model of his own implements {@link org.synod.linearizability.model.Model}: an immutable state whose
 * {@code step} answers with the next state or with a phrase that says why the operation cannot come here.
 */
@NullMarked
package org.synod.linearizability.model;

import org.jspecify.annotations.NullMarked;
