package dev.understory.discovery;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The admitted peers of a node, as few as its slots allow. */
final class Neighbours {
    private final Map<Long, PeerInfo> byConnection = new LinkedHashMap<>();
    private final Map<PublicKey, Long> byKey = new LinkedHashMap<>();

    void admitted(long connection, PeerInfo peer) {
        byConnection.put(connection, peer);
        byKey.put(peer.id(), connection);
    }

    /** Returns who is gone; null if nobody is. */
    @Nullable
    PeerInfo lost(long connection) {
        PeerInfo gone = byConnection.remove(connection);
        if (gone != null) {
            byKey.remove(gone.id(), connection);
        }
        return gone;
    }

    boolean has(PublicKey key) {
        return byKey.containsKey(key);
    }

    /** Whether we dialled a peer at exactly that address, must-connect or not, and it is there. */
    boolean isDialledAt(BookAddress address) {
        Long connection = byKey.get(address.key());
        PeerInfo peer = connection == null ? null : byConnection.get(connection);
        return peer != null
                && peer.direction() == Direction.OUTBOUND
                && addressOf(peer, peer.remote().port()).equals(address);
    }

    /** Where a peer is that we dialled; null if it is none. */
    @Nullable
    BookAddress outboundAddress(PublicKey key) {
        Long connection = byKey.get(key);
        PeerInfo peer = connection == null ? null : byConnection.get(connection);
        return peer == null || !isOutbound(peer)
                ? null
                : addressOf(peer, peer.remote().port());
    }

    /** The connection of a peer; null if there is none. */
    @Nullable
    Long connectionOf(PublicKey key) {
        return byKey.get(key);
    }

    /** The peer of a connection; null if it is gone. */
    @Nullable
    PeerInfo get(long connection) {
        return byConnection.get(connection);
    }

    /** All connections, oldest first. */
    List<Long> connections() {
        return List.copyOf(byConnection.keySet());
    }

    /** Ordinary peers that we have dialled. */
    int outbound() {
        int count = 0;
        for (PeerInfo peer : byConnection.values()) {
            count += isOutbound(peer) ? 1 : 0;
        }
        return count;
    }

    /** Where they are, oldest first. */
    List<BookAddress> outboundAddresses() {
        List<BookAddress> addresses = new ArrayList<>();
        for (PeerInfo peer : byConnection.values()) {
            if (isOutbound(peer)) {
                addresses.add(addressOf(peer, peer.remote().port()));
            }
        }
        return addresses;
    }

    /** Where those would be who have dialled us, oldest first, if they listened at that port. */
    List<BookAddress> inboundAddresses(int port) {
        List<BookAddress> addresses = new ArrayList<>();
        for (PeerInfo peer : byConnection.values()) {
            if (peer.direction() == Direction.INBOUND && port > 0) {
                addresses.add(addressOf(peer, port));
            }
        }
        return addresses;
    }

    /** The groups of addresses that they are in. */
    Set<AddressGroup> outboundGroups() {
        Set<AddressGroup> groups = new LinkedHashSet<>();
        outboundAddresses().forEach(address -> groups.add(Routability.groupOf(address.host())));
        return groups;
    }

    /** The address of a peer, if it listens at that port. */
    static BookAddress addressOf(PeerInfo peer, int port) {
        return new BookAddress(peer.id(), NetworkAddress.of(peer.remote().host()), port);
    }

    private static boolean isOutbound(PeerInfo peer) {
        return peer.direction() == Direction.OUTBOUND && peer.ordinary();
    }
}
