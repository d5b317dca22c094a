package dev.understory.node.config;

import dev.understory.limits.ByteRates;
import dev.understory.limits.RateLimit;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how many messages and bytes a second peers may send, and we them. */
final class RatesReader {
    private static final String BYTES = "understory.p2p.byte-rates.";
    private static final String MESSAGES = "understory.p2p.message-rates.";
    private static final Duration SHORTEST_BURST = Duration.ofSeconds(1);
    private static final Duration LONGEST_BURST = Duration.ofHours(1);
    private static final int MOST_MESSAGES = 1_000_000;

    private final SettingsReader settings;

    RatesReader(SettingsReader settings) {
        this.settings = settings;
    }

    Map<Topic, RateLimit> messages() {
        Map<Topic, RateLimit> rates = new EnumMap<>(Topic.class);
        Duration burst = settings.duration(MESSAGES + "burst", SHORTEST_BURST, LONGEST_BURST);
        for (Topic topic : Topic.values()) {
            int rate = topic == Topic.HEARTBEAT ? 0 : settings.number(MESSAGES + topic.name(), 0, MOST_MESSAGES);
            if (rate > 0) {
                rates.put(topic, limit(rate, burst));
            }
        }
        return rates;
    }

    ByteRates bytes() {
        // Less would be lost between two ticks of a timer.
        Duration burst = settings.duration(BYTES + "burst", Duration.ofMillis(100), Duration.ofMinutes(1));
        return new ByteRates(oneWay("in", burst), oneWay("out", burst), settings.flag(BYTES + "everybody"));
    }

    private ByteRates.OneWay oneWay(String way, Duration burst) {
        String path = BYTES + way + ".";
        RateLimit connection = rate(path + "connection", burst);
        RateLimit peer = rate(path + "peer", burst);
        RateLimit all = rate(path + "all", burst);
        notAbove(path + "connection", connection, path + "peer", peer);
        notAbove(path + "connection", connection, path + "all", all);
        notAbove(path + "peer", peer, path + "all", all);
        Map<Topic, RateLimit> topics = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            RateLimit ofTopic = topic == Topic.HEARTBEAT ? null : rate(path + topic.name(), burst);
            if (ofTopic != null) {
                topics.put(topic, ofTopic);
            }
        }
        return new ByteRates.OneWay(connection, peer, all, topics);
    }

    private @Nullable RateLimit rate(String path, Duration burst) {
        long rate = settings.bytes(path, 0, RateLimit.MOST);
        if (rate > 0 && rate < ByteRates.LEAST) {
            settings.problem(path, "must be 0, for no limit, or at least 64 KiB, not " + rate + " bytes a second");
        }
        return rate < ByteRates.LEAST ? null : limit(rate, burst);
    }

    private void notAbove(String path, @Nullable RateLimit narrow, String wider, @Nullable RateLimit wide) {
        if (narrow != null && wide != null && narrow.perSecond() > wide.perSecond()) {
            settings.conflict(path, wider, "must not be more than " + SettingsReader.lastOf(wider));
        }
    }

    private static RateLimit limit(long perSecond, Duration burst) {
        return new RateLimit(perSecond, Math.clamp(perSecond * burst.toMillis() / 1000, 1, RateLimit.MOST));
    }
}
