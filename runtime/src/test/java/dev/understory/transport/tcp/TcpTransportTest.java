package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.DialEvent.Reason;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpTransportTest {
    private final TcpFixture fixture = new TcpFixture(TcpSettings.defaults(), TcpTransportTest::lookUp);

    @AfterEach
    void shutDown() {
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
    void aNameIsNotDialledUnseen() {
        Endpoint named = new Endpoint("two.test", 9001);
        assertThat(fixture.dial(named, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(
                        named, Reason.UNRESOLVED, "two.test is a name, which is looked up before it is dialled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1"})
    void addressesNobodyListensOnAreNotDialled(String host) {
        Endpoint remote = new Endpoint(host, 9001);
        assertThat(fixture.dial(remote, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(remote, Reason.UNREACHABLE, host + " cannot be dialled"));
    }

    @Test
    void portZeroIsNotDialled() {
        assertThat(fixture.dial(TcpFixture.ANY_PORT, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(TcpFixture.ANY_PORT, Reason.UNREACHABLE, "port 0 cannot be dialled"));
    }

    @Test
    void whoListensOnANameSaysAtWhichAddress() {
        fixture.transport.listen(new Endpoint("two.test", 0), fixture.into(fixture.listenEvents));
        ListenEvent.Listening listening = (ListenEvent.Listening) TcpFixture.take(fixture.listenEvents);
        assertThat(listening.local().host()).isEqualTo("127.0.0.4");
        assertThat(fixture.dialled(listening.local()).remote()).isEqualTo(listening.local());
    }

    @Test
    void whoHasSeveralAddressesDialsFromTheOneThatIsChosen() {
        ListenEvent.Listening listening = fixture.listen();
        fixture.transport
                .from("127.66.7.8")
                .dial(listening.local(), TcpFixture.PATIENCE, fixture.into(fixture.dialEvents));
        assertThat(fixture.accepted().remote().host()).isEqualTo("127.66.7.8");
        assertThat(TcpFixture.take(fixture.dialEvents)).isInstanceOf(DialEvent.Opened.class);
    }

    @Test
    void anAddressOfAnotherMachineIsNobodysToDialFrom() {
        Endpoint remote = fixture.listen().local();
        fixture.transport.from("192.0.2.1").dial(remote, TcpFixture.PATIENCE, fixture.into(fixture.dialEvents));
        assertThat(TcpFixture.take(fixture.dialEvents)).isInstanceOf(DialFailed.class);
        assertThatThrownBy(() -> fixture.transport.from("two.test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two.test is no address");
    }

    @Test
    void aClosedTransportDialsNoMore() {
        fixture.transport.close();
        Endpoint remote = new Endpoint("127.0.0.1", 9001);
        assertThat(fixture.dial(remote, TcpFixture.PATIENCE))
                .isEqualTo(new DialFailed(remote, Reason.LOCAL, "the transport is closed"));
        BlockingQueue<LookupEvent> answers = new LinkedBlockingQueue<>();
        fixture.transport.lookUp("two.test", TcpFixture.PATIENCE, fixture.into(answers));
        assertThat(TcpFixture.take(answers)).isEqualTo(new LookupEvent.NotFound("two.test", "the transport is closed"));
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        if (!host.equals("two.test")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {
            InetAddress.getByAddress(new byte[] {127, 0, 0, 4}), InetAddress.getByAddress(new byte[] {127, 0, 0, 1})
        };
    }
}
