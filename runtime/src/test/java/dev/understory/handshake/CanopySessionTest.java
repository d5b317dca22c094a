package dev.understory.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.CanopyVectors;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.KeyLoading;
import dev.understory.identity.KeyType;
import dev.understory.identity.SecretKey;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The handshakes that were recorded from a live node, replayed under the same seeds. */
final class CanopySessionTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final int HANDSHAKE_BYTES = 38 + 2 * 1044;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void ourBytesAreThoseThatWereSentAndTheirsAuthenticateTheNode(int index) {
        JsonNode session = CanopyVectors.section("recordedSessions").get(index);
        byte[] sent = CanopyVectors.bytes(session, "sentBytes");
        byte[] received = Arrays.copyOf(CanopyVectors.bytes(session, "receivedBytes"), HANDSHAKE_BYTES);
        for (int piece : new int[] {1, 7, 38, 1044, received.length}) {
            WireEnd end = end(session).start();
            end.receive(received, piece);
            assertThat(end.take()).isEqualTo(sent);
            assertThat(end.peer().peer().bytes()).isEqualTo(CanopyVectors.bytes(session, "remoteIdentity"));
            assertThat(end.peer().meta().networkId())
                    .isEqualTo(session.get("networkId").asLong());
            assertThat(records(end.effects).get(2)).isEqualTo(end.self().metaRecord());
        }
    }

    private static List<Bytes> records(List<HandshakeEffect> effects) {
        List<Bytes> records = new ArrayList<>();
        for (HandshakeEffect effect : effects) {
            if (effect instanceof HandshakeEffect.Write write) {
                records.add(write.record());
            }
        }
        return records;
    }

    private static WireEnd end(JsonNode session) {
        KeyType type =
                session.get("localIdentityType").asString().equals("ed25519") ? KeyType.ED25519 : KeyType.BLS12_381;
        SecretKey secret = SecretKey.of(
                type,
                CanopyVectors.bytes(session, "localIdentityPrivate"),
                CanopyVectors.bytes(session, "localIdentityPublic"));
        LocalIdentity self = LocalIdentity.create(
                SUITE,
                ((KeyLoading.Loaded) SUITE.load(secret)).key(),
                session.get("networkId").asLong(),
                session.get("chainId").asLong());
        return new WireEnd(SUITE, self, null, CanopyVectors.bytes(session, "localEphemeralSeed"));
    }
}
