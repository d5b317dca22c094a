package dev.understory.attack;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.observe.EventCounters;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A node's application and the sink of its events, which remember everything. The application sends the CONSENSUS messages
 * of a friend back to him. Safe for any thread.
 */
final class Witness implements Application, NodeEventSink {
    /** Counters that say how much, not why. */
    private static final List<String> AMOUNTS = List.of("OPENED", "ADMITTED", "DIAL_FAILED", "LISTEN_FAILED");

    /** So do these, and the offences that an end's reason has told already. */
    private static final Pattern AMOUNTS_BY_KIND = Pattern.compile("^(messages|bytes|offence)\\.");

    private final EventCounters counters = new EventCounters();
    private final Map<PublicKey, Map<Topic, List<Bytes>>> delivered = new LinkedHashMap<>();
    private final List<PublicKey> admitted = new ArrayList<>();
    private final List<ApplicationEvent.PeerLost> lost = new ArrayList<>();
    private final List<ConnectionEvent> events = new ArrayList<>();
    private final LongSupplier clock;
    private final LogLines log;
    private final Runnable onChange;
    private @Nullable PublicKey friend;
    private @Nullable Node node;
    private @Nullable ActorSystem<?> system;
    private long full;
    private long held;
    private long mostHeld;
    private long lastHeld;
    private long lastEnd;
    private long pinned;
    private long mostPinned;

    /** @param clock nanoseconds of the bed's time */
    Witness(LongSupplier clock, Runnable onChange) {
        this.clock = clock;
        this.log = new LogLines(clock);
        this.onChange = onChange;
    }

    synchronized void echo(PublicKey whose) {
        friend = whose;
    }

    /** Called on the node's own thread. */
    void send(PublicKey peer, Topic topic, Bytes payload) {
        Objects.requireNonNull(node).send(peer, topic, payload);
    }

    /** What became of a message that was sent by other means. */
    synchronized void hears(SendOutcome outcome) {
        full += outcome == SendOutcome.QUEUE_FULL ? 1 : 0;
    }

    /** How often whoever sent something was told that there is no room for it. */
    synchronized long full() {
        return full
                + events(ConnectionEvent.SendRefused.class).stream()
                        .filter(refused -> refused.outcome() == SendOutcome.QUEUE_FULL)
                        .count();
    }

    @Override
    public Behavior<ApplicationEvent> create(Node mine) {
        node = mine;
        return Behaviors.setup(context -> {
            system = context.getSystem();
            return Behaviors.receiveMessage(event -> {
                hear(mine, event);
                onChange.run();
                return Behaviors.same();
            });
        });
    }

    /** All actors that live in the node's actor system, those of others there included. */
    long actors() {
        ActorSystem<?> known = Objects.requireNonNull(system);
        return ((ExtendedActorSystem) Adapter.toClassic(known))
                .printTree()
                .lines()
                .count();
    }

    private synchronized void hear(Node mine, ApplicationEvent event) {
        switch (event) {
            case ApplicationEvent.PeerAdmitted(var peer) -> admitted.add(peer.id());
            case ApplicationEvent.PeerLost gone -> lost.add(gone);
            case ApplicationEvent.Delivered(PublicKey sender, Topic topic, Bytes payload) -> {
                delivered
                        .computeIfAbsent(sender, fresh -> new EnumMap<>(Topic.class))
                        .computeIfAbsent(topic, fresh -> new ArrayList<>())
                        .add(payload);
                if (friend != null && sender.equals(friend) && topic == Topic.CONSENSUS) {
                    mine.send(sender, topic, payload);
                }
            }
            case ApplicationEvent.SendCompleted completed -> {}
            case ApplicationEvent.Own own -> {}
        }
    }

    @Override
    public void emit(NodeEvent event) {
        counters.emit(event);
        synchronized (this) {
            log.emit(event);
            if (event instanceof NodeEvent.Connection(ConnectionEvent what)) {
                events.add(what);
                if (what instanceof ConnectionEvent.PeerClosed || what instanceof ConnectionEvent.HandshakeFailed) {
                    lastEnd = clock.getAsLong();
                }
            }
        }
        onChange.run();
    }

    @Override
    public void held(long change) {
        synchronized (this) {
            held += change;
            mostHeld = Math.max(mostHeld, held);
            lastHeld = clock.getAsLong();
        }
        pin(change);
        onChange.run();
    }

    @Override
    public void ignored(IgnoredInput what) {
        counters.ignored(what);
        onChange.run();
    }

    @Override
    public void queued(long change) {
        pin(change);
    }

    private synchronized void pin(long change) {
        pinned += change;
        mostPinned = Math.max(mostPinned, pinned);
    }

    /** What peers hold now: unfinished messages, partial records, and what waits to be sent to them. */
    synchronized long pinned() {
        return pinned;
    }

    /** The most of that since this was asked last. */
    synchronized long takeMostPinned() {
        long most = mostPinned;
        mostPinned = pinned;
        return most;
    }

    /** All that was counted with a reason: refusals, ends, drops, what was ignored; and defects. */
    Map<String, Long> reasons() {
        Map<String, Long> reasons = new TreeMap<>(counters.nonZero());
        reasons.keySet().removeAll(AMOUNTS);
        reasons.keySet().removeIf(name -> AMOUNTS_BY_KIND.matcher(name).find());
        return reasons;
    }

    synchronized Map<Topic, List<Bytes>> delivered(PublicKey sender) {
        Map<Topic, List<Bytes>> copy = new EnumMap<>(Topic.class);
        delivered
                .getOrDefault(sender, Collections.emptyMap())
                .forEach((topic, messages) -> copy.put(topic, new ArrayList<>(messages)));
        return copy;
    }

    synchronized List<Bytes> delivered(PublicKey sender, Topic topic) {
        return List.copyOf(
                delivered.getOrDefault(sender, Collections.emptyMap()).getOrDefault(topic, List.of()));
    }

    synchronized boolean knows(PublicKey peer) {
        return admitted.contains(peer);
    }

    /** How often that peer was lost. */
    synchronized long lost(PublicKey peer) {
        return lost.stream().filter(gone -> gone.peer().equals(peer)).count();
    }

    /** Forgets all messages, and of peers and events what does not concern that one and his first round trips, so many of them. */
    synchronized void forgetAllBut(PublicKey honest, int roundTrips) {
        delivered.clear();
        admitted.removeIf(peer -> !peer.equals(honest));
        lost.removeIf(gone -> !gone.peer().equals(honest));
        List<ConnectionEvent> kept = events.stream()
                .filter(event -> event instanceof ConnectionEvent.RoundTrip trip
                        && trip.peer().equals(honest))
                .limit(roundTrips)
                .toList();
        events.clear();
        events.addAll(kept);
    }

    /** All lines of the node's log since it was forgotten, if some came too soon; see {@link LogLines#tooSoon}. */
    synchronized List<String> linesTooSoon(int atOnce) {
        return log.tooSoon(atOnce);
    }

    synchronized void forgetLog() {
        log.forget();
    }

    /** How often anybody has been debited, by offence. */
    Map<String, Long> offences() {
        Map<String, Long> offences = new TreeMap<>(counters.nonZero());
        offences.keySet().removeIf(name -> !name.startsWith("offence."));
        return offences;
    }

    /** From now on {@link #mostHeld} is what is held from now on. */
    synchronized void forgetMostHeld() {
        mostHeld = held;
    }

    /** Bytes that all peers together hold in unfinished messages, told in steps for each. */
    synchronized long held() {
        return held;
    }

    /** The most of it since it was forgotten. */
    synchronized long mostHeld() {
        return mostHeld;
    }

    /** How long after the last end of a connection something was held or given back for the last time; not negative. */
    synchronized long heldAfterTheEnd() {
        return mostHeld == 0 ? 0 : Math.max(0, lastHeld - lastEnd);
    }

    synchronized <T extends ConnectionEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Round trips to that peer, in nanoseconds. */
    synchronized List<Long> roundTrips(PublicKey peer) {
        return events.stream()
                .filter(event -> event instanceof ConnectionEvent.RoundTrip trip
                        && trip.peer().equals(peer))
                .map(event -> ((ConnectionEvent.RoundTrip) event).nanos())
                .toList();
    }
}
