/**
 * The kinds of workload: what a scenario can have its nodes do. Each is one class, as {@link dev.understory.load.Broadcast} is,
 * that says how scenarios write it, whom it is about, and what it is in a run: mostly a {@link
 * dev.understory.workload.SharedWorkload}. {@link dev.understory.load.WorkloadKinds} lists them, and nothing else knows
 * them by name. How a run is planned, and on what network, is not known here.
 */
@NullMarked
package dev.understory.load;

import org.jspecify.annotations.NullMarked;
