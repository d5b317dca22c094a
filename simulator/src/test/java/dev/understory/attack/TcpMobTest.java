package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.limits.AddressGroup;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.observe.EventCounters;
import dev.understory.observe.NodeEvent;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TcpMobTest {
    private static final AddressRange LOOPBACK = new AddressRange(AddressGroup.parse("127.64.0.0/10"), 50);

    private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    private final EventCounters counters = new EventCounters();

    @Test
    void theyComeFromManyAddressesAndIdentitiesAndWhoAreToldToEndAreGone() throws Exception {
        P2pNode node = victim();
        try (TcpMob mob = new TcpMob(1, 7)) {
            TcpMob.Raid raid = new TcpMob.Raid(Conduct.handshakes(), KeyType.ED25519, 2, 50, 10, 50, LOOPBACK);
            mob.attack(node.listening().orElseThrow(), List.of(raid));
            for (int admitted = 0; admitted < 6; ) {
                admitted += next() instanceof ConnectionEvent.PeerAdmitted ? 1 : 0;
            }
            mob.end();
            long opened = mob.paid().get(Attack.CONNECTIONS);
            assertThat(opened).isGreaterThanOrEqualTo(6);
            assertThat(mob.paid().get(Attack.IDENTITIES)).isGreaterThanOrEqualTo(6);
            assertThat(mob.paid().get(Attack.ADDRESSES)).isGreaterThanOrEqualTo(6);
            while (counters.of(EventCounters.Single.OPENED) > ended()) {
                next();
            }
            // They have begun anew, and stop again.
            mob.attack(node.listening().orElseThrow(), List.of(raid));
            while (!(next() instanceof ConnectionEvent.PeerAdmitted)) {
                // of those who were there before, an end
            }
            mob.end();
            assertThat(mob.paid().get(Attack.CONNECTIONS)).isGreaterThan(opened);
        } finally {
            node.stop(Duration.ofSeconds(5)).toCompletableFuture().join();
        }
    }

    private long ended() {
        return counters.nonZero().entrySet().stream()
                .filter(count -> count.getKey().startsWith("closed.")
                        || count.getKey().startsWith("handshake.")
                        || count.getKey().startsWith("refused."))
                .mapToLong(count -> count.getValue())
                .sum();
    }

    private ConnectionEvent next() throws InterruptedException {
        ConnectionEvent event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("nothing more happened at the node").isNotNull();
        return event;
    }

    private P2pNode victim() {
        NodeConfig config = NodeConfig.parse("""
                understory.node.key-type = ed25519
                understory.p2p { listen-address = "127.0.0.1:0", discovery.enabled = false }
                """);
        StartOutcome outcome = P2pNode.start(config, Attacker.key(KeyType.ED25519, 1), null, counters.and(event -> {
                    if (event instanceof NodeEvent.Connection connection) {
                        events.add(connection.event());
                    }
                }))
                .toCompletableFuture()
                .join();
        return ((StartOutcome.Started) outcome).node();
    }
}
