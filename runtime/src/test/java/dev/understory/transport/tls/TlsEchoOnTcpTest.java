package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.Acceptor;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Echo;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.Talker;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The echo over TLS over real TCP, in good company and in bad. */
final class TlsEchoOnTcpTest {
    private final TlsOnTcp net = new TlsOnTcp();
    private final TlsSettings client = TestIdentities.mutual("client");
    private final TlsSettings server = TestIdentities.mutual("server");

    @AfterEach
    void shutDown() {
        net.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 16_367, 10_000_000})
    void whatIsSentComesBackBothWaysAtOnce(long size) {
        net.talk(client, net.serve(server), size);
        Talker.Report report = TlsOnTcp.take(net.reports);
        assertThat(report.received()).isEqualTo(size);
        assertThat(report.intact()).isTrue();
        assertThat(report.peer().subject()).isEqualTo("CN=server.test");
        assertThat(report.closed().cause()).isEqualTo(Cause.LOCAL);
        assertThat(TlsOnTcp.take(net.closed).cause()).isEqualTo(Cause.END_OF_STREAM);
    }

    @Test
    void theSameEchoRunsWithoutTls() {
        Endpoint at = net.serve(net.tcp, TlsOnTcp.ROOM, link -> Echo.create(link, net.closed::add));
        net.dial(net.tcp, at, link -> Talker.create(link, 100_000, net.reports::add));
        Talker.Report report = TlsOnTcp.take(net.reports);
        assertThat(report.received()).isEqualTo(100_000);
        assertThat(report.peer()).isNull();
        assertThat(TlsOnTcp.take(net.closed).cause()).isEqualTo(Cause.END_OF_STREAM);
    }

    @Test
    void theOneWhoAcceptsMayCloseInGoodOrderToo() {
        Endpoint at = net.serve(
                net.tls(server),
                TlsOnTcp.ROOM,
                link -> Behaviors.setup(context -> {
                    link.attach(context.getSelf(), event -> event);
                    link.write(Bytes.wrap(new byte[100_000]));
                    link.close();
                    return Behaviors.receiveMessage(event -> {
                        if (event instanceof LinkEvent.Closed last) {
                            net.closed.add(last);
                            return Behaviors.stopped();
                        }
                        return Behaviors.same();
                    });
                }));
        net.talk(client, at, Long.MAX_VALUE);
        Talker.Report report = TlsOnTcp.take(net.reports);
        assertThat(report.received()).isEqualTo(100_000);
        assertThat(report.closed().cause()).isEqualTo(Cause.END_OF_STREAM);
        assertThat(TlsOnTcp.take(net.closed).cause()).isEqualTo(Cause.LOCAL);
    }

    @Test
    void certificatesThatNobodyTrustsOpenNoLink() {
        net.talk(TestIdentities.settings("client", "other-ca", true), net.serve(server), 1);
        DialEvent.DialFailed failed = TlsOnTcp.take(net.failures);
        assertThat(failed.reason()).isEqualTo(DialEvent.Reason.NOT_SECURED);
        assertThat(failed.detail()).contains("UNTRUSTED").contains("Understory test authority");
        assertThat(net.failed(false)).isEqualTo(TlsFailure.REFUSED_BY_PEER);
        net.talk(client, net.serve(TestIdentities.mutual("expired")), 1);
        assertThat(TlsOnTcp.take(net.failures).detail()).contains("EXPIRED");
        net.talk(TestIdentities.settings("stranger", "ca", true), net.serve(server), 1);
        assertThat(net.failed(false)).isEqualTo(TlsFailure.REFUSED_BY_PEER);
        assertThat(net.failed(false)).isEqualTo(TlsFailure.UNTRUSTED);
        net.talk(TestIdentities.settings(null, "ca", true), net.serve(server), 1);
        assertThat(net.failed(false)).isEqualTo(TlsFailure.NO_CERTIFICATE);
        assertThat(net.closed).as("links that an owner had").isEmpty();
    }

    /** In TLS 1.3 a client is done before the server has judged it: it has a link, which fails at once. */
    @Test
    void aClientThatIsRefusedLateHearsWhy() {
        net.talk(TestIdentities.settings("stranger", "ca", true), net.serve(server), 1);
        Talker.Report report = TlsOnTcp.take(net.reports);
        assertThat(report.closed().cause()).isEqualTo(Cause.FAILED);
        assertThat(report.closed().detail()).contains("REFUSED_BY_PEER");
        assertThat(report.received()).isZero();
    }

    @Test
    void plainTextAndGarbageAreRefused() throws IOException {
        Endpoint at = net.serve(server);
        try (Socket socket = connect(at)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(net.failed(false)).isEqualTo(TlsFailure.NOT_TLS);
        }
        Random random = new Random(5);
        for (int i = 0; i < 10; i++) {
            byte[] garbage = new byte[2000];
            random.nextBytes(garbage);
            byte[] header = {22, 3, 1, 0x07, (byte) 0xcb};
            System.arraycopy(header, 0, garbage, 0, header.length);
            try (Socket socket = connect(at)) {
                socket.getOutputStream().write(garbage);
                assertThat(net.failed(false)).isEqualTo(TlsFailure.PROTOCOL);
            }
        }
        net.talk(client, at, 1);
        assertThat(TlsOnTcp.take(net.reports).intact()).isTrue();
    }

    @Test
    void aHandshakeThatDoesNotComeIsEndedAtItsDeadline() throws IOException {
        TlsLimits limits = new TlsLimits(10, 10, Duration.ofMillis(200), 64 * 1024, 32);
        try (Socket socket = connect(net.serve(server.withLimits(limits)))) {
            assertThat(net.failed(false)).isEqualTo(TlsFailure.TIMEOUT);
            assertThat(ends(socket)).isTrue();
        }
    }

    @Test
    void halfOpenHandshakesBeyondTheLimitAreRefusedAndMakeRoomWhenTheyEnd() throws IOException {
        TlsLimits limits = new TlsLimits(4, 3, Duration.ofMinutes(10), 64 * 1024, 32);
        Endpoint at = net.serve(server.withLimits(limits));
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sockets.add(connect(at));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(TlsOnTcp.take(net.events))
                    .isInstanceOfSatisfying(
                            TlsEvent.Refused.class,
                            refused -> assertThat(refused.cap()).isEqualTo(TlsEvent.Cap.HANDSHAKES_PER_HOST));
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(net.failed(false)).isEqualTo(TlsFailure.TRUNCATED);
        }
        talkUntilAdmitted(at);
    }

    @Test
    void openLinksBeyondTheLimitAreRefused() {
        Acceptor.Limits one = new Acceptor.Limits(1, 1);
        Endpoint at = net.serve(net.tls(server), one, link -> Echo.create(link, net.closed::add));
        net.dial(
                net.tls(client),
                at,
                link -> Behaviors.setup(context -> {
                    link.attach(context.getSelf(), event -> event);
                    link.write(Bytes.wrap(new byte[1]));
                    return Behaviors.receiveMessage(event -> {
                        net.talk(client, at, 1);
                        return Behaviors.<LinkEvent>ignore();
                    });
                }));
        assertThat(TlsOnTcp.take(net.acceptor))
                .isInstanceOfSatisfying(
                        Acceptor.Event.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Acceptor.Refusal.LINKS));
        Talker.Report refused = TlsOnTcp.take(net.reports);
        assertThat(refused.received()).isZero();
        assertThat(refused.closed().cause()).isEqualTo(Cause.END_OF_STREAM);
    }

    @Test
    void aResetInTheMiddleIsAReset() {
        Endpoint at = net.serve(server);
        net.dial(
                net.tls(client),
                at,
                link -> Behaviors.setup(context -> {
                    link.attach(context.getSelf(), event -> event);
                    link.write(Bytes.wrap(new byte[1]));
                    return Behaviors.receiveMessage(event -> {
                        link.abort();
                        return Behaviors.<LinkEvent>ignore();
                    });
                }));
        assertThat(TlsOnTcp.take(net.closed).cause()).isEqualTo(Cause.RESET);
    }

    /** A client that does not read: the echo stops reading it in turn, and all goes on when it reads again. */
    @Test
    void aReaderThatStopsStopsTheWriter() {
        Endpoint at = net.serve(server);
        SlowReader reader = new SlowReader(20_000_000);
        net.dial(net.tls(client), at, reader::create);
        long stuckAt = TlsOnTcp.take(reader.stuck);
        assertThat(stuckAt).isLessThan(20_000_000);
        assertThat(TlsOnTcp.take(reader.done)).isEqualTo(20_000_000);
        assertThat(TlsOnTcp.take(net.closed).cause()).isEqualTo(Cause.END_OF_STREAM);
    }

    private void talkUntilAdmitted(Endpoint at) {
        for (int i = 0; ; i++) {
            net.talk(client, at, 1);
            Talker.Report report = TlsOnTcp.take(net.reports);
            if (report.intact() && report.received() == 1 || i > 100) {
                assertThat(report.received()).isEqualTo(1);
                return;
            }
        }
    }

    private static Socket connect(Endpoint to) throws IOException {
        return new Socket(to.host(), to.port());
    }

    /** Whether the other side ends the stream, in whatever way. */
    private static boolean ends(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }
}
