package dev.understory.node.embed;

import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.dissemination.Gossip;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.GossipEffect;
import dev.understory.dissemination.MessageIds;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.NodeClock;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;

/**
 * Gossip on a topic of a {@link P2pNode}: what is new is judged by a function and goes on if that accepts it. Any thread may
 * publish.
 */
public final class GossipChannel {
    private final RunningNode node;
    private final Topic topic;
    private final Gossip gossip;
    private final Function<Inbound, Verdict> judge;
    private final NodeClock clock = new SystemClock();
    private final CompletableFuture<Done> ready = new CompletableFuture<>();

    private GossipChannel(RunningNode node, Topic topic, Gossip gossip, Function<Inbound, Verdict> judge) {
        this.node = node;
        this.topic = topic;
        this.gossip = gossip;
        this.judge = judge;
    }

    static GossipChannel on(RunningNode node, Topic topic, Function<Inbound, Verdict> judge) {
        MessageIds ids = MessageIds.drawn(new OperatingSystemEntropy().stream("gossip." + topic.name()));
        return new GossipChannel(node, topic, new Gossip(topic, node.gossip(), ids, node.events()), judge);
    }

    /** Offers a message of one's own to all peers; returns to how many. It is not judged when it comes back. */
    public int publish(Bytes payload) {
        synchronized (gossip) {
            gossip.published(payload, clock.nowNanos());
        }
        return spread(new GossipEffect.Relay(payload, payload, List.of()));
    }

    /** Completes once the messages of every peer that is admitted from then on are judged. */
    public CompletionStage<Done> whenReady() {
        return ready.copy();
    }

    void isReady() {
        ready.complete(Done.getInstance());
    }

    /** Called by one thread at a time; the verdict is asked for while others may publish. */
    void hear(Inbound message) {
        Sight sight;
        synchronized (gossip) {
            sight = gossip.hear(message.sender(), message.payload(), message.payload(), clock.nowNanos());
        }
        if (!(sight instanceof Sight.First first)) {
            return;
        }
        Verdict verdict = verdict(message);
        GossipEffect effect;
        synchronized (gossip) {
            effect = gossip.judge(first.token(), verdict, clock.nowNanos());
        }
        switch (effect) {
            case GossipEffect.Relay relay -> spread(relay);
            case GossipEffect.Charge charge ->
                node.node().tell(new NodeCommand.Report(charge.sender(), charge.offence()));
            case GossipEffect.Nothing nothing -> {}
        }
    }

    /** What an embedder's code throws is its own: the message goes no further, and that is all. */
    private Verdict verdict(Inbound message) {
        try {
            return judge.apply(message);
        } catch (RuntimeException defect) {
            node.events().emit((ConnectionEvent) new ConnectionEvent.Defect("judge of " + topic, defect.toString()));
            return Verdict.IGNORE;
        }
    }

    private int spread(GossipEffect.Relay relay) {
        int copies = (int) node.directory()
                .broadcast(topic, relay.payload(), relay.holders())
                .accepted();
        gossip.sent(GossipCount.SENT, copies);
        return copies;
    }
}
