/**
 * The checker: is there an order of the operations, true to the order in which they were seen, that the model allows?
 *
 * <p>A caller hands a {@link org.synod.linearizability.history.History} and a
 * {@link org.synod.linearizability.model.ModelKind} with {@link org.synod.linearizability.check.Limits} to
 * {@link org.synod.linearizability.check.Checker#check}, and gets one of three verdicts, whose {@code exitCode} is that
 * of the command line. A verdict never waits for its explanation.
 *
 * <p>To read it, follow a history:
 *
 * <ol>
 *   <li>{@code Checker} has {@code Partitioner} take it apart into objects, each a {@code Part}, and {@code SideBySide}
 *       judge them, in {@code Turns}, within a {@code Budget} made of the limits.
 *   <li>{@code Polynomial} asks each {@code Algorithm} whether it can decide the object without a search:
 *       {@code DistinctValues} for registers of which each value is written once, {@code Registers} for those that
 *       no transaction joins, {@code Containers} with a {@code Discipline} for queues and stacks, {@code RepeatedElements},
 *       {@code SetOfElements}, {@code Growing}, {@code EqualIncrements}. The classes that they share are small data
 *       structures ({@code Moments}, {@code RangeMax}, {@code Stays}); a {@code Meter} holds them to the
 *       limits.
 *   <li>What is left is searched. {@code Portfolio} lets {@code Search} take turns with one that can only refute. A
 *       {@code Search} works on a {@code Problem}, which is the object in numbers; {@code Candidates} tells what may come
 *       next, {@code Open} what is under way, {@code Transitions} knows the model's steps, {@code Frames} is its stack,
 *       {@code Order} what it has placed, and {@code Configurations} are those that were tried.
 * </ol>
 *
 * <p>{@code SequentialConsistency} asks for an order that need not be true to time: {@code SequentialSearch}, over
 * {@code Processes}, with {@code Demand} to see early that somebody waits for a value that nobody can write any more.
 */
@NullMarked
package org.synod.linearizability.check;

import org.jspecify.annotations.NullMarked;
