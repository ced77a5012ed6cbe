package org.synod.linearizability.model;

import org.jspecify.annotations.Nullable;

/** Function and value: all that most models look at. Millions of operations are compared by it. */
record Effect(String f, @Nullable Object value) {}
