/**
 * What a node holds against somebody.
 *
 * <p>{@link dev.understory.reputation.ReputationLedger} keeps the scores of identities and groups of addresses: each {@link
 * dev.understory.reputation.Offence} costs points, time brings them back, each {@link dev.understory.reputation.Credit}
 * earns a few, which pay for no offence, and {@link
 * dev.understory.reputation.ReputationPolicy} says from where on somebody is refused for a while. {@link
 * dev.understory.reputation.BanList} holds bans of identities, addresses and networks, each with its reason and end, and {@link
 * dev.understory.reputation.FailedHandshakes} says when an address is banned for failed proofs of identity. {@link
 * dev.understory.reputation.StandingDocument} is the form in which all of it is kept over a restart.
 *
 * <p>In a full ledger the score of who offended longest ago goes first; of automatic bans the oldest goes first, and those
 * that people make stay. Time is an
 * argument; the package knows nothing of connections.
 */
@NullMarked
package dev.understory.reputation;

import org.jspecify.annotations.NullMarked;
