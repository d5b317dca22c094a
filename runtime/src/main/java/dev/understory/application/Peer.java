package dev.understory.application;

import dev.understory.identity.PublicKey;
import dev.understory.session.Direction;
import dev.understory.transport.Endpoint;

/**
 * An admitted peer.
 *
 * @param id the authenticated identity
 * @param direction who dialled
 * @param remote the address of the other end of the connection
 * @param mustConnect whether the node has to keep a connection to this peer
 * @param trusted whether this peer bypasses the limits on ordinary peers
 */
public record Peer(PublicKey id, Direction direction, Endpoint remote, boolean mustConnect, boolean trusted) {}
