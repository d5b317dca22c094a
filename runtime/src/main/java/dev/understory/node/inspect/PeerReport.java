package dev.understory.node.inspect;

import dev.understory.connection.ConnectionState;
import dev.understory.session.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * A peer, as it stands.
 *
 * @param peer who it is and what it is to the node
 * @param connectionId unique within the node; -1 for one that has just come
 * @param ageNanos how long it has been admitted
 * @param state what its connection says; null if that did not answer in time
 */
public record PeerReport(
        PeerInfo peer,
        long connectionId,
        long ageNanos,
        @Nullable ConnectionState state) {}
