/**
 * How a plan is run: {@link dev.understory.run.ScenarioRun} puts it on a {@link dev.understory.run.Testbed}, drives the
 * timeline and judges the checks.
 *
 * <p>A testbed is where nodes live: {@link dev.understory.run.SimTestbed} in virtual time, {@link
 * dev.understory.run.tcp.TcpTestbed} on sockets of this machine in real time. The package knows neither how results are
 * written nor who asked for them.
 */
@NullMarked
package dev.understory.run;

import org.jspecify.annotations.NullMarked;
