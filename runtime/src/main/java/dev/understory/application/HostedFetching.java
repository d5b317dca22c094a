package dev.understory.application;

import dev.understory.crypto.Sha256;
import dev.understory.dissemination.Announcements;
import dev.understory.dissemination.FetchEffect;
import dev.understory.dissemination.FetchMessage;
import dev.understory.dissemination.Fetching;
import dev.understory.dissemination.Gossip;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.MessageIds;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capability;
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
    private final GossipRules.Manner manner;
    private final Fetching fetching;
    private final Announcements<Announcement> announcements = new Announcements<>();
    private final Alarm alarm;
    private final List<Gossip> gossips = new ArrayList<>(1);
    private @Nullable Cancellable pending;
    private long pendingAt = Long.MAX_VALUE;

    /** Those are to be told of a message. */
    private record Announcement(Gossip gossip, FetchMessage.Entry entry, Predicate<PeerInfo> to) {}

    HostedFetching(HostedNode node, Topic topic, HostSettings settings, GossipRules.Manner manner, Alarm alarm) {
        this.node = node;
        this.topic = topic;
        this.settings = settings;
        this.manner = manner;
        this.alarm = alarm;
        this.fetching = new Fetching(
                topic,
                settings.gossip().fetch(),
                MessageIds.drawn(node.random("fetch." + topic.name())),
                settings.gossipEvents(),
                node::roundTripNanos);
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

    /** Returns who else has the message. */
    List<PublicKey> heard(PublicKey sender, Bytes id, boolean isFirst) {
        return fetching.heard(sender, id, isFirst, node.nowNanos());
    }

    /** There was no room for a message that came. */
    void refused(Bytes id) {
        fetching.refused(id);
    }

    void accepted(Bytes id) {
        carryOut(fetching.accepted(id));
    }

    /**
     * Has others have a message: it is sent to those that cannot ask and to those that want it unasked, all others are told of
     * it. One's own is sent to all at once, since nobody else can; but large ones only to a few.
     */
    int spread(Gossip gossip, Bytes payload, Bytes id, boolean isOwn, Predicate<PeerInfo> to) {
        FetchMessage.Entry entry = fetching.keep(id, payload, node.nowNanos());
        int copies = payload.size() < settings.gossip().fetch().leastBytes()
                ? spreadSmall(gossip, payload, entry, isOwn, to)
                : spreadLarge(gossip, payload, entry, to);
        carryOut(List.of());
        return copies;
    }

    private int spreadSmall(
            Gossip gossip, Bytes payload, FetchMessage.Entry entry, boolean isOwn, Predicate<PeerInfo> to) {
        Predicate<PeerInfo> sentTo = peer -> to.test(peer) && (isOwn || !fetching.isTold(peer.id()));
        int copies = send(payload, entry, peer -> sentTo.test(peer) && !fetching.isUndecided(peer.id()))
                + send(payload, entry, peer -> sentTo.test(peer) && fetching.isUndecided(peer.id()));
        gossip.sent(GossipCount.SENT, copies);
        if (!isOwn) {
            announcements.add(new Announcement(gossip, entry, peer -> to.test(peer) && fetching.isTold(peer.id())));
        }
        return copies;
    }

    private int send(Bytes payload, FetchMessage.Entry entry, Predicate<PeerInfo> to) {
        if (Fetching.isSaid(payload.size())) {
            node.broadcast(topic, have(List.of(entry), true), peer -> fetching.speaks(peer.id()) && to.test(peer));
        }
        return node.broadcast(topic, payload, to);
    }

    private int spreadLarge(Gossip gossip, Bytes payload, FetchMessage.Entry entry, Predicate<PeerInfo> to) {
        List<PublicKey> pushed = choose(to);
        if (!pushed.isEmpty()) {
            node.broadcast(topic, have(List.of(entry), true), peer -> pushed.contains(peer.id()));
        }
        int copies = node.broadcast(
                topic, payload, peer -> to.test(peer) && (!fetching.speaks(peer.id()) || pushed.contains(peer.id())));
        gossip.sent(GossipCount.SENT, copies);
        return copies
                + tell(new Announcement(
                        gossip,
                        entry,
                        peer -> to.test(peer) && fetching.speaks(peer.id()) && !pushed.contains(peer.id())));
    }

    private List<PublicKey> choose(Predicate<PeerInfo> to) {
        List<PublicKey> pushed = new ArrayList<>();
        for (int i = 0; i < settings.gossip().fetch().pushed(); i++) {
            node.anyPeer(peer -> to.test(peer) && fetching.speaks(peer.id()) && !pushed.contains(peer.id()))
                    .ifPresent(pushed::add);
        }
        return pushed;
    }

    private int tell(Announcement one) {
        int told = node.broadcast(topic, have(List.of(one.entry()), false), one.to());
        one.gossip().sent(GossipCount.ANNOUNCED, told);
        return told;
    }

    /** Who is to be told of any is told of all of them: that takes less than making one for each peer. */
    private void tellWhatIsDue() {
        tell(announcements.take(node.nowNanos()));
    }

    private void tell(List<Announcement> due) {
        if (due.size() == 1) {
            tell(due.get(0));
        } else if (!due.isEmpty()) {
            Bytes all = have(due.stream().map(Announcement::entry).toList(), false);
            int told = node.broadcast(
                    topic, all, peer -> due.stream().anyMatch(one -> one.to().test(peer)));
            due.get(0).gossip().sent(GossipCount.ANNOUNCED, told * due.size());
        }
    }

    private static Bytes have(List<FetchMessage.Entry> entries, boolean coming) {
        return FetchMessage.encode(new FetchMessage.Have(entries, coming));
    }

    /** Whether a message is between the nodes, and nothing for the application; then it is dealt with. */
    boolean takes(PeerInfo sender, Topic of, Bytes message) {
        if (of != topic || !FetchMessage.isOne(message) || !speaks(sender)) {
            return false;
        }
        long now = node.nowNanos();
        if (FetchMessage.isShort(message)) {
            // What waits is told first: whoever changes from TELL to PUSH has not been sent it.
            tell(announcements.takeAll(now));
        }
        carryOut(fetching.received(sender.id(), message, id -> knows(sender.id(), id, now), now));
        return true;
    }

    /** Who says that he has what waits for its verdict is not sent it. */
    private boolean knows(PublicKey sender, Bytes id, long now) {
        boolean known = false;
        for (Gossip gossip : gossips) {
            gossip.hasIt(sender, id);
            known |= gossip.knows(id, now);
        }
        return known;
    }

    void admitted(PeerInfo peer) {
        carryOut(fetching.admitted(peer.id(), peer.direction() == Direction.OUTBOUND, speaks(peer), heeds(peer)));
    }

    private boolean speaks(PeerInfo peer) {
        return manner != GossipRules.Manner.AGREED || peer.capabilities().has(Capability.ANNOUNCE_FETCH);
    }

    private boolean heeds(PeerInfo peer) {
        return switch (manner) {
            case FLOOD, FETCH -> false;
            case CHOOSE -> true;
            case AGREED -> peer.capabilities().has(Capability.DONT_WANT);
        };
    }

    void lost(PublicKey peer) {
        carryOut(fetching.lost(peer, node.nowNanos()));
    }

    void wake() {
        pendingAt = Long.MAX_VALUE;
        carryOut(fetching.wake(node.nowNanos()));
    }

    private void carryOut(List<FetchEffect> effects) {
        for (FetchEffect effect : effects) {
            switch (effect) {
                case FetchEffect.Send send -> node.send(send.peer(), topic, send.payload());
                case FetchEffect.Give give -> {
                    if (node.offer(give.peer(), topic, give.payload())) {
                        settings.gossipEvents().gossiped(topic, GossipCount.SENT, 1);
                    }
                }
                case FetchEffect.Charge charge -> node.report(charge.peer(), charge.offence());
            }
        }
        tellWhatIsDue();
        setAlarm();
    }

    /** An alarm that comes too early finds nothing to do, so that none is moved that is early enough. */
    private void setAlarm() {
        long at = Math.min(fetching.wakeAt(), announcements.dueAt());
        if (at < pendingAt) {
            if (pending != null) {
                pending.cancel();
            }
            pendingAt = at;
            pending = alarm.set(Duration.ofNanos(Math.max(0, at - node.nowNanos())), this);
        }
    }
}
