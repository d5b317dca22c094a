package dev.understory.admission;

import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;

/**
 * What {@link Arrivals}, {@link Sanctions} and {@link FollowedNames} want done. They put it into one list that they share,
 * and it is done in the order of that list; connections are named by their numbers.
 */
public sealed interface PeerSetEffect {
    /** Tell the operator. */
    record Emit(ConnectionEvent event) implements PeerSetEffect {}

    /** The link that has arrived gets no handshake: end it. */
    record RefuseLink() implements PeerSetEffect {}

    /** The link that has arrived begins its handshake as that connection. */
    record Open(long id) implements PeerSetEffect {}

    /** End the handshake of that connection, which makes room for one from {@code newcomer}. */
    record CrowdOut(long id, NetworkAddress newcomer) implements PeerSetEffect {}

    /** End that connection. */
    record Close(long id, CloseReason reason) implements PeerSetEffect {}

    /** Look up a host name; the answer goes to {@link Sanctions#lookedUp}. */
    record LookUp(String host) implements PeerSetEffect {}

    /** Call {@link FollowedNames#review} after that time, and not at an earlier one that was asked for. */
    record WakeNames(Duration after) implements PeerSetEffect {}
}
