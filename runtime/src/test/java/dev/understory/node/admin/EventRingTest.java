package dev.understory.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.observe.NodeEvent;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Endpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventRingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final NodeEvent REFUSED = new NodeEvent.Connection(
            new ConnectionEvent.LinkRefused(new Endpoint("192.0.2.1", 5), CloseReason.ADDRESS_LIMIT));

    private long now;
    private final EventRing ring = new EventRing(() -> now);

    @Test
    void aFloodOfOneKindLeavesTheOthersAndIsCounted() {
        ring.emit(new NodeEvent.Started(PublicKey.ofHex("ab".repeat(32))));
        for (int i = 0; i < 1000; i++) {
            ring.emit(REFUSED);
        }
        assertThat(ring.after(0)).hasSize(1 + EventRing.AT_ONCE);
        now += SECOND;
        ring.emit(REFUSED);
        Map<String, Object> last = ring.after(0).getLast();
        assertThat(last).containsEntry("event", "link-refused").containsEntry("leftOut", 1000L - EventRing.AT_ONCE);
        assertThat(last.get("fields")).isEqualTo(Map.of("remote", "192.0.2.1:5", "reason", "ADDRESS_LIMIT"));
    }

    @Test
    void theOldestGiveWay() {
        for (int i = 0; i < 2 * EventRing.MOST; i++) {
            now += SECOND;
            ring.emit(REFUSED);
        }
        assertThat(ring.after(0))
                .hasSize(EventRing.MOST)
                .last()
                .extracting(one -> one.get("number"))
                .isEqualTo(2L * EventRing.MOST);
        assertThat(ring.after(2L * EventRing.MOST - 3)).hasSize(3);
    }

    @Test
    void whatComesWithEverySecondIsNoNews() {
        ring.emit(new NodeEvent.Connection(new ConnectionEvent.RoundTrip(PublicKey.ofHex("ab".repeat(32)), 5)));
        assertThat(ring.after(0)).isEmpty();
    }
}
