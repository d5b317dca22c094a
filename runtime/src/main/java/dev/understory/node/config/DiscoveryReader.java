package dev.understory.node.config;

import dev.understory.discovery.DiscoverySettings;
import dev.understory.identity.PeerAddress;
import java.time.Duration;

/** Reads the part of a configuration that says how peers are found. */
final class DiscoveryReader {
    private static final String PATH = "understory.p2p.discovery.";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_DIALS = 64;

    private final SettingsReader settings;

    DiscoveryReader(SettingsReader settings) {
        this.settings = settings;
    }

    /** How many peers to dial, the node says, which has so many slots for them. */
    DiscoverySettings discovery() {
        DiscoverySettings.Exchange exchange = DiscoverySettings.Exchange.DEFAULT;
        DiscoverySettings.Dialling dialling = DiscoverySettings.Dialling.DEFAULT;
        return new DiscoverySettings(
                settings.flag(PATH + "enabled"),
                settings.flag(PATH + "public"),
                settings.list(PATH + "seeds", PeerAddress::parse),
                time("save-interval"),
                new DiscoverySettings.Exchange(
                        time("request-interval"),
                        exchange.jitter(),
                        exchange.entries(),
                        exchange.severalEntries(),
                        exchange.requestsPerPeer(),
                        exchange.requestsInAll(),
                        exchange.window(),
                        exchange.answerLifetime()),
                new DiscoverySettings.Dialling(
                        dialling.outbound(),
                        dialling.pause(),
                        dialling.idlePauses(),
                        dialling.firstWait(),
                        dialling.longestWait(),
                        time("feeler-interval"),
                        rotation()),
                new DiscoverySettings.Crawl(
                        time("crawl.pause"),
                        settings.number(PATH + "crawl.concurrent", 1, MOST_DIALS),
                        settings.duration(PATH + "crawl.fresh", Duration.ZERO, DAY)));
    }

    /** Zero turns it off. */
    private Duration rotation() {
        return settings.duration(PATH + "rotation-interval", Duration.ZERO, DAY);
    }

    private Duration time(String name) {
        return settings.duration(PATH + name, SECOND, DAY);
    }
}
