package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.KeyLoading;
import dev.understory.frame.Frames;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.SecretKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sessions that were recorded from a live Canopy node, replayed through the connection machine. */
final class SessionReplayTest {
    private static final int HANDSHAKE = 38 + 2 * Frames.SIZE;
    private static final HexFormat HEX = HexFormat.of();
    private static final CryptoSuite SUITE = CryptoSuites.real();

    /** One recorded session. */
    record Recorded(String name, JsonNode json) {
        byte[] hex(String field) {
            return HEX.parseHex(json.get(field).asString());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Recorded> sessions() throws IOException {
        try (InputStream in = SessionReplayTest.class.getResourceAsStream("/vectors/canopy.json")) {
            List<Recorded> sessions = new ArrayList<>();
            for (JsonNode session : new JsonMapper().readTree(in).get("recordedSessions")) {
                sessions.add(new Recorded(session.get("name").asString(), session));
            }
            return sessions;
        }
    }

    @Test
    void thereAreFourOfThem() throws IOException {
        assertThat(sessions()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void theNodesBytesGiveItsIdentityAndMessagesAndOurBytesAreThoseThatWereSent(Recorded recorded) {
        SessionEnd end = end(recorded);
        end.admits = false;
        byte[] received = recorded.hex("receivedBytes");

        end.session.start(0);
        end.receive(Bytes.wrap(received), 0);

        assertThat(end.closed).isNull();
        assertThat(end.peer.peer().bytes()).isEqualTo(recorded.hex("remoteIdentity"));
        assertThat(allProduced(end)).isEqualTo(recorded.hex("sentBytes"));
        assertThat(end.messages).as("nothing before admission").isEmpty();

        end.session.admitted(true, 0);
        assertThat(end.closed).as(end.detail).isNull();
        assertThat(end.messages).isEqualTo(expected(recorded));
        assertThat(end.session.counters().pings())
                .isEqualTo(expectedPings(recorded))
                .isPositive();
        assertThat(end.session.isEstablished()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void bytesSplitAtEveryOffsetGiveTheSame(Recorded recorded) {
        byte[] received = recorded.hex("receivedBytes");
        Map<Topic, List<Bytes>> expected = expected(recorded);
        boolean ed25519 = recorded.json().get("remoteIdentity").asString().length() == 64
                && recorded.json().get("localIdentityType").asString().equals("ed25519");
        // Every offset of the handshake and the frame behind it where keys are cheap; the other frames are like that
        // one.
        int every = ed25519 ? HANDSHAKE + Frames.SIZE : 0;
        LocalIdentity self = identity(recorded);
        for (int split = 0; split <= received.length; split += split < every ? 1 : 61) {
            SessionEnd end = new SessionEnd(SUITE, self, recorded.hex("localEphemeralSeed"), SessionConfig.defaults());
            end.session.start(0);
            end.receive(Bytes.wrap(Arrays.copyOf(received, split)), 0);
            end.receive(Bytes.wrap(Arrays.copyOfRange(received, split, received.length)), 0);
            assertThat(end.messages.equals(expected)).as("split at %s", split).isTrue();
            assertThat(end.session.isEstablished()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void bytesThatComeOneByOneGiveTheSame(Recorded recorded) {
        SessionEnd end = end(recorded);
        end.session.start(0);
        for (byte next : recorded.hex("receivedBytes")) {
            end.receive(Bytes.wrap(new byte[] {next}), 0);
        }
        assertThat(end.messages).isEqualTo(expected(recorded));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void h15AReplayUnderAnotherEphemeralKeyFailsAtTheFirstFrame(Recorded recorded) {
        SessionEnd end = new SessionEnd(SUITE, identity(recorded), SessionEnd.seedBytes(9), SessionConfig.defaults());
        end.session.start(0);
        end.receive(Bytes.wrap(recorded.hex("receivedBytes")), 0);
        assertThat(end.closed).isEqualTo(CloseReason.BAD_FRAME);
        assertThat(end.messages).isEmpty();
    }

    private static SessionEnd end(Recorded recorded) {
        return new SessionEnd(SUITE, identity(recorded), recorded.hex("localEphemeralSeed"), SessionConfig.defaults());
    }

    private static LocalIdentity identity(Recorded recorded) {
        KeyType type = recorded.json().get("localIdentityType").asString().equals("ed25519")
                ? KeyType.ED25519
                : KeyType.BLS12_381;
        NodeKey key = switch (SUITE.load(SecretKey.of(type, recorded.hex("localIdentityPrivate")))) {
            case KeyLoading.Loaded loaded -> loaded.key();
            case KeyLoading.Unusable unusable -> throw new AssertionError(unusable);
        };
        assertThat(key.publicKey().bytes()).isEqualTo(recorded.hex("localIdentityPublic"));
        return LocalIdentity.create(
                SUITE,
                key,
                recorded.json().get("networkId").asLong(),
                recorded.json().get("chainId").asLong());
    }

    private static byte[] allProduced(SessionEnd end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Bytes next = end.session.produce(64 * Frames.SIZE, 0);
                next != null;
                next = end.session.produce(64 * Frames.SIZE, 0)) {
            out.writeBytes(next.toArray());
        }
        return out.toByteArray();
    }

    /** The messages in the records that the node sent, pieced together independently of the machine. */
    private static Map<Topic, List<Bytes>> expected(Recorded recorded) {
        Map<Topic, List<Bytes>> messages = new EnumMap<>(Topic.class);
        PacketDecoder decoder = new PacketDecoder();
        for (JsonNode hex : recorded.json().get("receivedRecordsAfterHandshake")) {
            byte[] record = HEX.parseHex(hex.asString());
            assertThat(decoder.decode(record, 0, record.length)).isNull();
            Topic topic = Topic.ofId(decoder.topicId());
            if (topic != Topic.HEARTBEAT) {
                assertThat(decoder.eof()).isTrue();
                messages.computeIfAbsent(topic, t -> new ArrayList<>())
                        .add(Bytes.wrap(record, decoder.payloadOffset(), decoder.payloadLength()));
            }
        }
        return messages;
    }

    private static long expectedPings(Recorded recorded) {
        long pings = 0;
        for (JsonNode hex : recorded.json().get("receivedRecordsAfterHandshake")) {
            pings += hex.asString().endsWith(HEX.formatHex("ping".getBytes())) ? 1 : 0;
        }
        return pings;
    }
}
