/**
 * The disks of simulated machines: {@link dev.understory.disk.SimDisk} is the simulator's adapter of the storage port.
 *
 * <p>A disk belongs to its machine and outlives the lives of the node on it. Requests take virtual time, drawn from a stream of
 * the machine's own; what a crash leaves of them depends on how the life ends. The package knows machines and the port, and
 * neither scenarios nor networks.
 */
@NullMarked
package dev.understory.disk;

import org.jspecify.annotations.NullMarked;
