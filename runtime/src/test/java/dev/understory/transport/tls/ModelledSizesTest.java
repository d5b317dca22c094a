package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.tls.TlsPair.Kind;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real and modelled TLS put the same on the wire, write by write, and ask for the same work. */
final class ModelledSizesTest {
    private static final TlsExpectation ANY = new TlsExpectation.AnyTrusted();

    private static Stream<Arguments> settings() {
        TlsSettings client = TestIdentities.mutual("client");
        TlsSettings server = TestIdentities.mutual("server");
        TlsSettings nobody = TestIdentities.settings(null, "ca", true);
        return Stream.of(
                Arguments.of("mutual", client, server, ANY),
                Arguments.of("by name", client, server, new TlsExpectation.Named("server.test")),
                Arguments.of(
                        "with protocols",
                        client.withProtocols(List.of("echo/2", "echo/1")),
                        server.withProtocols(List.of("echo/1", "x")),
                        ANY),
                Arguments.of("protocols of the client only", client.withProtocols(List.of("echo/1")), server, ANY),
                Arguments.of(
                        "protocols apart", client.withProtocols(List.of("a")), server.withProtocols(List.of("b")), ANY),
                Arguments.of("RSA", TestIdentities.mutual("rsa"), TestIdentities.mutual("rsa"), ANY),
                Arguments.of("one way", client, TestIdentities.settings("server", "ca", false), ANY),
                Arguments.of("no certificate", nobody, server, ANY),
                Arguments.of(
                        "wrong authority of the server",
                        TestIdentities.settings("client", "other-ca", true),
                        server,
                        ANY),
                Arguments.of(
                        "wrong authority of the client", TestIdentities.settings("stranger", "ca", true), server, ANY),
                Arguments.of("expired", client, TestIdentities.mutual("expired"), ANY),
                Arguments.of("wrong name", client, server, new TlsExpectation.Named("else.test")),
                Arguments.of("a long chain", client, chainOf(8), ANY));
    }

    /** The own certificate and many more: nobody minds those behind the one that is trusted. */
    private static TlsSettings chainOf(int count) {
        TlsIdentity own = TestIdentities.identity("server");
        return TlsSettings.mutual(
                new TlsIdentity(
                        own.key(),
                        Stream.iterate(own.chain().get(0), each -> each)
                                .limit(count)
                                .toList()),
                new TlsTrust(
                        Stream.concat(own.chain().stream(), TestIdentities.trust("ca").authorities().stream())
                                .toList(),
                        peer -> true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void flightsAreAsLong(String what, TlsSettings client, TlsSettings server, TlsExpectation expected) {
        TlsPair real = new TlsPair(Kind.REAL, client, server, expected).start();
        TlsPair modelled = new TlsPair(Kind.MODELLED, client, server, expected).start();
        assertThat(modelled.client.writes).isEqualTo(real.client.writes);
        assertThat(modelled.server.writes).isEqualTo(real.server.writes);
        assertThat(modelled.client.works).isEqualTo(real.client.works);
        assertThat(modelled.server.works).isEqualTo(real.server.works);
        assertThat(modelled.client.failure()).isEqualTo(real.client.failure());
        assertThat(modelled.server.failure()).isEqualTo(real.server.failure());
        assertThat(modelled.client.peer).isEqualTo(real.client.peer);
        assertThat(modelled.server.peer).isEqualTo(real.server.peer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 8192, 8193, 16_366, 16_367, 16_368, 16_384, 49_101, 49_102, 100_000, 1_000_000})
    void dataIsAsLong(int size) {
        TlsPair real = TlsPair.mutual(Kind.REAL).start();
        TlsPair modelled = TlsPair.mutual(Kind.MODELLED).start();
        for (TlsPair pair : List.of(real, modelled)) {
            pair.client.machine.write(Bytes.wrap(new byte[size]));
            pair.client.machine.close();
            pair.run();
            assertThat(pair.server.plain.size()).isEqualTo(size);
            assertThat(pair.server.ended).isTrue();
        }
        assertThat(modelled.client.writes).isEqualTo(real.client.writes);
        assertThat(modelled.server.writes).isEqualTo(real.server.writes);
    }
}
