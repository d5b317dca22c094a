package dev.understory.node.embed;

import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.dissemination.Gossip;
import dev.understory.dissemination.GossipCount;
import dev.understory.dissemination.GossipEffect;
import dev.understory.dissemination.MessageIds;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Credit;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.NodeClock;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

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
    private final CompletableFuture<Done> ended = new CompletableFuture<>();

    private GossipChannel(RunningNode node, Topic topic, Gossip gossip, Function<Inbound, Verdict> judge) {
        this.node = node;
        this.topic = topic;
        this.gossip = gossip;
        this.judge = judge;
    }

    static GossipChannel on(RunningNode node, Topic topic, Function<Inbound, Verdict> judge) {
        MessageIds ids = MessageIds.drawn(new OperatingSystemEntropy().stream("gossip." + topic.name()));
        Gossip gossip = new Gossip(topic, node.gossip(), ids, node.waiting(), node.events());
        return new GossipChannel(node, topic, gossip, judge);
    }

    /** Offers a message of one's own to all peers; returns for how many of them it was taken. It is not judged when it comes back. */
    public int publish(Bytes payload) {
        synchronized (gossip) {
            gossip.published(payload, clock.nowNanos());
        }
        return spread(new GossipEffect.Relay(payload, payload, List.of(), null));
    }

    /**
     * Completes once the messages of every peer that is admitted from then on are judged; fails if that never comes to be, because
     * the node has stopped or another has taken the topic.
     */
    public CompletionStage<Done> whenReady() {
        return ready.copy();
    }

    /** Completes when no more messages are judged: the node has stopped, or another has taken the topic. Fails after a defect. */
    public CompletionStage<Done> whenEnded() {
        return ended.copy();
    }

    /** What came of the subscription. */
    void subscribed(Done done, @Nullable Throwable failure) {
        complete(ready, failure);
    }

    /** The stream of messages has ended. */
    void ended(Done done, @Nullable Throwable failure) {
        if (failure != null) {
            report("gossip on " + topic, "no more messages are judged: " + failure);
            ready.completeExceptionally(failure);
        }
        synchronized (gossip) {
            gossip.close();
        }
        complete(ended, failure);
    }

    private static void complete(CompletableFuture<Done> promise, @Nullable Throwable failure) {
        if (failure == null) {
            promise.complete(Done.getInstance());
        } else {
            promise.completeExceptionally(failure);
        }
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
            case GossipEffect.Relay relay -> {
                spread(relay);
                if (relay.earns() != null) {
                    node.node().tell(new NodeCommand.Commend(relay.earns(), Credit.USEFUL_MESSAGE));
                }
            }
            case GossipEffect.Charge charge ->
                node.node().tell(new NodeCommand.Report(charge.sender(), charge.offence()));
            case GossipEffect.Nothing nothing -> {}
        }
    }

    /** What an embedder's code throws, or leaves out, is its own: the message goes no further, and that is all. */
    private Verdict verdict(Inbound message) {
        String problem;
        try {
            @Nullable Verdict verdict = judge.apply(message);
            if (verdict != null) {
                return verdict;
            }
            problem = "it gave no verdict";
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
            problem = defect.toString();
        }
        report("judge of " + topic, problem);
        return Verdict.IGNORE;
    }

    private void report(String where, String problem) {
        node.events().emit(new NodeEvent.Connection(new ConnectionEvent.Defect(where, problem)));
    }

    private int spread(GossipEffect.Relay relay) {
        int copies = (int) node.directory()
                .broadcast(topic, relay.payload(), relay.holders())
                .accepted();
        gossip.sent(GossipCount.SENT, copies);
        return copies;
    }
}
