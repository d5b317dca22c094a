package dev.understory.application;

import dev.understory.connection.ConnectionActor;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.crypto.RandomStream;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.dissemination.Direct;
import dev.understory.dissemination.FetchMessage;
import dev.understory.dissemination.Fetching;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.store.Documents;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capability;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The node as its application sees it: the admitted peers, and the way to send to them straight, without another actor in
 * between. Belongs to {@link ApplicationHost} and to its thread.
 */
final class HostedNode implements Node {
    /** An admitted peer, and what it owes us answers for. */
    private static final class Admitted {
        final PeerHandle handle;

        @Nullable
        ArrayDeque<Long> openTokens;

        Admitted(PeerHandle handle) {
            this.handle = handle;
        }
    }

    /** It is time to ask another peer for what did not come. */
    record FetchAlarm(HostedFetching of) {}

    /** Something may have waited too long for its verdict. */
    record VerdictsDue() {}

    private static final VerdictsDue VERDICTS_DUE = new VerdictsDue();

    private final HostSettings settings;
    private final ActorContext<ApplicationEvent> context;
    private final ActorRef<Delivery> self;
    private final Map<PublicKey, Admitted> admitted = new HashMap<>();
    /** Oldest first. */
    private final List<PeerHandle> handles = new ArrayList<>();

    private final Map<String, RandomStream> streams = new HashMap<>();
    private @Nullable Direct direct;
    /** One for each topic on which messages are asked for. */
    private final List<HostedFetching> fetchings = new ArrayList<>(0);

    private final List<HostedGossip> gossips = new ArrayList<>(0);
    private boolean isAlarmSet;

    HostedNode(HostSettings settings, ActorContext<ApplicationEvent> context) {
        this.settings = settings;
        this.context = context;
        this.self = context.getSelf().<Object>unsafeUpcast().narrow();
    }

    @Override
    public PublicKey self() {
        return settings.self();
    }

    @Override
    public Collection<PeerInfo> peers() {
        List<PeerInfo> peers = new ArrayList<>(handles.size());
        handles.forEach(one -> peers.add(one.peer()));
        return Collections.unmodifiableList(peers);
    }

    @Override
    public long nowNanos() {
        return settings.clock().nowNanos();
    }

    @Override
    public RandomStream random(String name) {
        return streams.computeIfAbsent(
                name, fresh -> settings.entropy().stream(streamsOf(settings.registration()) + fresh));
    }

    @Override
    public Documents store() {
        return settings.store();
    }

    /** The names that the streams of one who was alone had before there were several. */
    private static String streamsOf(Registration registration) {
        String name = registration.name();
        return name.equals(Registration.ALONE) ? "application/" : "application." + name + "/";
    }

    @Override
    public void send(PublicKey peer, Topic topic, Bytes payload) {
        offer(peer, topic, payload);
    }

    /** As above; returns whether it was taken. */
    boolean offer(PublicKey peer, Topic topic, Bytes payload) {
        checkIsRegistered(topic);
        Admitted to = admitted.get(peer);
        boolean isTaken = to != null && to.handle.offer(topic, payload);
        if (!isTaken) {
            refused(peer, topic, to == null ? SendOutcome.NO_SUCH_PEER : SendOutcome.QUEUE_FULL, payload);
        }
        return isTaken;
    }

    @Override
    public void send(PublicKey peer, Topic topic, Bytes payload, long token) {
        checkIsRegistered(topic);
        Admitted to = admitted.get(peer);
        if (to == null) {
            completeLater(token, peer, SendOutcome.NO_SUCH_PEER);
        } else if (!to.handle.offer(topic, payload, token, self)) {
            completeLater(token, peer, SendOutcome.QUEUE_FULL);
        } else {
            if (to.openTokens == null) {
                to.openTokens = new ArrayDeque<>();
            }
            to.openTokens.addLast(token);
        }
    }

    /** How long the last ping of a peer and its answer took; less than 0 if none was measured. */
    long roundTripNanos(PublicKey peer) {
        Admitted one = admitted.get(peer);
        return one == null ? Fetching.RoundTrips.UNKNOWN : one.handle.roundTripNanos();
    }

    @Override
    public int broadcast(Topic topic, Bytes payload, Predicate<PeerInfo> to) {
        checkIsRegistered(topic);
        ConnectionActor.Send shared = new ConnectionActor.Send(topic, payload, 0, null);
        int count = 0;
        for (int i = 0; i < handles.size(); i++) {
            PeerHandle one = handles.get(i);
            if (to.test(one.peer())) {
                if (one.offer(shared)) {
                    count++;
                } else {
                    refused(one.peer().id(), topic, SendOutcome.QUEUE_FULL, payload);
                }
            }
        }
        return count;
    }

    @Override
    public Optional<PublicKey> anyPeer(Predicate<PeerInfo> fits) {
        if (direct == null) {
            direct = new Direct(random("direct"));
        }
        return Optional.ofNullable(direct.choose(handles, handle -> fits.test(handle.peer())))
                .map(handle -> handle.peer().id());
    }

    @Override
    public GossipTopic gossip(Topic topic, GossipRules rules) {
        checkIsRegistered(topic);
        HostedFetching fetching = isFlooded(rules.manner()) ? null : fetching(topic, rules.manner());
        HostedGossip gossip = new HostedGossip(
                this, topic, rules, settings.gossip(), settings.waiting(), settings.gossipEvents(), fetching);
        gossips.add(gossip);
        return gossip;
    }

    private boolean isFlooded(GossipRules.Manner manner) {
        return switch (manner) {
            case FLOOD -> true;
            case FETCH, CHOOSE -> false;
            case AGREED -> !settings.capabilities().has(Capability.ANNOUNCE_FETCH);
        };
    }

    /** Whoever gossips on a topic has the same of it; how messages travel is what the first of them says. */
    private HostedFetching fetching(Topic topic, GossipRules.Manner manner) {
        for (HostedFetching one : fetchings) {
            if (one.topic() == topic) {
                return one;
            }
        }
        HostedFetching fresh = new HostedFetching(
                this,
                topic,
                settings,
                manner,
                (delay, which) ->
                        context.scheduleOnce(delay, context.getSelf().<Object>unsafeUpcast(), new FetchAlarm(which)));
        fetchings.add(fresh);
        handles.forEach(handle -> fresh.admitted(handle.peer()));
        return fresh;
    }

    /**
     * Whether a message is between the nodes, and nothing for the application; then it is dealt with, or dropped if nobody here
     * gossips on the topic.
     */
    boolean takes(PublicKey sender, Topic topic, Bytes message) {
        Admitted from = FetchMessage.isOne(message) ? admitted.get(sender) : null;
        if (from == null) {
            return false;
        }
        for (HostedFetching one : fetchings) {
            if (one.takes(from.handle.peer(), topic, message)) {
                return true;
            }
        }
        return from.handle.peer().capabilities().has(Capability.ANNOUNCE_FETCH);
    }

    @Override
    public ConsensusMode consensusMode(Collection<PublicKey> committee) {
        return ConsensusMode.of(self(), committee, settings.gossipThreshold());
    }

    @Override
    public void report(PublicKey peer, Offence offence) {
        settings.peers().tell(new NodeCommand.Report(peer, offence));
    }

    @Override
    public void credit(PublicKey peer, Credit credit) {
        settings.peers().tell(new NodeCommand.Commend(peer, credit));
    }

    /** A peer has come. */
    void admitted(PeerHandle handle) {
        Admitted before = admitted.put(handle.peer().id(), new Admitted(handle));
        if (before != null) {
            handles.remove(before.handle);
        }
        handles.add(handle);
        fetchings.forEach(one -> one.admitted(handle.peer()));
    }

    /** A peer has gone. Returns the tokens of sends that were never answered. */
    List<Long> lost(PublicKey peer, long connectionId) {
        Admitted gone = admitted.get(peer);
        if (gone == null || gone.handle.connectionId() != connectionId) {
            return List.of();
        }
        admitted.remove(peer);
        handles.remove(gone.handle);
        fetchings.forEach(one -> one.lost(peer));
        gossips.forEach(gossip -> gossip.lost(peer));
        return gone.openTokens == null ? List.of() : new ArrayList<>(gone.openTokens);
    }

    /** An answer to a send has come. Returns false if the loss of the peer has answered it already. */
    boolean completed(PublicKey peer, long token) {
        Admitted from = admitted.get(peer);
        return from != null && from.openTokens != null && from.openTokens.removeFirstOccurrence(token);
    }

    /** The application is done with a batch. A message for the credit of every small one would cost more than it is worth. */
    void consumed(Delivery.Batch batch) {
        batch.stream().release(batch.cost(), settings.window() / 2);
    }

    /** Called when the application is done with an event: sets an alarm if a message waits for its verdict. */
    void watchVerdicts() {
        if (isAlarmSet || gossips.isEmpty()) {
            return;
        }
        long first = Long.MAX_VALUE;
        for (HostedGossip gossip : gossips) {
            first = Math.min(first, gossip.expiresAt());
        }
        if (first < Long.MAX_VALUE) {
            isAlarmSet = true;
            Duration delay = Duration.ofNanos(Math.max(0, first - nowNanos()));
            context.scheduleOnce(delay, context.getSelf().<Object>unsafeUpcast(), VERDICTS_DUE);
        }
    }

    void verdictsDue() {
        isAlarmSet = false;
        gossips.forEach(HostedGossip::expire);
    }

    /** The application has ended, and judges nothing any more. */
    void close() {
        gossips.forEach(HostedGossip::close);
    }

    private void checkIsRegistered(Topic topic) {
        if (!settings.registration().topics().contains(topic)) {
            throw new IllegalArgumentException(
                    "the application '" + settings.registration().name() + "' is not registered for " + topic);
        }
    }

    private void completeLater(long token, PublicKey peer, SendOutcome outcome) {
        context.getSelf().tell(new ApplicationEvent.SendCompleted(token, peer, outcome));
    }

    private void refused(PublicKey peer, Topic topic, SendOutcome outcome, Bytes payload) {
        settings.events().emit(new ConnectionEvent.SendRefused(peer, topic, outcome, payload.size()));
    }
}
