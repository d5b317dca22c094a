package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.MailCodec;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.law.Distribution;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The network of a simulation: which machines are joined to it, under which host names, and what is wrong with it. All
 * public methods are control work, called between rounds; what they change is then the same for all shards.
 *
 * <p>Bytes that are on their way when a way is blocked still arrive; what is written afterwards waits at its sender.
 */
public final class Network {
    /** How many draws tell what jitter is usual. */
    private static final int JITTERS = 1_001;

    private final Simulation simulation;
    private final NetworkModel model;
    private final Faults faults = new Faults();
    private final Map<String, Place> byName = new HashMap<>();
    private final List<@Nullable Host> hosts = new ArrayList<>();
    /** By shard and region. */
    private final long[][] leastAccess;
    /** By shard and shard: how soon a machine of the one reaches one of the other at the earliest. */
    private final long[][] lookahead;

    private final CounterStream[] dice;
    private final long usualJitter;

    /** An empty network; its machines are those of the simulation. */
    public Network(Simulation simulation, NetworkModel model) {
        this.simulation = simulation;
        this.model = model;
        int shards = simulation.shards();
        this.leastAccess = new long[shards][model.regions().count()];
        this.lookahead = new long[shards][shards];
        for (int i = 0; i < shards; i++) {
            Arrays.fill(leastAccess[i], Long.MAX_VALUE);
            Arrays.fill(lookahead[i], Long.MAX_VALUE);
        }
        this.dice = new CounterStream[simulation.shards()];
        Arrays.setAll(dice, i -> simulation.stream("links"));
        this.usualJitter = median(model.jitter());
    }

    /** Turns into bytes what machines of any network tell each other; see {@link dev.understory.engine.SimulationConfig}. */
    public static MailCodec codec() {
        return new NetworkMail();
    }

    public NetworkModel model() {
        return model;
    }

    /**
     * Joins a machine to the network and answers its transport.
     *
     * @param node a machine that has not joined yet and is down
     * @param host its host name or address, as others dial it
     * @param region a region's number in the model's table
     * @param access its last mile; the delay is drawn here
     */
    public SimTransport join(SimNode node, String host, int region, AccessClass access) {
        if (node.isUp() || hostOrNull(node) != null) {
            throw new IllegalArgumentException("machine " + node + " is up, or has joined already");
        }
        double drawn = access.delay().sample(CounterStream.of(simulation.seed(), node.index(), "access-delay"));
        long accessNanos = Math.max(0, (long) StrictMath.rint(drawn));
        Host joined = new Host(this, node, host, region, access, accessNanos);
        claim(host, joined.place());
        while (hosts.size() <= node.index()) {
            hosts.add(null);
        }
        hosts.set(node.index(), joined);
        node.onLifecycle(joined);
        node.inbox(joined);
        shortenLookahead(joined.place());
        return joined.transport();
    }

    /** Gives a machine another host name; the old one is nobody's. Open links stay. */
    public void rename(SimNode node, String host) {
        Host known = host(node);
        claim(host, known.place());
        byName.remove(known.name());
        known.rename(host);
    }

    /** What went through a machine's access link, and what became of its dials. */
    public HostCounters counters(SimNode node) {
        return host(node).counters();
    }

    /**
     * Cuts machines off from each other: whoever is on one side does not reach those on another. Machines on no side
     * reach everybody.
     *
     * @param oneWay only the way from an earlier side to a later one is cut
     */
    public Fault partition(List<? extends Collection<SimNode>> sides, boolean oneWay) {
        String text = "partition of " + sides.size() + " sides" + (oneWay ? ", one way" : "");
        return begin(Fault.between(Fault.Effect.PARTITION, text, sides, oneWay));
    }

    /** Holds back all that one group sends to the other until {@link #heal}; then it goes on at once. */
    public Fault hold(Collection<SimNode> from, Collection<SimNode> to, boolean oneWay) {
        return begin(Fault.onTheWay(Fault.Effect.HOLD, "hold", from, to, oneWay, 0, 0));
    }

    /** Makes the way from one group to the other longer. */
    public Fault slow(Collection<SimNode> from, Collection<SimNode> to, boolean oneWay, long extraNanos) {
        if (extraNanos < 0) {
            throw new IllegalArgumentException("a slow way is not shorter than usual");
        }
        return begin(
                Fault.onTheWay(Fault.Effect.SLOW, "slow by " + extraNanos + " ns", from, to, oneWay, extraNanos, 0));
    }

    /** Makes the way from one group to the other lose more. */
    public Fault lossy(Collection<SimNode> from, Collection<SimNode> to, boolean oneWay, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a loss rate lies in [0, 1), not " + rate);
        }
        return begin(Fault.onTheWay(Fault.Effect.LOSSY, "loss of " + rate, from, to, oneWay, 0, rate));
    }

    /**
     * Makes each link from one group to the other carry less. What does not get through waits, as much of it as the window of
     * the receiver lets the sender send.
     */
    public Fault narrow(Collection<SimNode> from, Collection<SimNode> to, boolean oneWay, long bitsPerSecond) {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("a narrow way carries something");
        }
        return begin(Fault.narrow(from, to, oneWay, bitsPerSecond));
    }

    /** Resets every open link between the one group and the other. */
    public void reset(Collection<SimNode> from, Collection<SimNode> to) {
        Fault between = Fault.onTheWay(Fault.Effect.PARTITION, "reset", from, to, false, 0, 0);
        for (Host host : hosts) {
            if (host != null && host.node().isUp()) {
                host.node().run(() -> host.resetLinks(between));
            }
        }
    }

    /** Ends a fault; false if it was not in force. */
    public boolean heal(Fault fault) {
        boolean known = faults.remove(fault);
        if (known && fault.effect() == Fault.Effect.HOLD) {
            release();
        }
        return known;
    }

    /** The faults in force, in the order in which they began. */
    public List<Fault> faults() {
        return faults.all();
    }

    /** Whether bytes from the one would reach the other now: faults only, not whether anybody is up. */
    public boolean isReachable(SimNode from, SimNode to) {
        return from == to || !faults.blocks(from.index(), to.index());
    }

    /** A machine has joined that may be nearer to others than any in its shard and region. */
    private void shortenLookahead(Place place) {
        int shard = place.shard();
        if (place.accessNanos() >= leastAccess[shard][place.region()]) {
            return;
        }
        leastAccess[shard][place.region()] = place.accessNanos();
        for (int other = 0; other < leastAccess.length; other++) {
            for (int region = 0; region < leastAccess[other].length; region++) {
                long access = leastAccess[other][region];
                if (access != Long.MAX_VALUE) {
                    long ends = place.accessNanos() + access;
                    long there = leastDelay(model.regions().oneWayNanos(place.region(), region) + ends);
                    long back = leastDelay(model.regions().oneWayNanos(region, place.region()) + ends);
                    lookahead[shard][other] = Math.min(lookahead[shard][other], there);
                    lookahead[other][shard] = Math.min(lookahead[other][shard], back);
                }
            }
        }
        simulation.lookahead(lookahead);
    }

    /** The shortest delay that jitter can make of one. */
    private long leastDelay(long baseNanos) {
        double jitter = Math.max(-baseNanos, model.jitter().minimum());
        return Math.max(model.floorNanos(), baseNanos + (long) StrictMath.floor(jitter));
    }

    /** One draw of how long the way between two machines takes now, queues apart. */
    long delayNanos(long baseNanos, CounterStream chance, int from, int to) {
        long delay = baseNanos + (long) model.jitter().sample(chance);
        return Math.max(model.floorNanos(), delay) + faults.extraNanos(from, to);
    }

    /** The one object of a shard that stands for the random streams of all its links, one after the other. */
    CounterStream dice(int shard) {
        return dice[shard];
    }

    Faults faultsInForce() {
        return faults;
    }

    @Nullable
    Place find(Endpoint remote) {
        return byName.get(remote.host());
    }

    /** Where the machine of that number is. */
    Place place(int node) {
        return Objects.requireNonNull(hosts.get(node)).place();
    }

    long baseDelay(Place from, Place to) {
        return from.node() == to.node()
                ? model.loopbackNanos()
                : model.regions().oneWayNanos(from.region(), to.region()) + from.accessNanos() + to.accessNanos();
    }

    /** The one-way delay between two machines with the jitter that half of all writes see. */
    long usualDelay(Place from, Place to) {
        return from.node() == to.node()
                ? model.loopbackNanos()
                : Math.max(model.floorNanos(), baseDelay(from, to) + usualJitter);
    }

    Host host(SimNode node) {
        Host host = hostOrNull(node);
        if (host == null) {
            throw new IllegalArgumentException("machine " + node + " has not joined the network");
        }
        return host;
    }

    /** Near enough, and the same for every seed. */
    private static long median(Distribution jitter) {
        CounterStream stream = CounterStream.of(0, 0, "usual-jitter");
        double[] drawn = new double[JITTERS];
        Arrays.setAll(drawn, i -> jitter.sample(stream));
        Arrays.sort(drawn);
        return (long) drawn[JITTERS / 2];
    }

    private @Nullable Host hostOrNull(SimNode node) {
        return node.index() < hosts.size() ? hosts.get(node.index()) : null;
    }

    private void claim(String name, Place place) {
        if (byName.putIfAbsent(name, place) != null) {
            throw new IllegalArgumentException("the host name '" + name + "' is taken");
        }
    }

    private Fault begin(Fault fault) {
        faults.add(fault);
        return fault;
    }

    private void release() {
        for (Host host : hosts) {
            if (host != null && host.node().isUp()) {
                host.node().run(host::releaseLinks);
            }
        }
    }
}
