package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.DialEvent.Reason;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.wire.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpTransportTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private final TcpFixture fixture = new TcpFixture(TcpSettings.defaults(), this::lookUp);

    @AfterEach
    void shutDown() {
        never.countDown();
        fixture.close();
    }

    @Test
    void aPortInUseIsSaidInOneLine() {
        Endpoint taken = fixture.listen().local();
        fixture.transport.listen(taken, fixture.into(fixture.listenEvents));
        assertThat(TcpFixture.take(fixture.listenEvents))
                .isEqualTo(new ListenEvent.ListenFailed(taken, "cannot listen on " + taken + ": the port is in use"));
    }

    @Test
    void anAddressOfAnotherMachineCannotBeListenedOn() {
        Endpoint foreign = new Endpoint("192.0.2.1", 9001);
        fixture.transport.listen(foreign, fixture.into(fixture.listenEvents));
        assertThat(TcpFixture.take(fixture.listenEvents))
                .isEqualTo(new ListenEvent.ListenFailed(
                        foreign, "cannot listen on 192.0.2.1:9001: it is not an address of this machine"));
    }

    @Test
    void aHostWithoutAddressCannotBeListenedOn() {
        fixture.transport.listen(new Endpoint("unknown.test", 1), fixture.into(fixture.listenEvents));
        assertThat(TcpFixture.take(fixture.listenEvents))
                .isEqualTo(new ListenEvent.ListenFailed(
                        new Endpoint("unknown.test", 1),
                        "cannot listen on unknown.test:1: the host name unknown.test has no address"));
    }

    @Test
    void aClosedListenerRefusesAndKeepsItsLinks() {
        ListenEvent.Listening listening = fixture.listen();
        TestOwner dialler = fixture.own(fixture.dialled(listening.local())).attach();
        TestOwner acceptor = fixture.own(fixture.accepted()).attach();
        listening.listener().close();
        for (DialEvent again = fixture.dial(listening.local(), TcpFixture.PATIENCE);
                !(again instanceof DialFailed failed && failed.reason() == Reason.REFUSED);
                again = fixture.dial(listening.local(), TcpFixture.PATIENCE)) {
            assertThat(again).isInstanceOf(DialEvent.Opened.class);
        }
        dialler.run(link -> link.write(Bytes.wrap(new byte[5])));
        assertThat(acceptor.receive(5)).hasSize(5);
    }

    @Test
    void nobodyListeningIsARefusal() {
        ListenEvent.Listening listening = fixture.listen();
        Endpoint free = new Endpoint("127.0.0.3", listening.local().port());
        assertThat(fixture.dial(free, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(free, Reason.REFUSED, "nobody listens at " + free));
    }

    @Test
    void aNameWithoutAddressIsUnresolved() {
        Endpoint unknown = new Endpoint("unknown.test", 9001);
        assertThat(fixture.dial(unknown, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(unknown, Reason.UNRESOLVED, "the host name unknown.test has no address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1", "unspecified.test"})
    void addressesNobodyListensOnAreNotDialled(String host) {
        Endpoint remote = new Endpoint(host, 9001);
        assertThat(fixture.dial(remote, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(remote, Reason.UNRESOLVED, "no address of " + host + " can be dialled"));
    }

    @Test
    void portZeroIsNotDialled() {
        assertThat(fixture.dial(TcpFixture.ANY_PORT, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(TcpFixture.ANY_PORT, Reason.UNRESOLVED, "port 0 cannot be dialled"));
    }

    @Test
    void theNextAddressOfANameIsTriedWhenOneRefuses() {
        ListenEvent.Listening listening = fixture.listen();
        Endpoint named = new Endpoint("two.test", listening.local().port());
        assertThat(fixture.dialled(named).remote()).isEqualTo(named);
    }

    @Test
    void aResolverThatHangsEndsTheDialAtItsTimeout() {
        Endpoint stuck = new Endpoint("stuck.test", 9001);
        assertThat(fixture.dial(stuck, Duration.ofMillis(20)))
                .isEqualTo(new DialFailed(stuck, Reason.TIMEOUT, "stuck.test:9001 did not answer in time"));
    }

    @Test
    void lookupsBeyondTheQueueAreRefused() {
        int waiting = NameResolver.THREADS + NameResolver.WAITING;
        for (int i = 0; i < waiting; i++) {
            fixture.transport.dial(
                    new Endpoint("stuck.test", 9001), TcpFixture.PATIENCE, fixture.into(fixture.dialEvents));
        }
        Endpoint last = new Endpoint("unknown.test", 9001);
        fixture.transport.dial(last, TcpFixture.PATIENCE, fixture.into(fixture.dialEvents));
        DialFailed failed = (DialFailed) TcpFixture.take(fixture.dialEvents);
        assertThat(failed.reason()).isEqualTo(Reason.LOCAL);
        assertThat(failed.detail()).isEqualTo("too many host names are being looked up");
    }

    @Test
    void onlySoManyAddressesOfANameAreTried() {
        NameResolver resolver = new NameResolver(this::lookUp);
        CompletableFuture<NameResolver.Answer> answer = new CompletableFuture<>();
        resolver.forDialling(new Endpoint("many.test", 9001), answer::complete);
        assertThat(((NameResolver.Answer.Found) answer.join()).addresses()).hasSize(NameResolver.MOST_ADDRESSES);
        resolver.shutdown();
    }

    @Test
    void aClosedTransportDialsNoMore() {
        fixture.transport.close();
        Endpoint remote = new Endpoint("127.0.0.1", 9001);
        assertThat(fixture.dial(remote, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(remote, Reason.LOCAL, "the transport is closed"));
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        return switch (host) {
            case "two.test" -> new InetAddress[] {address(127, 0, 0, 4), address(127, 0, 0, 1)};
            case "unspecified.test" -> new InetAddress[] {address(0, 0, 0, 0)};
            case "many.test" -> {
                InetAddress[] many = new InetAddress[40];
                for (int i = 0; i < many.length; i++) {
                    many[i] = address(127, 0, 1, i);
                }
                yield many;
            }
            case "stuck.test" -> {
                try {
                    never.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException(host);
            }
            default -> throw new UnknownHostException(host);
        };
    }

    private static InetAddress address(int a, int b, int c, int d) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    }
}
