/**
 * What a judge asks of the machine it runs on: programs in a JVM of their own, all its processors, and folders that are
 * gone afterwards.
 *
 * <p>Have {@link org.synod.conformance.system.JavaProcess#run} run a main class and wait for its end, or {@link
 * org.synod.conformance.system.JavaProcess#start} it, talk with it line by line, and close it.
 */
@NullMarked
package org.synod.conformance.system;

import org.jspecify.annotations.NullMarked;
