package dev.understory.application;

import dev.understory.crypto.Sha256;
import dev.understory.dissemination.FetchEffect;
import dev.understory.dissemination.FetchMessage;
import dev.understory.dissemination.Fetching;
import dev.understory.dissemination.Gossip;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.MessageIds;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.pekko.actor.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Carries what peers say of messages on one topic to {@link Fetching}, and back what follows from it; wakes it when time is up.
 * Belongs to {@link HostedNode}.
 */
final class HostedFetching {
    /** Calls {@link #wake} after a while, on the application's thread. */
    @FunctionalInterface
    interface Alarm {
        Cancellable set(Duration delay, HostedFetching which);
    }

    private final HostedNode node;
    private final Topic topic;
    private final HostSettings settings;
    private final Fetching fetching;
    private final Predicate<PeerInfo> fetches;
    private final Alarm alarm;
    private final List<Gossip> gossips = new ArrayList<>(1);
    private @Nullable Cancellable pending;
    private long pendingAt = Long.MAX_VALUE;

    HostedFetching(HostedNode node, Topic topic, HostSettings settings, Predicate<PeerInfo> fetches, Alarm alarm) {
        this.node = node;
        this.topic = topic;
        this.settings = settings;
        this.fetches = fetches;
        this.alarm = alarm;
        this.fetching = new Fetching(
                topic,
                settings.gossip().fetch(),
                MessageIds.drawn(node.random("fetch." + topic.name())),
                settings.gossipEvents());
    }

    Topic topic() {
        return topic;
    }

    /** What is heard by that is known here. */
    void add(Gossip gossip) {
        gossips.add(gossip);
    }

    /** What a message is called between the nodes. */
    static Bytes id(Bytes identity) {
        return Bytes.wrap(Sha256.of(identity.array(), identity.offset(), identity.size()));
    }

    void heard(Bytes id) {
        fetching.heard(id);
    }

    /** Has others have a message: large ones are sent to a few peers, and to those that cannot ask; the rest are told. */
    int spread(Gossip gossip, Bytes payload, Bytes id, Predicate<PeerInfo> to) {
        FetchMessage.Have have = fetching.keep(id, payload, node.nowNanos());
        if (payload.size() < settings.gossip().fetch().leastBytes()) {
            int copies = node.broadcast(topic, payload, to);
            gossip.sent(GossipCount.SENT, copies);
            return copies;
        }
        List<PublicKey> pushed = choose(to);
        if (!pushed.isEmpty()) {
            node.broadcast(
                    topic,
                    FetchMessage.encode(new FetchMessage.Have(have.entries(), true)),
                    peer -> pushed.contains(peer.id()));
        }
        int copies = node.broadcast(
                topic, payload, peer -> to.test(peer) && (!fetches.test(peer) || pushed.contains(peer.id())));
        int told = node.broadcast(
                topic,
                FetchMessage.encode(have),
                peer -> to.test(peer) && fetches.test(peer) && !pushed.contains(peer.id()));
        gossip.sent(GossipCount.SENT, copies);
        gossip.sent(GossipCount.ANNOUNCED, told);
        return copies + told;
    }

    private List<PublicKey> choose(Predicate<PeerInfo> to) {
        List<PublicKey> pushed = new ArrayList<>();
        for (int i = 0; i < settings.gossip().fetch().pushed(); i++) {
            node.anyPeer(peer -> to.test(peer) && fetches.test(peer) && !pushed.contains(peer.id()))
                    .ifPresent(pushed::add);
        }
        return pushed;
    }

    /** Whether a message is between the nodes, and nothing for the application; then it is dealt with. */
    boolean takes(PeerInfo sender, Topic of, Bytes message) {
        if (of != topic || !FetchMessage.isOne(message) || !fetches.test(sender)) {
            return false;
        }
        long now = node.nowNanos();
        carryOut(fetching.received(
                sender.id(), message, id -> gossips.stream().anyMatch(gossip -> gossip.knows(id, now)), now));
        return true;
    }

    void admitted(PeerInfo peer) {
        FetchMessage.Have greeting = fetches.test(peer) ? fetching.greeting(node.nowNanos()) : null;
        if (greeting != null) {
            node.send(peer.id(), topic, FetchMessage.encode(greeting));
        }
    }

    void lost(PublicKey peer) {
        fetching.lost(peer, node.nowNanos());
        setAlarm();
    }

    void wake() {
        pendingAt = Long.MAX_VALUE;
        carryOut(fetching.wake(node.nowNanos()));
    }

    private void carryOut(List<FetchEffect> effects) {
        for (FetchEffect effect : effects) {
            switch (effect) {
                case FetchEffect.Send send -> node.send(send.peer(), topic, send.payload());
                case FetchEffect.Charge charge -> node.report(charge.peer(), charge.offence());
            }
        }
        setAlarm();
    }

    /** An alarm that comes too early finds nothing to do, so that none is moved that is early enough. */
    private void setAlarm() {
        long at = fetching.wakeAt();
        if (at < pendingAt) {
            if (pending != null) {
                pending.cancel();
            }
            pendingAt = at;
            pending = alarm.set(Duration.ofNanos(Math.max(0, at - node.nowNanos())), this);
        }
    }
}
