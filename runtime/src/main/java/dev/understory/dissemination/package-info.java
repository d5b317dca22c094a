/**
 * How a message gets to those who are no peers of its author, and how one is sent to a peer that nobody names.
 *
 * <p>{@link dev.understory.dissemination.Gossip} tells the first copy of a message from the others, keeps it until the
 * application has judged it, and says to whom it then goes; {@link dev.understory.dissemination.SeenCache} is what it knows
 * messages again by, {@link dev.understory.dissemination.Direct} chooses a peer at random, and {@link
 * dev.understory.dissemination.ConsensusMode} says whether a committee gossips.
 *
 * <p>{@link dev.understory.dissemination.Fetching} is what nodes that offer it say to each other of messages instead of sending all
 * of them to everybody.
 *
 * <p>Nothing is passed on before it was judged, and nothing that is kept here grows with what peers send. The machines know
 * identities and bytes, not connections; whoever carries out their effects does.
 */
@NullMarked
package dev.understory.dissemination;

import org.jspecify.annotations.NullMarked;
