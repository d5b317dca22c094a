package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogSourcesTest {
    private static final long SECOND = 1_000_000_000L;

    private final LogSources sources = new LogSources();

    private static ConnectionEvent refused(String host) {
        return new ConnectionEvent.LinkRefused(new Endpoint(host, 1), CloseReason.NO_SLOT);
    }

    @Test
    void aSourceIsWhatOneHostHas() {
        assertThat(sources.of(refused("2001:db8:1:2:3::4"))).isEqualTo(sources.of(refused("2001:db8:1:2:5::6")));
        assertThat(sources.of(refused("2001:db8:1:2::1"))).isNotEqualTo(sources.of(refused("2001:db8:1:3::1")));
        assertThat(sources.of(refused("10.0.0.1"))).isNotEqualTo(sources.of(refused("10.0.0.2")));
    }

    @Test
    void ofSourcesAndOfPeersTheLatestAreKnownAndNoMore() {
        for (int i = 0; i < 2 * LogSources.MOST; i++) {
            Endpoint remote = new Endpoint("10." + i / 250 + "." + i % 250 + ".1", 1);
            byte[] key = new byte[32];
            key[0] = (byte) i;
            key[1] = (byte) (i >> 8);
            PeerInfo peer =
                    new PeerInfo(PublicKey.of(KeyType.ED25519, key), Direction.INBOUND, remote, false, false, 0);
            sources.hasRoom(sources.of(new ConnectionEvent.PeerAdmitted(i, peer, 1)), 0);
        }
        assertThat(sources.sizes()).isEqualTo(Map.entry(LogSources.MOST, LogSources.MOST));
    }

    @Test
    void aLineThatItsKindHasLeftOutIsNotTheSources() {
        for (int i = 0; i < 10 * LogSources.AT_ONCE; i++) {
            assertThat(sources.hasRoom("a", 0)).isTrue();
            assertThat(sources.printed("a", "", 0)).isEmpty();
        }
        for (int i = 0; i < LogSources.AT_ONCE; i++) {
            assertThat(sources.printed("a", "line", 0)).isEqualTo("line");
        }
        assertThat(sources.hasRoom("a", 0)).isFalse();
        assertThat(sources.hasRoom("b", 0)).isTrue();
        assertThat(sources.hasRoom("a", SECOND)).isTrue();
        assertThat(sources.printed("a", "line", SECOND)).isEqualTo("line (and 1 more lines of a before)");
    }
}
