package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One machine as the network sees it, beside the {@link SimNode} that it is: its place, its access link, its listeners and its open links. Everything but the
 * place is used on the machine's shard only. Links of an earlier life whose bytes went unanswered are remembered, so
 * that the machine resets them when it is back, as a real one would.
 */
final class Host implements EventTarget, SimNode.Lifecycle {
    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    /** How many links of earlier lives are remembered. */
    private static final int MOST_HALF_OPEN = 4_096;

    private final Network network;
    private final SimNode node;
    private final int region;
    private final AccessClass access;
    private final long accessNanos;
    private final Uplink uplink;
    private final AccessQueue downlink;
    private final SimTransport transport;
    private final Map<Integer, SimListener> listeners = new HashMap<>();
    private final List<SimLink> links = new ArrayList<>(8);
    private final List<SimLink> halfOpen = new ArrayList<>(0);
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
        this.region = region;
        this.access = access;
        this.accessNanos = accessNanos;
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

    int region() {
        return region;
    }

    long accessNanos() {
        return accessNanos;
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
        link.slot = links.size();
        links.add(link);
    }

    void closed(SimLink link) {
        SimLink last = links.removeLast();
        if (last != link) {
            links.set(link.slot, last);
            last.slot = link.slot;
        }
    }

    /** Remembers a link that died with its machine and whose remote is still sending: half-open (RFC 9293, section 3.5.1). */
    void keepHalfOpen(SimLink dead) {
        if (halfOpen.size() < MOST_HALF_OPEN) {
            halfOpen.add(dead);
        }
    }

    /** For translated machines: whom this machine dialled may dial back. */
    void contact(Host remote) {
        if (contacted != null) {
            contacted.set(remote.node.index());
        }
    }

    @Override
    public boolean isOfMachine() {
        return true;
    }

    /** A first packet of a dial arrives. */
    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        if (argument instanceof DialAttempt attempt && powered && admits(attempt.dialer())) {
            SimListener listener = listeners.get(attempt.remote().port());
            if (listener != null) {
                listener.arrive(attempt);
            } else if (isOpenTo(attempt.dialer())) {
                attempt.refuse(this);
            }
        }
    }

    /** Whether what this machine sends reaches the other now. */
    boolean isOpenTo(Host remote) {
        return remote == this || !network.faultsInForce().blocks(node.index(), remote.node.index());
    }

    /** How long a packet without payload takes to the other machine now. */
    long controlNanos(Host to) {
        long base = network.baseDelay(this, to);
        return to == this ? base : network.delayNanos(base, control, node.index(), to.node.index());
    }

    /** How long the first packet of a dial takes, with all round trips beyond TCP's. */
    long connectNanos(Host to) {
        double more = Math.max(0, network.model().stream().connect().roundTrips() - 1.5);
        return controlNanos(to) + (long) StrictMath.rint(more * 2 * network.baseDelay(this, to));
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
        powered = kind != SimNode.StopKind.POWER_LOSS;
        if (!powered) {
            powerLostAt = node.trueTime();
        }
        for (SimLink link : List.copyOf(links)) {
            link.die(kind);
        }
        links.clear();
        uplink.reset();
        downlink.reset();
    }

    void resetLinks(Fault between) {
        for (SimLink link : List.copyOf(links)) {
            if (between.isBetween(node.index(), link.remoteHost().node.index())) {
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

    private boolean admits(Host dialer) {
        return dialer == this
                || switch (access.nat()) {
                    case NONE -> true;
                    case CONE -> contacted != null && contacted.get(dialer.node.index());
                    case SYMMETRIC -> false;
                };
    }
}
