/**
 * How a scenario is run: {@link dev.understory.run.Planning} turns it into nodes, connections and workloads, or into
 * everything that speaks against that; {@link dev.understory.run.ScenarioRun} puts them on a {@link
 * dev.understory.run.Testbed}, drives the timeline and judges the checks.
 *
 * <p>A testbed is where nodes live: {@link dev.understory.run.SimTestbed} in virtual time, {@link
 * dev.understory.run.tcp.TcpTestbed} on sockets of this machine in real time. Everything that is planned before the run
 * (identities, places, dials, schedules) follows from the seed alone and is the same on both. The package knows neither
 * how results are written nor who asked for them.
 */
@NullMarked
package dev.understory.run;

import org.jspecify.annotations.NullMarked;
