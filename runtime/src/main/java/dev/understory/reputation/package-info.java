/**
 * What a node holds against somebody.
 *
 * <p>{@link dev.understory.reputation.BanList} holds bans of identities, addresses and subnets, each with its end. It is
 * bounded: when it is full the oldest automatic ban goes first, and an operator's ban never does. Time is an argument;
 * the package knows nothing of connections.
 */
@NullMarked
package dev.understory.reputation;

import org.jspecify.annotations.NullMarked;
