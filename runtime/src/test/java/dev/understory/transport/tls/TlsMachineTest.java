package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.tls.TlsPair.Kind;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TlsMachineTest {
    private static final TlsExpectation ANY = new TlsExpectation.AnyTrusted();
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void bothEndsLearnWhoTheOtherIs(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind).start();
        assertThat(pair.client.peer.subject()).isEqualTo("CN=server.test");
        assertThat(pair.client.peer.names()).containsExactly("server.test");
        assertThat(pair.server.peer.subject()).isEqualTo("CN=client.test");
        assertThat(pair.server.peer.certificates()).hasSize(1);
        assertThat(pair.server.peer.keyFingerprint().size()).isEqualTo(32);
        assertThat(pair.client.problem).isNull();
        assertThat(pair.server.problem).isNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void dataOfAnySizeArrivesInAnyPieces(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind).start();
        Random random = new Random(11);
        byte[] sent = new byte[400_000];
        random.nextBytes(sent);
        for (int at = 0; at < sent.length; ) {
            int size = Math.min(sent.length - at, random.nextInt(100_000));
            pair.client.machine.write(Bytes.wrap(sent, at, size));
            at += size;
        }
        for (Bytes each = pair.client.out.poll(); each != null; each = pair.client.out.poll()) {
            for (int at = 0; at < each.size(); ) {
                int size = Math.min(each.size() - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 20_000));
                pair.server.machine.received(each.slice(at, size));
                at += size;
            }
        }
        assertThat(pair.server.plain.toByteArray()).isEqualTo(sent);
        assertThat(pair.server.problem).isNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closingSaysGoodbyeAfterAllThatWasWritten(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind).start();
        pair.client.machine.write(Bytes.wrap(new byte[1000]));
        pair.client.machine.close();
        pair.client.machine.write(Bytes.wrap(new byte[1000]));
        pair.run();
        assertThat(pair.server.plain.size()).isEqualTo(1000);
        assertThat(pair.server.ended).isTrue();
        assertThat(pair.server.problem).isNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStreamThatEndsWithoutGoodbyeIsTruncated(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind).start();
        pair.server.machine.endOfStream();
        assertThat(pair.server.failure()).isEqualTo(TlsFailure.TRUNCATED);
        assertThat(pair.server.ended).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aClientRefusesAServerOfAnotherAuthority(Kind kind) {
        TlsPair pair = new TlsPair(
                        kind, TestIdentities.settings("client", "other-ca", true), TestIdentities.mutual("server"), ANY)
                .start();
        assertThat(pair.client.failure()).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(pair.client.told).isTrue();
        assertThat(pair.server.failure()).isEqualTo(TlsFailure.REFUSED_BY_PEER);
        assertThat(pair.server.peer).isNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aServerRefusesAClientOfAnotherAuthority(Kind kind) {
        TlsPair pair = new TlsPair(
                        kind, TestIdentities.settings("stranger", "ca", true), TestIdentities.mutual("server"), ANY)
                .start();
        assertThat(pair.server.failure()).isEqualTo(TlsFailure.UNTRUSTED);
        assertThat(pair.client.failure()).isEqualTo(TlsFailure.REFUSED_BY_PEER);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aClientWithoutCertificateIsRefusedWhereOneIsAskedFor(Kind kind) {
        TlsPair pair = new TlsPair(
                        kind, TestIdentities.settings(null, "ca", true), TestIdentities.mutual("server"), ANY)
                .start();
        assertThat(pair.server.failure()).isEqualTo(TlsFailure.NO_CERTIFICATE);
        assertThat(pair.client.failure()).isEqualTo(TlsFailure.REFUSED_BY_PEER);
        TlsPair lenient = new TlsPair(
                        kind,
                        TestIdentities.settings(null, "ca", true),
                        TestIdentities.settings("server", "ca", false),
                        ANY)
                .start();
        assertThat(lenient.server.peer.certificates()).isEmpty();
        assertThat(lenient.client.peer.subject()).isEqualTo("CN=server.test");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void datesAreJudgedByTheNodesClock(Kind kind) {
        for (String own : List.of("expired", "future")) {
            TlsPair pair = new TlsPair(kind, TestIdentities.mutual("client"), TestIdentities.mutual(own), ANY).start();
            TlsFailure expected = own.equals("expired") ? TlsFailure.EXPIRED : TlsFailure.NOT_YET_VALID;
            assertThat(pair.client.failure()).isEqualTo(expected);
            assertThat(pair.client.problem.detail()).contains("it is 2030-06-01T12:00:00Z");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDialMayExpectANameOrAKey(Kind kind) {
        Bytes key = TlsPair.mutual(kind).start().client.peer.keyFingerprint();
        for (TlsExpectation right : List.of(new TlsExpectation.Named("Server.test"), new TlsExpectation.Pinned(key))) {
            TlsPair pair =
                    new TlsPair(kind, TestIdentities.mutual("client"), TestIdentities.mutual("server"), right).start();
            assertThat(pair.client.problem).isNull();
        }
        for (TlsExpectation wrong :
                List.of(new TlsExpectation.Named("other.test"), new TlsExpectation.Pinned(Bytes.wrap(new byte[32])))) {
            TlsPair pair =
                    new TlsPair(kind, TestIdentities.mutual("client"), TestIdentities.mutual("server"), wrong).start();
            assertThat(pair.client.failure()).isEqualTo(TlsFailure.WRONG_PEER);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void trustMayAdmitOnlySomeOfItsFlock(Kind kind) {
        Bytes key = TlsPair.mutual(kind).start().server.peer.keyFingerprint();
        TlsTrust ca = TestIdentities.trust("ca");
        TlsSettings some = TlsSettings.mutual(TestIdentities.identity("server"), ca.onlyKeys(List.of(key)));
        TlsSettings nobody = TlsSettings.mutual(TestIdentities.identity("server"), ca.onlyKeys(List.of()));
        TlsSettings client = TestIdentities.mutual("client");
        assertThat(new TlsPair(kind, client, some, ANY).start().server.problem).isNull();
        assertThat(new TlsPair(kind, client, nobody, ANY).start().server.failure())
                .isEqualTo(TlsFailure.UNTRUSTED);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void applicationProtocolsAreAgreedOn(Kind kind) {
        TlsSettings client = TestIdentities.mutual("client").withProtocols(List.of("echo/2", "echo/1"));
        TlsSettings server = TestIdentities.mutual("server").withProtocols(List.of("echo/1"));
        TlsPair pair = new TlsPair(kind, client, server, ANY).start();
        assertThat(pair.client.peer.protocol()).isEqualTo("echo/1");
        assertThat(pair.server.peer.protocol()).isEqualTo("echo/1");
        TlsPair apart = new TlsPair(kind, client, server.withProtocols(List.of("other")), ANY).start();
        assertThat(apart.server.failure()).isEqualTo(TlsFailure.NOTHING_IN_COMMON);
        assertThat(apart.client.failure()).isEqualTo(TlsFailure.REFUSED_BY_PEER);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void plainTextAndOverlongRecordsAreRefusedByTheirHeader(Kind kind) {
        TlsPair.End server = TlsPair.End.of(kind, TestIdentities.mutual("server"), null);
        server.machine.start(0, HOUR);
        server.machine.received(Bytes.wrap("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        assertThat(server.failure()).isEqualTo(TlsFailure.NOT_TLS);
        TlsPair.End other = TlsPair.End.of(kind, TestIdentities.mutual("server"), null);
        other.machine.start(0, HOUR);
        other.machine.received(Bytes.wrap(new byte[] {22, 3, 1, 0x41, 1}));
        assertThat(other.failure()).isEqualTo(TlsFailure.PROTOCOL);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aHandshakeHasADeadlineAndABoundInBytes(Kind kind) {
        TlsPair.End server = TlsPair.End.of(kind, TestIdentities.mutual("server"), null);
        server.machine.start(5, HOUR);
        long limit = TlsLimits.defaults().handshakeTime().toNanos();
        assertThat(server.machine.nextDeadlineNanos()).isEqualTo(5 + limit);
        server.machine.tick(4 + limit);
        assertThat(server.problem).isNull();
        server.machine.tick(5 + limit);
        assertThat(server.failure()).isEqualTo(TlsFailure.TIMEOUT);

        TlsPair.End flooded = TlsPair.End.of(kind, TestIdentities.mutual("server"), null);
        flooded.machine.start(0, Duration.ofSeconds(1));
        assertThat(flooded.machine.nextDeadlineNanos()).isEqualTo(1_000_000_000L);
        // Dummy changes of ciphers are allowed in a handshake of TLS 1.3, and cost nothing to send.
        byte[] record = {20, 3, 3, 0, 1, 1};
        for (int i = 0; i < 20_000 && flooded.problem == null; i++) {
            flooded.machine.received(Bytes.wrap(record));
        }
        assertThat(flooded.failure()).isIn(TlsFailure.HANDSHAKE_TOO_LONG, TlsFailure.PROTOCOL);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWasChangedOnTheWayIsFound(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind).start();
        pair.client.onTheWay = bytes -> {
            byte[] changed = bytes.toArray();
            changed[changed.length / 2] ^= 1;
            return Bytes.wrap(changed);
        };
        pair.client.machine.write(Bytes.wrap(new byte[1000]));
        pair.run();
        assertThat(pair.server.failure()).isEqualTo(TlsFailure.PROTOCOL);
        assertThat(pair.server.plain.size()).isZero();
        assertThat(pair.server.told).isTrue();
        assertThat(pair.client.failure()).isEqualTo(TlsFailure.REFUSED_BY_PEER);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatComesDuringWorkWaits(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind);
        pair.client.machine.start(0, HOUR);
        pair.server.machine.start(0, HOUR);
        pair.server.machine.received(pair.client.out.remove());
        assertThat(pair.server.works).containsExactly(TlsWork.Kind.ANSWER_HELLO);
        pair.server.machine.received(Bytes.wrap(new byte[] {20, 3, 3, 0, 1, 1}));
        assertThat(pair.server.machine.unopened()).isEqualTo(6);
        assertThat(pair.server.workOff()).isTrue();
        assertThat(pair.server.machine.unopened()).isZero();
        pair.server.machine.overloaded();
        assertThat(pair.server.failure()).isEqualTo(TlsFailure.OVERLOADED);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsSentBeforeTheChannelIsOpen(Kind kind) {
        TlsPair pair = TlsPair.mutual(kind);
        pair.client.machine.start(0, HOUR);
        pair.client.machine.write(Bytes.wrap(new byte[10]));
        assertThat(pair.client.writes).hasSize(1);
        pair.server.machine.start(0, HOUR);
        pair.run();
        assertThat(pair.server.plain.size()).isZero();
        assertThat(Arrays.asList(pair.client.failure(), pair.server.failure())).containsOnlyNulls();
    }
}
