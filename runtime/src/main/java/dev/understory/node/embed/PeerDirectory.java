package dev.understory.node.embed;

import dev.understory.admission.DialOutcome;
import dev.understory.connection.ConnectionActor;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.dissemination.Direct;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The admitted peers of a node, for senders on any thread: they look a peer up here and send straight to its connection.
 * Its {@link #behavior} hears of peers and of the outcomes of sends; every send gets one outcome, {@link
 * SendOutcome#CLOSED} if its connection ends without one.
 */
final class PeerDirectory {
    /** Hears what became of messages that were offered together. */
    @FunctionalInterface
    interface Outcome {
        /** The first {@code accepted} of them were taken; the others were not, for the reason {@code rest}. */
        void completed(int accepted, SendOutcome rest);
    }

    /** What is offered to a connection; false if it did not take it, and no answer comes. */
    @FunctionalInterface
    private interface Offer {
        boolean to(PeerHandle handle, long token);
    }

    private record Open(long connectionId, Outcome outcome) {}

    /** Somebody who waits for peers; {@code promise} is one of {@link #waits}. */
    private record Waiting(Predicate<Map<PublicKey, PeerHandle>> until, CompletableFuture<Done> promise) {}

    private final ConcurrentSkipListMap<PublicKey, PeerHandle> peers = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<Long, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();
    private final Waits waits = new Waits();
    private final Set<Waiting> waiting = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final CompletableFuture<ActorRef<Delivery>> self = new CompletableFuture<>();
    private LongConsumer onAdmission = connectionId -> {};

    /** The consumer to subscribe, without topics, at the node. */
    Behavior<Delivery> behavior() {
        return Behaviors.setup(context -> {
            self.complete(context.getSelf());
            return Behaviors.receiveMessage(delivery -> {
                onDelivery(delivery);
                return Behaviors.same();
            });
        });
    }

    /** Called before the node starts; hears of each admission once the peer can be found here. */
    void onAdmission(LongConsumer listener) {
        onAdmission = listener;
    }

    boolean knows(PublicKey peer, long connectionId) {
        PeerHandle handle = peers.get(peer);
        return handle != null && handle.connectionId() == connectionId;
    }

    /** Completes as soon as there are that many peers; fails as {@link Waits} says. */
    CompletableFuture<Done> whenPeers(int count) {
        return when(now -> now.size() >= count);
    }

    /** Completes as soon as that peer is there. */
    CompletableFuture<Done> whenPeer(PublicKey peer) {
        return when(now -> now.containsKey(peer));
    }

    /** A dial's outcome, once a peer that it has found can be sent to. */
    CompletionStage<DialOutcome> whenFound(DialOutcome outcome) {
        return switch (outcome) {
            case DialOutcome.Connected connected ->
                whenPeer(connected.peer())
                        // It may have gone again before we heard of it.
                        .completeOnTimeout(Done.getInstance(), 1, TimeUnit.SECONDS)
                        .handle((done, stopping) -> outcome);
            case DialOutcome.Failed failed -> CompletableFuture.completedFuture(failed);
        };
    }

    /** Offers messages to a peer, the first of them first; {@code outcome} is called once, on any thread. */
    void send(PublicKey peer, Topic topic, List<Bytes> payloads, Outcome outcome) {
        offer(peer, outcome, (handle, token) -> handle.offerAll(topic, payloads, token, self.join()));
    }

    /** Offers one message to a peer, which is refused if the queue of its topic is full. */
    CompletionStage<SendOutcome> send(PublicKey peer, Topic topic, Bytes payload) {
        CompletableFuture<SendOutcome> result = new CompletableFuture<>();
        offer(
                peer,
                (accepted, rest) -> result.complete(accepted > 0 ? SendOutcome.ACCEPTED : rest),
                (handle, token) -> handle.offer(topic, payload, token, self.join()));
        return result;
    }

    private void offer(PublicKey peer, Outcome outcome, Offer offer) {
        PeerHandle handle = peers.get(peer);
        if (handle == null) {
            outcome.completed(0, SendOutcome.NO_SUCH_PEER);
            return;
        }
        long token = tokens.incrementAndGet();
        open.put(token, new Open(handle.connectionId(), outcome));
        if (!offer.to(handle, token)) {
            complete(token, 0, SendOutcome.QUEUE_FULL);
        } else if (peers.get(peer) != handle) {
            complete(token, 0, SendOutcome.CLOSED); // It went while we sent: nobody is left to answer.
        }
    }

    /** Offers a message to all peers but those; returns to how many it was offered and how many could not take it. */
    SinkResult broadcast(Topic topic, Bytes payload, Collection<PublicKey> except) {
        ConnectionActor.Send shared = new ConnectionActor.Send(topic, payload, 0, null);
        long offered = 0;
        long full = 0;
        for (PeerHandle handle : peers.values()) {
            if (!except.contains(handle.peer().id())) {
                if (handle.offer(shared)) {
                    offered++;
                } else {
                    full++;
                }
            }
        }
        return new SinkResult(offered, full);
    }

    /** One of the peers that fit, drawn by {@code direct}, which one thread uses at a time. */
    Optional<PublicKey> any(Predicate<PeerInfo> fits, Direct direct) {
        List<PeerHandle> all = List.copyOf(peers.values());
        synchronized (direct) {
            return Optional.ofNullable(direct.choose(all, handle -> fits.test(handle.peer())))
                    .map(handle -> handle.peer().id());
        }
    }

    /** Nobody waits for peers any longer: no more come. */
    void endWaits() {
        waits.close();
    }

    /** The node is gone: no peer is left, and every send that was not answered is. */
    void close() {
        waits.close();
        // In that order: a send that finds its peer here looks again once it can be found itself.
        peers.clear();
        open.keySet().forEach(token -> complete(token, 0, SendOutcome.CLOSED));
    }

    /** How many wait for peers. */
    int waiting() {
        return waiting.size();
    }

    private CompletableFuture<Done> when(Predicate<Map<PublicKey, PeerHandle>> until) {
        if (until.test(peers)) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        Waiting entry = new Waiting(until, waits.begin());
        waiting.add(entry);
        entry.promise().whenComplete((done, failure) -> waiting.remove(entry));
        if (until.test(peers)) {
            entry.promise().complete(Done.getInstance()); // It came meanwhile.
        }
        return entry.promise();
    }

    private void wakeWaiting() {
        for (Waiting entry : waiting) {
            if (entry.until().test(peers)) {
                entry.promise().complete(Done.getInstance());
            }
        }
    }

    private void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Admitted admitted -> onAdmitted(admitted.peer());
            case Delivery.Lost lost -> onLost(lost);
            case Delivery.Batch batch -> batch.release();
            case Delivery.SendCompleted completed ->
                complete(completed.token(), completed.outcome() == SendOutcome.ACCEPTED ? 1 : 0, completed.outcome());
            case Delivery.BatchCompleted completed ->
                complete(completed.token(), completed.accepted(), completed.rest());
        }
    }

    private void onAdmitted(PeerHandle handle) {
        peers.put(handle.peer().id(), handle);
        onAdmission.accept(handle.connectionId());
        wakeWaiting();
    }

    private void onLost(Delivery.Lost lost) {
        if (knows(lost.peer(), lost.connectionId())) {
            peers.remove(lost.peer());
        }
        Iterator<Map.Entry<Long, Open>> all = open.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Long, Open> entry = all.next();
            if (entry.getValue().connectionId() == lost.connectionId()) {
                complete(entry.getKey(), 0, SendOutcome.CLOSED);
            }
        }
    }

    private void complete(long token, int accepted, SendOutcome rest) {
        @Nullable Open entry = open.remove(token);
        if (entry != null) {
            entry.outcome().completed(accepted, rest);
        }
    }
}
