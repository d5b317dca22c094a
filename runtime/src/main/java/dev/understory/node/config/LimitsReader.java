package dev.understory.node.config;

import dev.understory.connection.ConnectionSettings;
import dev.understory.dissemination.FetchSettings;
import dev.understory.dissemination.GossipSettings;
import dev.understory.handshake.HandshakeTimeouts;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.Allowance;
import dev.understory.limits.HandshakeRates;
import dev.understory.limits.InputLimits;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.limits.PerLevel;
import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.PacketScheduler;
import dev.understory.mux.Topic;
import dev.understory.mux.TopicLimits;
import dev.understory.peer.DialSettings;
import dev.understory.peer.PeerSettings;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.ReputationLedger;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.SessionConfig;
import dev.understory.transport.tcp.TcpSettings;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Reads the part of a configuration that says how connections are treated. */
final class LimitsReader {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_BAN = Duration.ofDays(365);
    private static final int MOST = 1_000_000;
    private static final long MOST_BYTES = 1L << 40;
    private static final int MOST_ARRAY_BYTES = 1 << 30;

    private final SettingsReader settings;

    LimitsReader(SettingsReader settings) {
        this.settings = settings;
    }

    NodeConfig.Limits limits() {
        AdmissionPolicy admission = admission();
        SessionConfig session = session();
        return new NodeConfig.Limits(
                new PeerSettings(
                        session,
                        connection(memory(admission, session)),
                        dialling(),
                        admission,
                        reputation(),
                        autoBan(),
                        settings.flag("understory.p2p.reputation.kept")),
                gossip(),
                settings.number("understory.p2p.gossip-threshold", 0, MOST),
                tcp(),
                capabilities());
    }

    private Capabilities capabilities() {
        Set<Capability> offered = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if (settings.flag("understory.p2p.capabilities." + capability.label())) {
                offered.add(capability);
            }
        }
        return Capabilities.of(
                offered, settings.parsed("understory.p2p.capabilities.software", ConfigValues::software, ""));
    }

    private AdmissionPolicy admission() {
        int handshakes = settings.number("understory.p2p.max-handshakes", 1, MOST);
        int reserved = settings.number("understory.p2p.reserved-handshakes", 0, MOST);
        if (reserved >= handshakes) {
            settings.conflict(
                    "understory.p2p.reserved-handshakes",
                    "understory.p2p.max-handshakes",
                    "must be less than max-handshakes");
            reserved = 0;
        }
        return new AdmissionPolicy(
                settings.number("understory.p2p.max-inbound", 0, MOST),
                settings.number("understory.p2p.max-outbound", 0, MOST),
                handshakes,
                reserved,
                perLevel("understory.p2p.max-per-", "", 1, MOST),
                handshakeRates());
    }

    private HandshakeRates.Policy handshakeRates() {
        return new HandshakeRates.Policy(
                perLevel("understory.p2p.handshake-rates.per-", "", 1, MOST),
                settings.number("understory.p2p.handshake-rates.all", 1, MOST),
                (int) settings.duration("understory.p2p.handshake-rates.burst", Duration.ofSeconds(1), LONGEST)
                        .toSeconds());
    }

    /** A number for each kind of group: the settings of that path with {@code address}, {@code site}... in it. */
    private PerLevel perLevel(String before, String after, int least, int most) {
        return new PerLevel(
                settings.number(before + "address" + after, least, most),
                settings.number(before + "site" + after, least, most),
                settings.number(before + "subnet" + after, least, most),
                settings.number(before + "network" + after, least, most));
    }

    private ReputationPolicy reputation() {
        return new ReputationPolicy(
                settings.number("understory.p2p.reputation.tolerance", 0, -ReputationLedger.FLOOR),
                perLevel("understory.p2p.reputation.", "-tolerance", 0, -ReputationLedger.FLOOR),
                settings.duration("understory.p2p.reputation.recovery", Duration.ofSeconds(1), LONGEST),
                settings.number("understory.p2p.reputation.entries", 1, MOST),
                settings.number("understory.p2p.reputation.last-peers", 0, MOST),
                settings.number("understory.p2p.reputation.most-earned", 0, -ReputationLedger.FLOOR),
                settings.duration("understory.p2p.reputation.fade", Duration.ofSeconds(1), LONGEST));
    }

    private GossipSettings gossip() {
        return new GossipSettings(
                settings.number("understory.p2p.gossip.accepted-messages", 1, MOST),
                settings.number("understory.p2p.gossip.refused-messages", 1, MOST),
                settings.duration("understory.p2p.gossip.seen-time", Duration.ofSeconds(1), LONGEST),
                time("understory.p2p.gossip.verdict-time"),
                settings.number("understory.p2p.gossip.waiting-messages", 1, MOST),
                settings.bytes("understory.p2p.gossip.waiting-size", 1024, MOST_BYTES),
                settings.bytes("understory.p2p.gossip.waiting-share", 1024, MOST_BYTES),
                new FetchSettings(
                        bytes("understory.p2p.gossip.fetch.least-size", 1),
                        settings.number("understory.p2p.gossip.fetch.pushed", 0, MOST),
                        time("understory.p2p.gossip.fetch.patience"),
                        settings.number("understory.p2p.gossip.fetch.pushers", 0, FetchSettings.MOST_PUSHERS),
                        settings.number("understory.p2p.gossip.fetch.tx-pushers", 0, FetchSettings.MOST_PUSHERS),
                        settings.number("understory.p2p.gossip.fetch.kept-messages", 1, MOST),
                        settings.bytes("understory.p2p.gossip.fetch.kept-size", 1024, MOST_BYTES),
                        settings.duration("understory.p2p.gossip.fetch.kept-time", Duration.ofSeconds(1), LONGEST)));
    }

    private AutoBanPolicy autoBan() {
        return new AutoBanPolicy(
                settings.number("understory.p2p.auto-ban.threshold", 0, AutoBanPolicy.MOST_FAILURES),
                settings.duration("understory.p2p.auto-ban.window", Duration.ofSeconds(1), LONGEST_BAN),
                settings.duration("understory.p2p.auto-ban.ban", Duration.ofSeconds(1), LONGEST_BAN),
                settings.duration("understory.p2p.auto-ban.shared-for", Duration.ZERO, LONGEST_BAN),
                settings.list("understory.p2p.auto-ban.exempt", AddressGroup::parse));
    }

    private DialSettings dialling() {
        Duration first = time("understory.p2p.dial.first-delay");
        Duration longest = time("understory.p2p.dial.max-delay");
        if (longest.compareTo(first) < 0) {
            settings.conflict(
                    "understory.p2p.dial.max-delay",
                    "understory.p2p.dial.first-delay",
                    "must not be shorter than first-delay");
            longest = first;
        }
        return new DialSettings(
                time("understory.p2p.dial.lookup-timeout"),
                time("understory.p2p.dial.timeout"),
                settings.number("understory.p2p.dial.concurrent", 1, MOST),
                settings.number("understory.p2p.dial.queued", 0, MOST),
                first,
                longest,
                settings.fraction("understory.p2p.dial.factor", 1, 10),
                settings.fraction("understory.p2p.dial.jitter", 0, 0.99),
                settings.duration("understory.p2p.dial.yield", Duration.ZERO, LONGEST),
                time("understory.p2p.dial.must-connect-timeout"),
                time("understory.p2p.dial.must-connect-max-delay"));
    }

    private SessionConfig session() {
        RatesReader rates = new RatesReader(settings);
        Duration step = time("understory.p2p.handshake.step-timeout");
        Duration total = time("understory.p2p.handshake.timeout");
        if (total.compareTo(step) < 0) {
            settings.conflict(
                    "understory.p2p.handshake.timeout",
                    "understory.p2p.handshake.step-timeout",
                    "must not be shorter than step-timeout");
            total = step;
        }
        Duration ping = time("understory.p2p.connection.ping-interval");
        Duration liveness = time("understory.p2p.connection.liveness-timeout");
        if (liveness.compareTo(ping) <= 0) {
            settings.conflict(
                    "understory.p2p.connection.liveness-timeout",
                    "understory.p2p.connection.ping-interval",
                    "must be longer than ping-interval");
        }
        return new SessionConfig(
                new HandshakeTimeouts(step, total),
                new SessionConfig.Times(ping, liveness, time("understory.p2p.connection.write-stall-timeout")),
                new SessionConfig.Memory(
                        topics(),
                        settings.bytes("understory.p2p.connection.peer-memory", 1 << 16, MOST_BYTES),
                        bytes("understory.p2p.connection.early-size", 1 << 12),
                        settings.bytes("understory.p2p.connection.queue-reserve", 1, MOST_BYTES)),
                new Allowance.Settings(
                        rates.messages(),
                        settings.bytes("understory.p2p.connection.unknown-topics-size", 1, MOST_BYTES),
                        input(),
                        rates.bytes()),
                window());
    }

    private InputLimits input() {
        return new InputLimits(
                settings.bytes("understory.p2p.connection.least-rate", 1, MOST_ARRAY_BYTES),
                time("understory.p2p.connection.stall-grace"),
                bytes("understory.p2p.connection.waste-rate", 1),
                bytes("understory.p2p.connection.waste-burst", 1));
    }

    private Map<Topic, TopicLimits> topics() {
        Map<Topic, TopicLimits> topics = new EnumMap<>(Limits.topics());
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                String path = "understory.p2p.topics." + topic.name() + ".";
                topics.put(
                        topic,
                        new TopicLimits(
                                bytes(path + "max-message-size", 1),
                                settings.bytes(path + "queue-size", 1, MOST_BYTES),
                                settings.number(path + "queue-messages", 1, Integer.MAX_VALUE)));
            }
        }
        return topics;
    }

    private DeliveryWindow.Settings window() {
        int floor = bytes("understory.p2p.bulk-window.least", PacketScheduler.MAX_PAYLOAD);
        int cap = bytes("understory.p2p.bulk-window.most", PacketScheduler.MAX_PAYLOAD);
        if (cap < floor) {
            settings.conflict(
                    "understory.p2p.bulk-window.most",
                    "understory.p2p.bulk-window.least",
                    "must not be less than least");
            cap = floor;
        }
        return new DeliveryWindow.Settings(
                settings.flag("understory.p2p.bulk-window.enabled"),
                floor,
                cap,
                settings.duration("understory.p2p.bulk-window.tolerance", Duration.ofNanos(1000), LONGEST)
                        .toNanos());
    }

    /** What may be lent is what all peers may hold without the shares of those that have a slot. */
    private MemoryPool.Settings memory(AdmissionPolicy admission, SessionConfig session) {
        long share = settings.bytes("understory.p2p.connection.peer-share", 1 << 12, MOST_BYTES);
        long all = settings.bytes("understory.p2p.connection.all-peers-memory", 0, MOST_BYTES);
        long rate = settings.bytes("understory.p2p.connection.borrow-rate", 1, MOST_ARRAY_BYTES);
        long calm = settings.bytes("understory.p2p.connection.calm-rate", 1, MOST_ARRAY_BYTES);
        long shares = share * (admission.maxInbound() + admission.maxOutbound());
        long borrowed = session.memory().peerBytes() - share;
        if (share < session.memory().heldBytes()) {
            settings.conflict(
                    "understory.p2p.connection.peer-share",
                    "understory.p2p.connection.early-size",
                    "must not be less than early-size");
        }
        if (calm > rate) {
            settings.conflict(
                    "understory.p2p.connection.calm-rate",
                    "understory.p2p.connection.borrow-rate",
                    "must not be more than borrow-rate");
        }
        if (borrowed < 0) {
            settings.conflict(
                    "understory.p2p.connection.peer-memory",
                    "understory.p2p.connection.peer-share",
                    "must not be less than peer-share");
        }
        for (Map.Entry<Topic, TopicLimits> topic : session.memory().topics().entrySet()) {
            if (topic.getValue().maxMessageBytes() > session.memory().peerBytes()) {
                settings.conflict(
                        "understory.p2p.connection.peer-memory",
                        "understory.p2p.topics." + topic.getKey() + ".max-message-size",
                        "has no room for the largest message of " + topic.getKey() + ", "
                                + topic.getValue().maxMessageBytes() + " bytes");
            }
        }
        if (all != 0 && all - shares < borrowed) {
            settings.conflict(
                    "understory.p2p.connection.all-peers-memory",
                    "understory.p2p.connection.peer-share",
                    "must be 0 or at least " + (shares + borrowed) + " bytes: peer-share for each of max-inbound and"
                            + " max-outbound peers, and for one of them the rest of peer-memory",
                    "understory.p2p.max-inbound",
                    "understory.p2p.max-outbound",
                    "understory.p2p.connection.peer-memory");
            all = 0;
        }
        long lendable = all == 0 ? Math.max(Limits.LENDABLE_BYTES, Math.max(0, borrowed)) : all - shares;
        return new MemoryPool.Settings(
                lendable,
                share,
                rate,
                session.allowance().input().leastRate(),
                calm,
                time("understory.p2p.connection.calm-grace"));
    }

    private ConnectionSettings connection(MemoryPool.Settings memory) {
        return new ConnectionSettings(
                settings.bytes("understory.p2p.connection.mailbox-size", 1024, MOST_BYTES),
                memory,
                settings.bytes("understory.p2p.connection.window", 1024, MOST_BYTES),
                settings.bytes("understory.p2p.connection.queue-high-water", 1024, MOST_BYTES),
                time("understory.p2p.connection.stall-timeout"),
                time("understory.p2p.connection.stream-idle"),
                time("understory.p2p.connection.drain-timeout"));
    }

    private TcpSettings tcp() {
        int read = bytes("understory.p2p.tcp.read-size", 1024);
        int window = bytes("understory.p2p.tcp.receive-window", 1024);
        int high = bytes("understory.p2p.tcp.write-high-water", 1);
        int low = bytes("understory.p2p.tcp.write-low-water", 1);
        if (window < read) {
            settings.conflict(
                    "understory.p2p.tcp.receive-window",
                    "understory.p2p.tcp.read-size",
                    "must not be less than read-size");
            window = read;
        }
        if (low > high) {
            settings.conflict(
                    "understory.p2p.tcp.write-low-water",
                    "understory.p2p.tcp.write-high-water",
                    "must not be more than write-high-water");
            low = high;
        }
        return new TcpSettings(
                read,
                window,
                high,
                low,
                settings.number("understory.p2p.tcp.backlog", 1, MOST),
                time("understory.p2p.tcp.close-timeout"));
    }

    private Duration time(String path) {
        return settings.duration(path, SHORTEST, LONGEST);
    }

    private int bytes(String path, int least) {
        return (int) settings.bytes(path, least, MOST_ARRAY_BYTES);
    }
}
