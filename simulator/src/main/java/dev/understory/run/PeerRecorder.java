package dev.understory.run;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.identity.PublicKey;
import dev.understory.measure.LifeRecorder;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.workload.Directory;
import dev.understory.workload.NodeMeters;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Records whom a node has as peers in one of its lives, what it knows of others, and how long it is without those that it has to keep. */
final class PeerRecorder {
    private static final long MILLION = 1_000_000;

    private final LifeRecorder recorder;
    private final NodeMeters meters;
    private final Directory directory;
    private final BitSet honest;
    private final ToIntFunction<String> nodeAt;
    private final Map<PublicKey, Long> lostAtNanos = new HashMap<>();

    /** @param nodeAt the node that has an address to itself; negative if there is none */
    PeerRecorder(
            LifeRecorder recorder,
            NodeMeters meters,
            Directory directory,
            BitSet honest,
            ToIntFunction<String> nodeAt) {
        this.recorder = recorder;
        this.meters = meters;
        this.directory = directory;
        this.honest = honest;
        this.nodeAt = nodeAt;
    }

    void admitted(PeerInfo peer, long now) {
        recorder.shift(meters.peers(), 1);
        recorder.shift(meters.connections(peer.direction()), 1);
        int other = directory.indexOf(peer.id());
        if (other >= 0) {
            recorder.joined(other);
        }
        honestOutbound(peer, other, 1);
        Long lostAt = lostAtNanos.remove(peer.id());
        if (lostAt != null) {
            recorder.gauge(meters.reconnectPending(), lostAtNanos.size());
            recorder.sample(meters.reconnect(), lostAt, now - lostAt);
        }
    }

    void discovery(DiscoveryEvent event, long now) {
        if (event instanceof DiscoveryEvent.BookChanged book) {
            recorder.gauge(meters.bookSize(), book.told() + book.proven());
        } else if (event instanceof DiscoveryEvent.RoundEnded round && round.addresses() > 0) {
            recorder.sample(meters.bookLive(), now, round.live() * MILLION / round.addresses());
        } else if (event instanceof DiscoveryEvent.Dialled dial && dial.purpose() == DiscoveryEvent.Purpose.PEER) {
            boolean isHonest = dial.peer() != null && isHonest(directory.indexOf(dial.peer()));
            recorder.sample(meters.drawLive(), now, dial.live() ? 1 : 0);
            recorder.sample(meters.drawHonest(), now, dial.live() && isHonest ? 1 : 0);
        }
    }

    /** A duplicate is no loss: its peer has another connection that stays. */
    void closed(PeerInfo peer, CloseReason reason, long now) {
        recorder.shift(meters.peers(), -1);
        recorder.shift(meters.connections(peer.direction()), -1);
        int other = directory.indexOf(peer.id());
        if (other >= 0) {
            recorder.parted(other);
        }
        honestOutbound(peer, other, -1);
        refused(peer.id(), reason, now);
        if (reason == CloseReason.DUPLICATE || reason == CloseReason.REPLACED) {
            return;
        }
        if (isHonest(other)) {
            recorder.count(meters.honestLost(), now, 1);
        }
        if (peer.mustConnect()) {
            lostAtNanos.put(peer.id(), now);
            recorder.gauge(meters.reconnectPending(), lostAtNanos.size());
        }
    }

    /** Returns whether it is no attacker's. */
    boolean debited(PublicKey peer, long now) {
        boolean isHonest = isHonest(directory.indexOf(peer));
        if (isHonest) {
            recorder.count(meters.honestDebited(), now, 1);
        }
        return isHonest;
    }

    void refused(PublicKey peer, CloseReason reason, long now) {
        if (isForOffences(reason)) {
            banned(directory.indexOf(peer), now);
        }
    }

    void refused(Endpoint remote, CloseReason reason, long now) {
        if (isForOffences(reason)) {
            banned(nodeAt.applyAsInt(remote.host()), now);
        }
    }

    void banned(BanSubject subject, long now) {
        switch (subject) {
            case BanSubject.Identity(PublicKey key) -> banned(directory.indexOf(key), now);
            case BanSubject.Address(var address) -> banned(nodeAt.applyAsInt(address.toString()), now);
            // Whom it concerns is seen when he is refused.
            case BanSubject.Network network -> {}
            case BanSubject.Name name -> {}
        }
    }

    private void banned(int node, long now) {
        if (isHonest(node)) {
            recorder.count(meters.honestBanned(), now, 1);
        }
    }

    private static boolean isForOffences(CloseReason reason) {
        return reason == CloseReason.BANNED || reason == CloseReason.DISCOURAGED;
    }

    private void honestOutbound(PeerInfo peer, int node, int change) {
        if (peer.direction() == Direction.OUTBOUND && isHonest(node)) {
            recorder.shift(meters.honestOutbound(), change);
        }
    }

    private boolean isHonest(int node) {
        return node >= 0 && honest.get(node);
    }
}
