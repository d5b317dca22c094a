package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.EventTarget;
import dev.understory.engine.Inbox;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One machine as the network sees it, beside the {@link SimNode} that it is: its place, its access link, its listeners and its open links. Everything but the
 * place is used on the machine's shard only. Links of an earlier life whose bytes went unanswered are remembered, so
 * that the machine resets them when it is back, as a real one would.
 */
final class Host implements EventTarget, Inbox, SimNode.Lifecycle {
    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    /** How many accepted dials are remembered, the newest; an older one that knocks again gets another link. */
    static final int MOST_ACCEPTED = 4_096;
    /** How long after its deadline a dial's last packet may still arrive. */
    private static final long LATE_KNOCK_NANOS = 60_000_000_000L;

    private final Network network;
    private final SimNode node;
    private final Place place;
    private final AccessClass access;
    private final Uplink uplink;
    private final AccessQueue downlink;
    private final SimTransport transport;
    private final Map<Integer, SimListener> listeners = new HashMap<>();
    private final List<SimLink> links = new ArrayList<>(8);
    private final LinkTable linksById = new LinkTable();
    private final Map<Long, DialAttempt> dialling = new HashMap<>();
    private final LinkedHashMap<Dial, Accepted> acceptedDials = new LinkedHashMap<>();
    /** Of those that the table remembered when power was lost. */
    private final LinkedHashSet<SimLink> halfOpen = new LinkedHashSet<>(0);

    private final @Nullable BitSet contacted;
    private final CounterStream control;
    private volatile String name;
    private boolean powered;
    private long powerLostAt = Long.MIN_VALUE;
    private int nextPort = FIRST_EPHEMERAL_PORT;
    private long nextLinkId;
    long bytesSent;
    long bytesReceived;
    long bytesDropped;
    long writes;
    long deliveries;
    long dials;
    long dialsFailed;
    long accepted;

    Host(Network network, SimNode node, String name, int region, AccessClass access, long accessNanos) {
        this.network = network;
        this.node = node;
        this.name = name;
        this.place = Place.of(node, region, access, accessNanos);
        this.access = access;
        this.uplink = new Uplink(this, new AccessQueue(access.upBitsPerSecond(), access.queueBytes()));
        this.downlink = new AccessQueue(access.downBitsPerSecond(), access.queueBytes());
        this.contacted = access.nat() == Nat.CONE ? new BitSet() : null;
        this.control = CounterStream.of(node.simulation().seed(), node.index(), "control-packets");
        this.transport = new SimTransport(this);
    }

    Network network() {
        return network;
    }

    SimNode node() {
        return node;
    }

    String name() {
        return name;
    }

    void rename(String newName) {
        name = newName;
    }

    Place place() {
        return place;
    }

    Uplink uplink() {
        return uplink;
    }

    boolean limitsDown() {
        return access.downBitsPerSecond() > 0;
    }

    AccessQueue downlink() {
        return downlink;
    }

    SimTransport transport() {
        return transport;
    }

    boolean isPowered() {
        return powered;
    }

    /** Whether it has power, and has had it all the time since then. */
    boolean hasPowerSince(long time) {
        return powered && powerLostAt < time;
    }

    HostCounters counters() {
        return new HostCounters(
                bytesSent, bytesReceived, writes, deliveries, dials, dialsFailed, accepted, links.size(), bytesDropped);
    }

    long nextLinkId() {
        return nextLinkId++;
    }

    int nextEphemeralPort() {
        int port = nextPort;
        nextPort = port == 65_535 ? FIRST_EPHEMERAL_PORT : port + 1;
        return port;
    }

    @Nullable
    SimListener listener(int port) {
        return listeners.get(port);
    }

    void bind(int port, SimListener listener) {
        listeners.put(port, listener);
    }

    void unbind(int port, SimListener listener) {
        listeners.remove(port, listener);
    }

    void opened(SimLink link) {
        linksById.add(link);
        link.slot = links.size();
        links.add(link);
    }

    void closed(SimLink link) {
        linksById.closed(link, node.trueTime());
        SimLink last = links.removeLast();
        if (last != link) {
            links.set(link.slot, last);
            last.slot = link.slot;
        }
    }

    /** The link is over, and nothing comes for it any more. */
    void forget(SimLink link) {
        linksById.forget(link);
    }

    /** Remembers a link that died with its machine and whose remote is still sending: half-open (RFC 9293, section 3.5.1). */
    void keepHalfOpen(SimLink dead) {
        halfOpen.add(dead);
    }

    /** For translated machines: whom this machine dialled may dial back. */
    void contact(Place remote) {
        if (contacted != null) {
            contacted.set(remote.node());
        }
    }

    @Override
    public boolean isOfMachine() {
        return true;
    }

    /** The link of that number; what is for one that is forgotten comes to this machine, and has no effect. */
    @Override
    public EventTarget target(long address) {
        SimLink link = address == MACHINE ? null : linksById.get(address);
        return link == null ? this : link;
    }

    /** Something comes for this machine: about a dial. */
    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        switch (Mail.kind(data)) {
            case Mail.KNOCK -> onKnock((Mail.Knock) Objects.requireNonNull(argument));
            case Mail.ANSWERED -> onAnswered((Mail.Answer) Objects.requireNonNull(argument));
            case Mail.REFUSED -> {
                DialAttempt dial = dialling.get(Mail.value(data));
                if (dial != null) {
                    dial.onRefused();
                }
            }
            default -> {}
        }
    }

    void dialBegun(DialAttempt dial) {
        dialling.put(dial.id(), dial);
    }

    void dialEnded(DialAttempt dial) {
        dialling.remove(dial.id());
    }

    /** The first packet of a dial goes on its way. */
    void knock(Place to, Mail.Knock knock) {
        node.post(node.trueTime() + connectNanos(to), to.node(), to.shard(), MACHINE, Mail.of(Mail.KNOCK, 0), knock);
    }

    /** The number of the link that was made for a dial that knocks again; null if there is none. */
    @Nullable
    Long acceptedFor(Mail.Knock knock) {
        Accepted known = acceptedDials.get(new Dial(knock.dialer(), knock.dial()));
        return known == null ? null : known.link;
    }

    void acceptedFor(Mail.Knock knock, long link) {
        while (!acceptedDials.isEmpty()
                && (acceptedDials.size() >= MOST_ACCEPTED
                        || acceptedDials.firstEntry().getValue().until < node.trueTime())) {
            acceptedDials.pollFirstEntry();
        }
        long until = knock.deadline() + LATE_KNOCK_NANOS;
        acceptedDials.put(new Dial(knock.dialer(), knock.dial()), new Accepted(link, until));
    }

    /** Tells the machine that dialled of its link here. */
    void answer(Mail.Knock knock, Place dialer, long link) {
        send(dialer, MACHINE, Mail.of(Mail.ANSWERED, 0), new Mail.Answer(knock.dial(), node.index(), link));
    }

    private void onKnock(Mail.Knock knock) {
        Place dialer = network.place(knock.dialer());
        if (!powered || !admits(dialer)) {
            return;
        }
        SimListener listener = listeners.get(knock.port());
        if (listener != null) {
            listener.arrive(knock, dialer);
        } else if (isOpenTo(dialer)) {
            send(dialer, MACHINE, Mail.of(Mail.REFUSED, knock.dial()), null);
        }
    }

    /** A link for which no dial waits any more is reset, unless it is the one that was opened. */
    private void onAnswered(Mail.Answer answer) {
        Place acceptor = network.place(answer.acceptor());
        DialAttempt dial = dialling.get(answer.dial());
        SimLink opened = linksById.get(answer.dial());
        if (dial != null) {
            dial.onAnswered(acceptor, answer.link());
        } else if (opened == null || !opened.wasOpenedTo(answer.link())) {
            send(acceptor, answer.link(), Mail.of(Mail.RESET, 0), null);
        }
    }

    /** Sends a packet without payload that belongs to no link of this machine. */
    private void send(Place to, long address, long data, @Nullable Object argument) {
        node.post(node.trueTime() + controlNanos(to), to.node(), to.shard(), address, data, argument);
    }

    /** Whether what this machine sends reaches the other now. */
    boolean isOpenTo(Place remote) {
        return isHere(remote) || !network.faultsInForce().blocks(node.index(), remote.node());
    }

    /** How long a packet without payload takes to the other machine now. */
    private long controlNanos(Place to) {
        long base = network.baseDelay(place, to);
        return isHere(to) ? base : network.delayNanos(base, control, node.index(), to.node());
    }

    /** How long the first packet of a dial takes, with all round trips beyond TCP's. */
    private long connectNanos(Place to) {
        double more = Math.max(0, network.model().stream().connect().roundTrips() - 1.5);
        return controlNanos(to) + (long) StrictMath.rint(more * 2 * network.baseDelay(place, to));
    }

    private boolean isHere(Place remote) {
        return remote.node() == node.index();
    }

    @Override
    public void started(SimNode owner) {
        powered = true;
        for (SimLink dead : halfOpen) {
            dead.resetByHost();
        }
        halfOpen.clear();
    }

    @Override
    public void stopped(SimNode owner, SimNode.StopKind kind) {
        listeners.clear();
        dialling.clear();
        powered = kind != SimNode.StopKind.POWER_LOSS;
        if (!powered) {
            powerLostAt = node.trueTime();
        }
        for (SimLink link : links) {
            link.die(kind);
        }
        linksById.dead(links, node.trueTime());
        links.clear();
        uplink.reset();
        downlink.reset();
    }

    void resetLinks(Fault between) {
        for (SimLink link : List.copyOf(links)) {
            if (between.isBetween(node.index(), link.remoteIndex)) {
                link.breakOff("reset on the way");
            }
        }
    }

    void releaseLinks() {
        for (SimLink link : List.copyOf(links)) {
            link.retryNow();
        }
    }

    Endpoint endpoint(int port) {
        return new Endpoint(name, port);
    }

    void trace(TraceKind kind, long subject, long size) {
        node.trace(kind, subject, size);
    }

    private boolean admits(Place dialer) {
        return isHere(dialer)
                || switch (access.nat()) {
                    case NONE -> true;
                    case CONE -> contacted != null && contacted.get(dialer.node());
                    case SYMMETRIC -> false;
                };
    }

    /** A dial, by the machine that dials and its number there. */
    private record Dial(int dialer, long number) {}

    /** The link that was made for a dial, and until when the dial may knock again. */
    private record Accepted(long link, long until) {}
}
