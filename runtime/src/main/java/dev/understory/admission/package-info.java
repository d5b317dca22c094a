/**
 * Who may connect and stay. {@link dev.understory.admission.AdmissionTable} knows every connection of the node and answers
 * with {@linkplain dev.understory.admission.Verdict verdicts}; {@link dev.understory.admission.DuplicateRule} says which of
 * two connections between the same two nodes stays, {@link dev.understory.admission.Gatekeeper} who is not wanted at all.
 * {@link dev.understory.admission.RedialPolicy} says when a peer is dialled. {@link dev.understory.admission.Arrivals},
 * {@link dev.understory.admission.Sanctions} and {@link dev.understory.admission.FollowedNames} put what they want done into
 * one list of {@linkplain dev.understory.admission.PeerSetEffect effects}.
 *
 * <p>Machines: no actor, no socket, no name service. For the same events both ends of a connection come to the same
 * verdict. The package does not know how a connection works, only that there is one.
 */
@NullMarked
package dev.understory.admission;

import org.jspecify.annotations.NullMarked;
