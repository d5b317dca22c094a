/**
 * What computing costs on a simulated machine. {@link dev.understory.cpu.SimulatedSignatureService} is the entry: the
 * signatures of handshakes, charged to the cores of one machine in virtual time by {@link
 * dev.understory.cpu.SignatureCosts}. Scenarios and attacks use the same service; neither is known here.
 */
@NullMarked
package dev.understory.cpu;

import org.jspecify.annotations.NullMarked;
