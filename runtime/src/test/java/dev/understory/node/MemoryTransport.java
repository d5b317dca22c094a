package dev.understory.node;

import dev.understory.limits.NetworkAddress;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The transport of one host in a {@link World}: links with a delay, back-pressure, ends in good order and resets. */
final class MemoryTransport implements Transport {
    /** All hosts, and what is wrong between them. */
    static final class Network {
        final World world;
        final Map<Endpoint, ActorRef<ListenEvent>> listeners = new LinkedHashMap<>();
        Duration delay = Duration.ofMillis(10);
        /** How long after an abort its own side hears that the link is closed; null if it hears so inside the call. */
        @Nullable
        Duration abortDelay;

        /** Whether bytes from the first host to the second vanish. */
        BiPredicate<String, String> swallows = (from, to) -> false;

        /** The addresses of host names; a name that is none of them has none. */
        final Map<String, List<String>> names = new LinkedHashMap<>();

        /** Names whose lookup never ends. */
        final List<String> hanging = new ArrayList<>();

        /** What was looked up, in order. */
        final List<String> lookups = new ArrayList<>();

        /** All link ends that are open, in the order in which they were opened. */
        final List<MemoryLink> links = new ArrayList<>();

        /** How much longer than others a dial may take, and who says by how much. */
        Duration spread = Duration.ZERO;

        Random random = new Random(1);

        /** Hears of each call of a link by its owner: on which host, and which. May throw, as a defect of the adapter. */
        BiConsumer<String, String> watch = (on, call) -> {};

        long nextLink;
        int openEnds;

        Network(World world) {
            this.world = world;
        }

        MemoryTransport host(String host) {
            return new MemoryTransport(this, host);
        }
    }

    final String host;
    private final Network network;
    private int nextPort = 40_000;
    /** Thrown by the next call of that kind, as a defect of the adapter. */
    RuntimeException defectOnDial;

    RuntimeException defectOnListen;
    /** Whether the port counts as taken by somebody else. */
    boolean portTaken;

    ActorRef<ListenEvent> listening;

    private MemoryTransport(Network network, String host) {
        this.network = network;
        this.host = host;
    }

    @Override
    public void listen(Endpoint local, ActorRef<ListenEvent> replyTo) {
        if (defectOnListen != null) {
            RuntimeException defect = defectOnListen;
            defectOnListen = null;
            throw defect;
        }
        Endpoint at = new Endpoint(host, local.port());
        if (portTaken || network.listeners.containsKey(at)) {
            replyTo.tell(new ListenEvent.ListenFailed(local, "the port is in use"));
            return;
        }
        network.listeners.put(at, replyTo);
        listening = replyTo;
        replyTo.tell(new ListenEvent.Listening(at, () -> network.listeners.remove(at, replyTo)));
    }

    /** The listener dies of something outside the node. */
    void killListener(int port) {
        Endpoint at = new Endpoint(host, port);
        ActorRef<ListenEvent> listener = network.listeners.remove(at);
        listener.tell(new ListenEvent.ListenFailed(at, "the listener died"));
    }

    @Override
    public boolean isAddress(String name) {
        return NetworkAddress.of(name).literal();
    }

    @Override
    public void lookUp(String name, Duration timeout, ActorRef<LookupEvent> replyTo) {
        network.lookups.add(name);
        boolean hangs = network.hanging.contains(name);
        network.world.schedule(hangs ? timeout.toNanos() : network.delay.toNanos(), () -> {
            List<String> addresses = network.names.getOrDefault(name, List.of());
            replyTo.tell(
                    hangs || addresses.isEmpty()
                            ? new LookupEvent.NotFound(name, name + (hangs ? " hangs" : " has no address"))
                            : new LookupEvent.Found(name, addresses, 0));
        });
    }

    @Override
    public void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        if (defectOnDial != null) {
            RuntimeException defect = defectOnDial;
            defectOnDial = null;
            throw defect;
        }
        Endpoint local = new Endpoint(host, nextPort++);
        if (network.swallows.test(host, remote.host()) || network.swallows.test(remote.host(), host)) {
            network.world.schedule(
                    timeout.toNanos(),
                    () -> replyTo.tell(
                            new DialEvent.DialFailed(remote, DialEvent.Reason.TIMEOUT, "no answer from " + remote)));
            return;
        }
        long late = network.spread.isZero() ? 0 : network.random.nextLong(network.spread.toNanos());
        network.world.schedule(network.delay.toNanos() + late, () -> {
            ActorRef<ListenEvent> listener = network.listeners.get(remote);
            if (listener == null) {
                network.world.schedule(
                        network.delay.toNanos(),
                        () -> replyTo.tell(new DialEvent.DialFailed(
                                remote, DialEvent.Reason.REFUSED, "nobody listens at " + remote)));
                return;
            }
            MemoryLink near = new MemoryLink(network, local, remote);
            MemoryLink far = new MemoryLink(network, remote, local);
            near.join(far);
            listener.tell(new ListenEvent.Accepted(far));
            network.world.schedule(network.delay.toNanos(), () -> replyTo.tell(new DialEvent.Opened(near)));
        });
    }
}
