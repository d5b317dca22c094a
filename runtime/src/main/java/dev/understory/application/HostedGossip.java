package dev.understory.application;

import dev.understory.dissemination.Gossip;
import dev.understory.dissemination.GossipEffect;
import dev.understory.dissemination.GossipEvents;
import dev.understory.dissemination.GossipSettings;
import dev.understory.dissemination.MessageIds;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.function.Predicate;

/** Carries what an application says to {@link Gossip}, and what follows from it to the peers of any {@link Node}. */
public final class HostedGossip implements GossipTopic {
    private final Node node;
    private final Topic topic;
    private final GossipRules rules;
    private final Gossip gossip;

    /** On a node that the application is registered on for the topic. */
    public HostedGossip(Node node, Topic topic, GossipRules rules, GossipSettings settings, GossipEvents events) {
        this.node = node;
        this.topic = topic;
        this.rules = rules;
        this.gossip = new Gossip(topic, settings, MessageIds.drawn(node.random("gossip." + topic.name())), events);
    }

    @Override
    public int publish(Bytes payload) {
        gossip.published(rules.identity().apply(payload), node.nowNanos());
        return spread(payload, rules.among());
    }

    @Override
    public Sight hear(PublicKey sender, Bytes payload) {
        return gossip.hear(sender, payload, rules.identity().apply(payload), node.nowNanos());
    }

    @Override
    public void judge(long token, Verdict verdict) {
        switch (gossip.judge(token, verdict, node.nowNanos())) {
            case GossipEffect.Relay relay ->
                spread(
                        relay.payload(),
                        peer -> !relay.holders().contains(peer.id())
                                && rules.among().test(peer));
            case GossipEffect.Charge charge -> node.report(charge.sender(), charge.offence());
            case GossipEffect.Nothing nothing -> {}
        }
    }

    private int spread(Bytes payload, Predicate<PeerInfo> to) {
        int copies = node.broadcast(topic, payload, to);
        gossip.sent(copies);
        return copies;
    }
}
