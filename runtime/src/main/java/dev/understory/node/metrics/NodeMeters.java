package dev.understory.node.metrics;

import dev.understory.dissemination.GossipCount;
import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;
import dev.understory.node.inspect.ConsensusWatch;
import dev.understory.node.inspect.NodeReport;
import dev.understory.node.inspect.NodeState;
import dev.understory.observe.EventCounters;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.session.SessionCounters;
import dev.understory.session.StreamFlow;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The meters of a node: it hears the node's events, and reads what they came to when somebody scrapes. Safe for any thread.
 * Everything but times is an ordinary counter that costs a message an addition; times are measured for pings and handshakes only.
 */
public final class NodeMeters implements NodeEventSink {
    /** Counters of services that are exported; what is counted under more names than that is not, so that labels stay few. */
    static final int MOST_SERVICE_COUNTERS = 256;

    /** The largest payload of each class of sizes; beyond the last is one more. */
    private static final int[] SIZES = {128, 1024, 16 * 1024, 128 * 1024, 1024 * 1024, 16 * 1024 * 1024};

    private static final Duration[] ROUND_TRIPS = {
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3)
    };

    private final MeterRegistry registry;
    private final NodeState state;
    private final EventCounters counters = new EventCounters();
    private final Traffic traffic = new Traffic();
    private final LongAdder[] sizes = adders(SIZES.length + 1);
    private final LongAdder[] flows = adders(StreamFlow.values().length);
    private final LongAdder dialled = new LongAdder();
    private final ConcurrentMap<List<String>, LongAdder> services = new ConcurrentHashMap<>();
    private final Timer roundTrips;
    private final Timer handshakes;
    private volatile NodeReport report = new NodeReport(List.of());
    private final ConsensusWatch consensus;
    private volatile int brokenRules;
    private volatile long silence;

    /** Meters in that registry, all of them there from now on; {@code nanos} is the node's time. */
    public NodeMeters(MeterRegistry registry, NodeState state, long nanos) {
        this.registry = registry;
        this.consensus = new ConsensusWatch(nanos);
        this.state = state;
        roundTrips = timer(
                "understory.heartbeat.rtt", "Time from writing a ping to its pong, what was queued before it included");
        handshakes = timer("understory.handshake", "Time from the open link to the admitted peer");
        peers();
        connections();
        messages();
        gossip();
        faults();
    }

    // What it hears.

    @Override
    public void emit(NodeEvent event) {
        counters.emit(event);
        if (event instanceof NodeEvent.Connection(ConnectionEvent what)) {
            switch (what) {
                case ConnectionEvent.RoundTrip trip -> roundTrips.record(Duration.ofNanos(trip.nanos()));
                case ConnectionEvent.PeerAdmitted peer -> handshakes.record(Duration.ofNanos(peer.handshakeNanos()));
                case ConnectionEvent.StreamChanged stream -> flows[stream.flow().ordinal()].increment();
                case ConnectionEvent.Opened link when link.direction() == Direction.OUTBOUND -> dialled.increment();
                default -> {
                    // Counted above, or for the log only.
                }
            }
        }
    }

    @Override
    public void delivered(Topic topic, int count, long bytes) {
        counters.delivered(topic, count, bytes);
    }

    @Override
    public void sent(Topic topic, int bytes) {
        counters.sent(topic, bytes);
        int size = 0;
        while (size < SIZES.length && bytes > SIZES[size]) {
            size++;
        }
        sizes[size].increment();
    }

    @Override
    public void ignored(IgnoredInput what) {
        counters.ignored(what);
    }

    @Override
    public void gossiped(Topic topic, GossipCount what, long amount) {
        counters.gossiped(topic, what, amount);
    }

    @Override
    public void waiting(long change) {
        counters.waiting(change);
    }

    @Override
    public void ended(SessionCounters last) {
        traffic.ended(last);
    }

    @Override
    public void counted(String service, String metric, long amount) {
        List<String> name = List.of(service, metric);
        LongAdder known = services.get(name);
        if (known == null) {
            known = services.size() < MOST_SERVICE_COUNTERS
                    ? services.computeIfAbsent(name, this::serviceCounter)
                    : null;
        }
        if (known != null) {
            known.add(amount);
        }
    }

    // What a scrape brings.

    /** What {@link #update} wants to be told, from before the connections are asked. */
    long[] beforeReport() {
        return traffic.endedSoFar();
    }

    /** How the node stands now. */
    void update(long[] before, NodeReport now, int broken, long nanos) {
        traffic.update(before, now);
        silence = consensus.silence(nanos, now, counters.messagesIn(Topic.CONSENSUS));
        report = now;
        brokenRules = broken;
    }

    // What there is.

    private void peers() {
        for (Direction direction : Direction.values()) {
            gauge(
                    "understory.peers",
                    "Admitted peers",
                    "direction",
                    lower(direction),
                    () -> count(peer -> peer.direction() == direction));
        }
        gauge("understory.peers.of.kind", "Admitted peers", "kind", "ordinary", () -> count(PeerInfo::ordinary));
        gauge("understory.peers.of.kind", "Admitted peers", "kind", "trusted", () -> count(PeerInfo::trusted));
        gauge("understory.peers.of.kind", "Admitted peers", "kind", "must-connect", () -> count(PeerInfo::mustConnect));
        gauge(
                "understory.consensus.silence.seconds",
                "Time without a message of CONSENSUS from anybody, while must-connect peers are connected",
                List.of(),
                () -> silence / 1_000_000_000);
        LongSupplier working = () -> counters.isHearing() ? 1 : 0;
        gauge("understory.peers.working", "1 while peers do work that is of use", List.of(), working);
        single("understory.peers.rotated", "Peers that made room for others", EventCounters.Single.ROTATED);
        gauge("understory.peers.minimum", "Peers that the node needs to be ready", List.of(), state::minimumPeers);
        gauge("understory.listening", "1 while links are accepted", List.of(), () -> state.isListening() ? 1 : 0);
        gauge(
                "understory.ready",
                "1 while /ready says so",
                List.of(),
                () -> state.missing(report.peers().size()).isEmpty() ? 1 : 0);
        String broken = "Rules within the node that do not hold; more than 0 is a bug";
        gauge("understory.rules.broken", broken, List.of(), () -> brokenRules);
    }

    private void connections() {
        single("understory.connections.opened", "Links opened", EventCounters.Single.OPENED);
        FunctionCounter.builder("understory.handshake.cpu.seconds", this, meters -> meters.state.handshakeNanos() / 1e9)
                .description("Processor time of the signatures of handshakes")
                .register(registry);
        single("understory.peers.admitted", "Peers admitted", EventCounters.Single.ADMITTED);
        reasons("understory.connections.refused", "Links and peers refused", CloseReason.values(), counters::refused);
        reasons("understory.handshakes.failed", "Handshakes failed", CloseReason.values(), counters::failedHandshakes);
        reasons("understory.peers.closed", "Admitted connections that ended", CloseReason.values(), counters::closed);
        counter("understory.dials", "Dials", List.of(Tag.of("outcome", "connected")), dialled::sum);
        counter(
                "understory.dials",
                "Dials",
                List.of(Tag.of("outcome", "failed")),
                () -> counters.of(EventCounters.Single.DIAL_FAILED));
        reasons("understory.addresses.skipped", "Addresses not dialled", SkipReason.values(), counters::skipped);
        single("understory.names.unresolved", "Host names without an address", EventCounters.Single.NAME_UNRESOLVED);
        single("understory.bans.refused", "Bans without room", EventCounters.Single.BANS_REFUSED);
        single("understory.listen.failures", "Tries to listen that failed", EventCounters.Single.LISTEN_FAILED);
        reasons("understory.offences", "Offences that cost a peer points", Offence.values(), counters::offences);
        reasons("understory.credits", "What peers have earned points for", Credit.values(), counters::credits);
        reasons("understory.bans", "Bans made while the node ran", BanReason.values(), counters::bans);
    }

    private void messages() {
        for (Topic topic : Topic.values()) {
            if (topic == Topic.HEARTBEAT) {
                continue;
            }
            Tag tag = Tag.of("topic", topic.name());
            Tag in = Tag.of("direction", "in");
            Tag out = Tag.of("direction", "out");
            counter("understory.messages", "Whole messages", List.of(in, tag), () -> counters.messagesIn(topic));
            counter("understory.messages", "Whole messages", List.of(out, tag), () -> counters.messagesOut(topic));
            counter("understory.message.bytes", "Payload", List.of(in, tag), () -> counters.bytesIn(topic));
            counter("understory.message.bytes", "Payload", List.of(out, tag), () -> counters.bytesOut(topic));
            gauge(
                    "understory.send.queue.bytes",
                    "Payload that waits to be sent",
                    List.of(tag),
                    () -> traffic.queued(topic));
        }
        limiters();
        for (int i = 0; i < sizes.length; i++) {
            String most = i < SIZES.length ? String.valueOf(SIZES[i]) : "+Inf";
            counter(
                    "understory.messages.sent.of.size",
                    "Sent messages by size",
                    List.of(Tag.of("up_to_bytes", most)),
                    sizes[i]::sum);
        }
        sum("understory.link.bytes", "Bytes on the wire", "direction", "in", Traffic.Sum.BYTES_IN);
        sum("understory.link.bytes", "Bytes on the wire", "direction", "out", Traffic.Sum.BYTES_OUT);
        sum("understory.heartbeat.pings", "Pings", "what", "received", Traffic.Sum.PINGS_IN);
        sum("understory.heartbeat.pings", "Pings", "what", "sent", Traffic.Sum.PINGS_OUT);
        sum("understory.heartbeat.pings", "Pings", "what", "coalesced", Traffic.Sum.PINGS_COALESCED);
        counter(
                "understory.ignored.topic.bytes",
                "Bytes on topics that do not exist",
                List.of(),
                () -> traffic.of(Traffic.Sum.IGNORED_TOPIC_BYTES));
        gauge("understory.received.held.bytes", "Memory of unfinished messages", List.of(), traffic::heldMemory);
        reasons("understory.messages.dropped", "Received messages dropped", DropReason.values(), counters::dropped);
        reasons("understory.inputs.ignored", "Packets ignored", IgnoredInput.values(), counters::ignoredInputs);
        reasons("understory.sends.refused", "Sends refused", SendOutcome.values(), counters::refusedSends);
        reasons(
                "understory.streams.turned",
                "Topics of peers that came to be so",
                StreamFlow.values(),
                flow -> flows[flow.ordinal()].sum());
    }

    private void limiters() {
        for (ByteWay way : ByteWay.values()) {
            for (Topic topic : Topic.values()) {
                if (topic != Topic.HEARTBEAT) {
                    List<Tag> tags = List.of(
                            Tag.of("direction", way == ByteWay.IN ? "in" : "out"), Tag.of("topic", topic.name()));
                    counter(
                            "understory.limiter.waits",
                            "Times that something waited for a rate of bytes",
                            tags,
                            () -> counters.waits(way, topic));
                    FunctionCounter.builder(
                                    "understory.limiter.wait.seconds",
                                    this,
                                    meters -> meters.counters.waitNanos(way, topic) / 1e9)
                            .description("Time in which something of a topic waited for a rate of bytes")
                            .tags(tags)
                            .register(registry);
                }
            }
        }
    }

    private void gossip() {
        gauge("understory.gossip.waiting.bytes", "Gossip without its verdict", List.of(), counters::gossipWaiting);
        for (Topic topic : Topic.values()) {
            for (GossipCount what : GossipCount.values()) {
                if (topic != Topic.HEARTBEAT) {
                    counter(
                            "understory.gossip",
                            "What gossip comes to",
                            List.of(Tag.of("topic", topic.name()), Tag.of("what", what.name())),
                            () -> counters.gossip(topic, what));
                }
            }
        }
    }

    private void faults() {
        single("understory.defects", "Defects that were contained", EventCounters.Single.DEFECTS);
        single("understory.documents.damaged", "Stored documents set aside", EventCounters.Single.DOCUMENTS_DAMAGED);
        single("understory.disk.failures", "Requests that the disk has failed", EventCounters.Single.DISK_FAILURES);
        reloads("applied", EventCounters.Single.RECONFIGURED);
        reloads("refused", EventCounters.Single.RECONFIGURE_REFUSED);
        reloads("unanswered", EventCounters.Single.RECONFIGURE_UNANSWERED);
    }

    private void reloads(String outcome, EventCounters.Single what) {
        List<Tag> tags = List.of(Tag.of("outcome", outcome));
        counter("understory.reloads", "New configurations", tags, () -> counters.of(what));
    }

    private int count(Predicate<PeerInfo> which) {
        return (int)
                report.peers().stream().filter(one -> which.test(one.peer())).count();
    }

    private <E extends Enum<E>> void reasons(String name, String help, E[] all, ToLongFunction<E> count) {
        for (E reason : all) {
            counter(name, help, List.of(Tag.of("reason", reason.name())), () -> count.applyAsLong(reason));
        }
    }

    private void single(String name, String help, EventCounters.Single what) {
        counter(name, help, List.of(), () -> counters.of(what));
    }

    private void sum(String name, String help, String label, String value, Traffic.Sum what) {
        counter(name, help, List.of(Tag.of(label, value)), () -> traffic.of(what));
    }

    private void counter(String name, String help, List<Tag> tags, LongSupplier count) {
        // The registry holds what it asks weakly: these meters, which live as long as it, and not the supplier alone.
        FunctionCounter.builder(name, this, meters -> count.getAsLong())
                .description(help)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String help, String label, String value, LongSupplier now) {
        gauge(name, help, List.of(Tag.of(label, value)), now);
    }

    private void gauge(String name, String help, List<Tag> tags, LongSupplier now) {
        Gauge.builder(name, now, LongSupplier::getAsLong)
                .description(help)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private Timer timer(String name, String help) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(ROUND_TRIPS)
                .register(registry);
    }

    private LongAdder serviceCounter(List<String> name) {
        LongAdder counter = new LongAdder();
        counter(
                "understory.service",
                "What services count",
                List.of(Tag.of("service", name.get(0)), Tag.of("what", name.get(1))),
                counter::sum);
        return counter;
    }

    private static String lower(Direction direction) {
        return direction == Direction.INBOUND ? "inbound" : "outbound";
    }

    private static LongAdder[] adders(int count) {
        List<LongAdder> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new LongAdder());
        }
        return all.toArray(LongAdder[]::new);
    }
}
