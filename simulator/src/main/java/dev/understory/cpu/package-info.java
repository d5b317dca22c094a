/**
 * What computing costs on a simulated machine. {@link dev.understory.cpu.SimulatedSignatureService} is the entry: the
 * signatures of handshakes, charged to the cores of one machine in virtual time by {@link
 * dev.understory.cpu.SignatureCosts}. {@link dev.understory.cpu.SimulatedTlsWork} does the same for the pieces of a TLS
 * handshake. Scenarios and attacks use the same services; neither is known here.
 */
@NullMarked
package dev.understory.cpu;

import org.jspecify.annotations.NullMarked;
