/**
 * The main job: models, simulation, a real group under faults, and the judgement of every trace and history.
 *
 * <p>{@link org.synod.conformance.job.Judge} judges what a run left behind, and
 * {@link org.synod.conformance.job.LiveCheck} its trace while the processes still write it; {@link org.synod.conformance.job.SeedCampaign}
 * and {@link org.synod.conformance.job.ClusterJob} run and judge; {@link org.synod.conformance.job.MainJob} does all of it.
 */
@NullMarked
package org.synod.conformance.job;

import org.jspecify.annotations.NullMarked;
