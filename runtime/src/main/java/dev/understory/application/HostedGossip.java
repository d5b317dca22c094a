package dev.understory.application;

import dev.understory.dissemination.Gossip;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.GossipEffect;
import dev.understory.dissemination.GossipEvents;
import dev.understory.dissemination.GossipSettings;
import dev.understory.dissemination.MessageIds;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.dissemination.WaitingShares;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Credit;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries what an application says to {@link Gossip}, and what follows from it to the peers of any {@link Node}. */
public final class HostedGossip implements GossipTopic {
    private final Node node;
    private final Topic topic;
    private final GossipRules rules;
    private final Gossip gossip;
    /** Null if nobody is ever asked for a message. */
    private final @Nullable HostedFetching fetching;

    /** On a node that the application is registered on for the topic, and which asks nobody for messages. */
    public HostedGossip(Node node, Topic topic, GossipRules rules, GossipSettings settings, GossipEvents events) {
        this(node, topic, rules, settings, new WaitingShares(settings.waitingShare(), events), events, null);
    }

    HostedGossip(
            Node node,
            Topic topic,
            GossipRules rules,
            GossipSettings settings,
            WaitingShares shares,
            GossipEvents events,
            @Nullable HostedFetching fetching) {
        this.node = node;
        this.topic = topic;
        this.rules = rules;
        MessageIds ids = MessageIds.drawn(node.random("gossip." + topic.name()));
        this.gossip = new Gossip(topic, settings, ids, shares, events);
        this.fetching = fetching;
        if (fetching != null) {
            fetching.add(gossip);
        }
    }

    @Override
    public int publish(Bytes payload) {
        Bytes identity = identity(payload);
        gossip.published(identity, node.nowNanos());
        return spread(payload, identity, true, rules.among());
    }

    @Override
    public Sight hear(PublicKey sender, Bytes payload) {
        Bytes identity = identity(payload);
        Sight sight = gossip.hear(sender, payload, identity, node.nowNanos());
        if (fetching != null) {
            if (sight instanceof Sight.NoRoom) {
                fetching.refused(identity);
            } else {
                fetching.heard(sender, identity, sight instanceof Sight.First)
                        .forEach(owner -> gossip.hasIt(owner, identity));
            }
        }
        return sight;
    }

    @Override
    public void judge(long token, Verdict verdict) {
        switch (gossip.judge(token, verdict, node.nowNanos())) {
            case GossipEffect.Relay relay -> {
                spread(
                        relay.payload(),
                        relay.identity(),
                        false,
                        peer -> !relay.holders().contains(peer.id())
                                && rules.among().test(peer));
                if (fetching != null) {
                    fetching.accepted(relay.identity());
                }
                if (relay.earns() != null) {
                    node.credit(relay.earns(), Credit.USEFUL_MESSAGE);
                }
            }
            case GossipEffect.Charge charge -> node.report(charge.sender(), charge.offence());
            case GossipEffect.Nothing nothing -> {}
        }
    }

    /** A peer is gone. */
    void lost(PublicKey peer) {
        gossip.lost(peer, node.nowNanos());
    }

    /** The application has ended. */
    void close() {
        gossip.close();
    }

    /** When {@link #expire} is to be called; {@link Long#MAX_VALUE} if nothing waits. */
    long expiresAt() {
        return gossip.expiresAt();
    }

    /** Time has passed. */
    void expire() {
        gossip.expire(node.nowNanos());
    }

    /** Where nodes ask each other for messages it is what all of them call the message. */
    private Bytes identity(Bytes payload) {
        Bytes identity = rules.identity().apply(payload);
        return fetching == null ? identity : HostedFetching.id(identity);
    }

    private int spread(Bytes payload, Bytes identity, boolean isOwn, Predicate<PeerInfo> to) {
        if (fetching != null) {
            return fetching.spread(gossip, payload, identity, isOwn, to);
        }
        int copies = node.broadcast(topic, payload, to);
        gossip.sent(GossipCount.SENT, copies);
        return copies;
    }
}
