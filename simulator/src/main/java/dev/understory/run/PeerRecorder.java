package dev.understory.run;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.identity.PublicKey;
import dev.understory.measure.LifeRecorder;
import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import dev.understory.workload.Directory;
import dev.understory.workload.NodeMeters;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Records whom a node has as peers in one of its lives, what it knows of others, and how long it is without those that it has to keep. */
final class PeerRecorder {
    private static final long MILLION = 1_000_000;

    private final LifeRecorder recorder;
    private final NodeMeters meters;
    private final Directory directory;
    private final BitSet honest;
    private final Map<PublicKey, Long> lostAtNanos = new HashMap<>();

    PeerRecorder(LifeRecorder recorder, NodeMeters meters, Directory directory, BitSet honest) {
        this.recorder = recorder;
        this.meters = meters;
        this.directory = directory;
        this.honest = honest;
    }

    void admitted(PeerInfo peer, long now) {
        recorder.shift(meters.peers(), 1);
        recorder.shift(meters.connections(peer.direction()), 1);
        int other = directory.indexOf(peer.id());
        if (other >= 0) {
            recorder.joined(other);
        }
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

    void debited(PublicKey peer, long now) {
        if (isHonest(directory.indexOf(peer))) {
            recorder.count(meters.honestDebited(), now, 1);
        }
    }

    private boolean isHonest(int node) {
        return node >= 0 && honest.get(node);
    }
}
