/**
 * A scenario made concrete: {@link dev.understory.plan.Planning} turns it into a {@link dev.understory.plan.RunPlan}, which
 * has its nodes, places, connections, workloads and checks, or into everything that speaks against it.
 *
 * <p>What is planned follows from the scenario and the seed alone, and is the same wherever it is run. The package runs
 * nothing, and does not know where its plans are run.
 */
@NullMarked
package dev.understory.plan;

import org.jspecify.annotations.NullMarked;
