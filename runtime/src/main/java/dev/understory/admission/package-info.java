/**
 * Who may connect and stay, whom a node dials and keeps, and what is done about it. {@link dev.understory.admission.PeerSet} is
 * told what has happened and puts what it wants done into one list of {@linkplain dev.understory.admission.PeerSetEffect
 * effects}; its class comment says which of its parts decides what. {@link dev.understory.admission.AdmissionTable} knows every
 * connection and dial of the node; {@link dev.understory.admission.DuplicateRule} says which of two connections between the same
 * two nodes stays, {@link dev.understory.admission.Gatekeeper} who is not wanted at all, {@link
 * dev.understory.admission.RedialPolicy} when one peer is dialled again, {@link dev.understory.admission.DialQueue} how many dials
 * there are at a time and {@link dev.understory.admission.DialPlan} which address is tried when. {@link
 * dev.understory.admission.PeerSetRules} says what holds between two events.
 *
 * <p>Machines: no actor, no socket, no name service; connections, dials, peers and requests are numbers. For the same events
 * both ends of a connection come to the same verdict. The package does not know how a connection works, only that there is one.
 */
@NullMarked
package dev.understory.admission;

import org.jspecify.annotations.NullMarked;
