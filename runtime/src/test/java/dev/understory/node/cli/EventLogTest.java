package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.mux.Topic;
import dev.understory.node.embed.TestNodes;
import dev.understory.observe.NodeEvent;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.store.DocumentName;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreProblem;
import dev.understory.transport.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator reads while somebody attacks the node: a line per second and reason at most. */
class EventLogTest {
    private static final long MILLI = 1_000_000;
    private static final Endpoint STRANGER = new Endpoint("10.66.0.1", 40_000);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now;
    private final EventLog log = new EventLog(new PrintStream(written, true, StandardCharsets.UTF_8), () -> now);

    private void emit(ConnectionEvent event) {
        log.emit(new NodeEvent.Connection(event));
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aFloodOfBadHandshakesPrintsALinePerSecondAndSaysHowManyItLeftOut() {
        for (int i = 0; i < 5_000; i++) {
            emit(new ConnectionEvent.Opened(i, Direction.INBOUND, STRANGER));
            emit(new ConnectionEvent.HandshakeFailed(
                    i, Direction.INBOUND, STRANGER, CloseReason.HANDSHAKE_MALFORMED, "an empty record"));
            now += MILLI;
        }
        assertThat(lines()).hasSize(5);
        assertThat(lines().get(0)).endsWith("failed: HANDSHAKE_MALFORMED an empty record");
        assertThat(lines().subList(1, 5)).allMatch(line -> line.endsWith("(and 999 more like it before)"));
    }

    @Test
    void ofDroppedMessagesALineTellsHowManyAndNotHowManyLines() {
        PublicKey peer = PublicKey.of(KeyType.ED25519, new byte[32]);
        for (int i = 0; i < 2_000; i++) {
            emit(new ConnectionEvent.MessagesDropped(
                    peer, Topic.TX, ConnectionEvent.DropReason.RATE_LIMITED, 400, 40_000));
            now += MILLI;
        }
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(1)).contains(" 400 messages of ").endsWith("(and 399600 more messages before)");
    }

    @Test
    void aFloodOfRefusedLinksPrintsALinePerSecondAndReason() {
        for (int i = 0; i < 3_000; i++) {
            emit(new ConnectionEvent.LinkRefused(
                    STRANGER, i % 2 == 0 ? CloseReason.NO_SLOT : CloseReason.ADDRESS_LIMIT));
            now += MILLI;
        }
        assertThat(lines()).hasSize(6);
    }

    @Test
    void aRefusalSaysWhichGroupOfAddressesIsFullAndWhatBoundsIt() {
        emit(new ConnectionEvent.LinkRefused(STRANGER, CloseReason.ADDRESS_LIMIT, GroupLevel.SUBNET));
        emit(new ConnectionEvent.LinkRefused(STRANGER, CloseReason.HANDSHAKE_RATE));
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith(
                                        "refused 10.66.0.1:40000: ADDRESS_LIMIT of 10.66.0.0/24 (see max-per-subnet)"),
                        line -> assertThat(line)
                                .endsWith("refused 10.66.0.1:40000: HANDSHAKE_RATE (see handshake-rates)"));
    }

    @Test
    void aDebitIsALineWithItsPointsAndTheScoreThatIsLeftOncePerSecondAndOffence() {
        PublicKey peer = PublicKey.of(KeyType.ED25519, new byte[32]);
        for (int i = 0; i < 2_000; i++) {
            emit(new ConnectionEvent.PeerDebited(peer, Offence.INVALID_BLOCK, Math.max(-100, -3 * i - 3)));
            emit(new ConnectionEvent.PeerDebited(peer, Offence.BAD_FRAME, -100));
            now += MILLI;
        }
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(0)).endsWith(" peer 00000000 debited 3 for INVALID_BLOCK: score -3");
        assertThat(lines().get(1)).endsWith(" peer 00000000 debited 1 for BAD_FRAME: score -100");
        assertThat(lines().get(2)).endsWith("INVALID_BLOCK: score -100 (and 999 more like it before)");
    }

    /** Of whatever kind and under whatever names: without this it would be three lines a second, or one for each reason. */
    @Test
    void whoComesBackAgainAndAgainFromOneAddressHasALineASecondOfAllKindsTogether() {
        for (int i = 0; i < 2_000; i++) {
            PublicKey key = TestNodes.key(i % 100 + 1).publicKey();
            PeerInfo peer = new PeerInfo(key, Direction.INBOUND, STRANGER, false, false, 0);
            emit(new ConnectionEvent.PeerAdmitted(i, peer, 1));
            emit(new ConnectionEvent.PeerDebited(key, Offence.values()[i % 3], -3));
            emit(new ConnectionEvent.PeerClosed(i, peer, CloseReason.values()[i % 5], ""));
            now += 50 * MILLI;
        }
        assertThat(lines()).hasSizeBetween(100, 100 + LogSources.AT_ONCE);
        assertThat(lines().getLast()).contains(" more lines of 10.66.0.1 before)");
        int before = lines().size();
        emit(new ConnectionEvent.LinkRefused(new Endpoint("10.77.0.1", 1), CloseReason.HANDSHAKE_RATE));
        assertThat(lines()).as("somebody else has his").hasSize(before + 1);
    }

    @Test
    void allPeersOfANodeThatStartsAreNamed() {
        for (int i = 0; i < 20; i++) {
            PeerInfo peer =
                    new PeerInfo(TestNodes.key(i + 1).publicKey(), Direction.OUTBOUND, STRANGER, false, false, 0);
            emit(new ConnectionEvent.Opened(i, Direction.OUTBOUND, STRANGER));
            emit(new ConnectionEvent.PeerAdmitted(i, peer, 1));
        }
        assertThat(lines()).hasSize(40);
    }

    @Test
    void ofItsStoreAnOperatorHearsWhatIsLostAndWhere() {
        DocumentName name = new DocumentName("peers", "book");
        log.emit(new NodeEvent.Storage(new StoreEvent.LeftoversRemoved(1)));
        log.emit(new NodeEvent.Storage(new StoreEvent.DocumentDamaged(name, "is empty", "/data/peers.book.damaged-1")));
        for (int i = 0; i < 2_000; i++) {
            log.emit(new NodeEvent.Storage(new StoreEvent.DiskFailed(
                    name, StoreProblem.FULL, "/data/peers.book.doc: No space left on device")));
            now += MILLI;
        }
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith("an earlier run ended while it stored 1 document; the older state is used"),
                        line -> assertThat(line)
                                .endsWith("warning: the stored document peers.book is empty; it is kept as"
                                        + " /data/peers.book.damaged-1, and the node goes on without it"),
                        line -> assertThat(line)
                                .endsWith("warning: not stored: /data/peers.book.doc: No space left on device"),
                        line -> assertThat(line).endsWith("No space left on device (and 999 more like it before)"));
    }

    @Test
    void onRequestALineIsAnObjectOfTheEventsFields() {
        EventLog json = new EventLog(new PrintStream(written, true, StandardCharsets.UTF_8), () -> now, true);
        for (int i = 0; i < 3; i++) {
            json.emit(new NodeEvent.Connection(new ConnectionEvent.LinkRefused(STRANGER, CloseReason.HANDSHAKE_RATE)));
        }
        assertThat(lines())
                .hasSize(1)
                .first()
                .asString()
                .matches("\\{\"time\":\"[^\"]+Z\",\"event\":\"link-refused\",\"message\":\"refused 10[^\"]*\","
                        + "\"remote\":\"10.66.0.1:40000\",\"reason\":\"HANDSHAKE_RATE\"}");
    }
}
