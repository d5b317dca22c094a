package dev.understory.network;

import static dev.understory.network.TlsOnSimulatedNetwork.Kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.SeededEntropy;
import dev.understory.engine.SimNode;
import dev.understory.transport.Acceptor;
import dev.understory.transport.DialEvent;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.Talker;
import dev.understory.transport.tls.TestIdentities;
import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsEvent;
import dev.understory.transport.tls.TlsExpectation;
import dev.understory.transport.tls.TlsFailure;
import dev.understory.transport.tls.TlsLimits;
import dev.understory.transport.tls.TlsSettings;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo over TLS over the simulated network: the classes of the test over TCP, and virtual time. */
class TlsEchoOnSimulatedNetworkTest {
    private static final TlsSettings CLIENT = TestIdentities.mutual("client");
    private static final TlsSettings SERVER = TestIdentities.mutual("server");

    private static TlsOnSimulatedNetwork net(Kind kind) {
        return new TlsOnSimulatedNetwork(kind, 1, 1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsSentComesBackBothWaysAtOnce(Kind kind) {
        for (long size : new long[] {1, 16_367, 10_000_000}) {
            try (TlsOnSimulatedNetwork net = net(kind)) {
                net.serve(SERVER);
                net.talk(CLIENT, size);
                net.runTo(60_000);
                assertThat(net.reports).singleElement().satisfies(report -> {
                    assertThat(report.received()).isEqualTo(size);
                    assertThat(report.intact()).isTrue();
                    assertThat(report.peer().subject()).isEqualTo("CN=server.test");
                    assertThat(report.closed().cause()).isEqualTo(Cause.LOCAL);
                });
                assertThat(net.closed).extracting(LinkEvent.Closed::cause).containsExactly(Cause.END_OF_STREAM);
                assertThat(net.events).isEmpty();
            }
        }
    }

    private static long hashOf(Kind kind, long seed, int shards) {
        try (TlsOnSimulatedNetwork net = new TlsOnSimulatedNetwork(kind, seed, shards)) {
            net.serve(SERVER);
            for (int i = 0; i < 5; i++) {
                net.talk(CLIENT, 100_000);
            }
            net.runTo(10_000);
            assertThat(net.reports).hasSize(5).allMatch(Talker.Report::intact);
            return net.hash();
        }
    }

    @Test
    void aSeedGivesOneHashWhateverTheEngineAndTheNumberOfShards() {
        long hash = hashOf(Kind.REPRODUCIBLE, 7, 1);
        assertThat(hashOf(Kind.REPRODUCIBLE, 7, 1)).isEqualTo(hash);
        assertThat(hashOf(Kind.MODELLED, 7, 1)).isEqualTo(hash);
        assertThat(hashOf(Kind.MODELLED, 7, 2)).isEqualTo(hash);
        assertThat(hashOf(Kind.REPRODUCIBLE, 7, 2)).isEqualTo(hash);
        assertThat(hashOf(Kind.MODELLED, 8, 1)).isNotEqualTo(hash);
    }

    @Test
    void realTlsIsRefusedWhereItCannotBeRepeated() {
        RandomStream random = new SeededEntropy(1, 1, 1).stream("tls");
        assertThatThrownBy(() -> Tls.reproducible(TestIdentities.mutual("ec"), TestIdentities.CLOCK, random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Ed25519")
                .hasMessageContaining("modelled");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theHandshakeCostsOneRoundTripAndItsArithmetic(Kind kind) {
        try (TlsOnSimulatedNetwork net = net(kind)) {
            long[] opened = {0};
            net.serve(SERVER);
            net.dial(CLIENT, new TlsExpectation.Named("server.test"), link -> {
                opened[0] = net.a.trueTime();
                return Talker.create(link, 1, net.reports::add);
            });
            net.runTo(1_000);
            // Two round trips of 20 to 22 ms, and 1.7 ms of arithmetic.
            assertThat(opened[0] / TlsOnSimulatedNetwork.MS).isBetween(41L, 46L);
        }
    }

    private static void assertRefused(Kind kind, TlsSettings client, TlsSettings server, TlsFailure... reasons) {
        try (TlsOnSimulatedNetwork net = net(kind)) {
            net.serve(server);
            net.talk(client, 1);
            net.runTo(5_000);
            assertThat(net.events)
                    .extracting(
                            each -> ((TlsEvent.HandshakeFailed) each).problem().failure())
                    .containsExactly(reasons);
            assertThat(net.closed).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoIsNotTrustedOpensNoLink(Kind kind) {
        TlsSettings other = TestIdentities.settings("client", "other-ca", true);
        assertRefused(kind, other, SERVER, TlsFailure.UNTRUSTED, TlsFailure.REFUSED_BY_PEER);
        assertRefused(kind, TestIdentities.settings("stranger", "ca", true), SERVER, TlsFailure.UNTRUSTED);
        assertRefused(kind, TestIdentities.settings(null, "ca", true), SERVER, TlsFailure.NO_CERTIFICATE);
        assertRefused(kind, CLIENT, TestIdentities.mutual("expired"), TlsFailure.EXPIRED, TlsFailure.REFUSED_BY_PEER);
    }

    /** A certificate that will be good in eighty years: a day later by the machine's clock it is too early still. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void certificatesAreJudgedByTheVirtualClockOfTheMachine(Kind kind) {
        try (TlsOnSimulatedNetwork net = net(kind)) {
            net.serve(TestIdentities.mutual("future"));
            net.talk(CLIENT, 1);
            net.runTo(5_000);
            assertThat(net.failures)
                    .singleElement()
                    .satisfies(each -> assertThat(each.detail()).contains("NOT_YET_VALID"));
            net.simulation.at(6_000 * TlsOnSimulatedNetwork.MS, () -> {
                net.a.clock().step(Duration.ofDays(81 * 365).toNanos());
                net.b.clock().step(Duration.ofDays(81 * 365).toNanos());
            });
            net.runTo(7_000);
            net.talk(CLIENT, 1);
            net.runTo(12_000);
            assertThat(net.reports)
                    .singleElement()
                    .satisfies(each -> assertThat(each.intact()).isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void silenceAndPlainTextOpenNoLink(Kind kind) {
        try (TlsOnSimulatedNetwork net = net(kind)) {
            TlsLimits limits = new TlsLimits(2, 2, Duration.ofSeconds(5), 64 * 1024, 32);
            net.serve(SERVER.withLimits(limits));
            for (int i = 0; i < 3; i++) {
                net.dialPlain(link -> Behaviors.setup(context -> {
                    link.attach(context.getSelf(), event -> event);
                    return Behaviors.<LinkEvent>ignore();
                }));
            }
            net.runTo(1_000);
            assertThat(net.events).singleElement().isInstanceOf(TlsEvent.Refused.class);
            net.runTo(6_000);
            assertThat(net.events.subList(1, net.events.size()))
                    .extracting(
                            each -> ((TlsEvent.HandshakeFailed) each).problem().failure())
                    .containsExactly(TlsFailure.TIMEOUT, TlsFailure.TIMEOUT);
            net.dialPlain(link -> Behaviors.setup(context -> {
                link.attach(context.getSelf(), event -> event);
                link.write(Bytes.wrap("HELO".repeat(5).getBytes(StandardCharsets.US_ASCII)));
                return Behaviors.<LinkEvent>ignore();
            }));
            net.runTo(7_000);
            assertThat(((TlsEvent.HandshakeFailed) net.events.getLast())
                            .problem()
                            .failure())
                    .isEqualTo(TlsFailure.NOT_TLS);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aResetIsAResetAndADeadMachineIsSilent(Kind kind) {
        try (TlsOnSimulatedNetwork net = net(kind)) {
            net.serve(SERVER);
            net.talk(CLIENT, 100_000_000);
            net.simulation.at(500 * TlsOnSimulatedNetwork.MS, () -> net.network.reset(List.of(net.a), List.of(net.b)));
            net.runTo(1_000);
            assertThat(net.reports)
                    .singleElement()
                    .satisfies(each -> assertThat(each.closed().cause()).isEqualTo(Cause.RESET));
            assertThat(net.closed).extracting(LinkEvent.Closed::cause).containsExactly(Cause.RESET);
            net.talk(CLIENT, 100_000_000);
            net.simulation.at(1_500 * TlsOnSimulatedNetwork.MS, () -> net.a.stop(SimNode.StopKind.PROCESS_CRASH));
            net.runTo(3_000);
            assertThat(net.closed).extracting(LinkEvent.Closed::cause).containsExactly(Cause.RESET, Cause.RESET);
        }
    }

    @Test
    void openLinksBeyondTheLimitAreRefused() {
        try (TlsOnSimulatedNetwork net = net(Kind.MODELLED)) {
            net.serve(SERVER, new Acceptor.Limits(1, 1));
            net.talk(CLIENT, 100_000_000);
            net.runTo(500);
            net.talk(CLIENT, 1);
            net.runTo(1_000);
            assertThat(net.acceptor.getLast())
                    .isInstanceOfSatisfying(
                            Acceptor.Event.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Acceptor.Refusal.LINKS));
            assertThat(net.reports).extracting(each -> each.closed().cause()).contains(Cause.END_OF_STREAM);
            assertThat(net.failures).extracting(DialEvent.DialFailed::reason).isEmpty();
        }
    }
}
