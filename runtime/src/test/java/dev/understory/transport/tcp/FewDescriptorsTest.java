package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.ListenEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that runs out of descriptors while a crowd is at its door. */
class FewDescriptorsTest {
    private static final int CROWD = 60;

    private final List<AutoCloseable> toClose = new ArrayList<>();

    /** A process with that many descriptors for connections and spares; each is free again when its channel is closed. */
    private static final class Few implements Sockets {
        private final List<Channel> open = new ArrayList<>();
        private final int most;
        /** Whether somebody else takes the spare one whenever it is free. */
        private final AtomicBoolean spareIsTaken = new AtomicBoolean();

        Few(int most) {
            this.most = most;
        }

        private synchronized <C extends Channel> C take(C channel) throws IOException {
            open.removeIf(each -> !each.isOpen());
            if (open.size() >= most) {
                channel.close();
                throw new IOException("Too many open files");
            }
            open.add(channel);
            return channel;
        }

        @Override
        public SocketChannel accept(ServerSocketChannel server) throws IOException {
            // As Linux does it: first the descriptor, then the connection.
            take(SocketChannel.open()).close();
            SocketChannel accepted = server.accept();
            return accepted == null ? null : take(accepted);
        }

        @Override
        public Channel spare() throws IOException {
            if (spareIsTaken.get()) {
                throw new IOException("Too many open files");
            }
            return take(SocketChannel.open());
        }
    }

    private TcpFixture fixture(Sockets sockets, DescriptorLimit limit) {
        TcpFixture fixture = new TcpFixture(TcpSettings.defaults(), InetAddress::getAllByName, sockets, limit);
        toClose.addFirst(fixture);
        return fixture;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
    }

    private Socket connect(Endpoint to) throws IOException {
        Socket socket = new Socket(to.host(), to.port());
        socket.setSoTimeout((int) TcpFixture.PATIENCE.toMillis());
        toClose.add(socket);
        return socket;
    }

    private static Endpoint of(Socket socket) {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    @Test
    void whoComesWhenNoDescriptorIsLeftIsClosedAtOnceAndNobodyWaitsBehindTheDead() throws IOException {
        TcpFixture fixture = fixture(new Few(3), DescriptorLimit.UNKNOWN);
        Endpoint target = fixture.listen().local();
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(connect(target));
        }
        List<Link> accepted = new ArrayList<>();
        List<Endpoint> shed = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            switch (TcpFixture.take(fixture.listenEvents)) {
                case ListenEvent.Accepted link -> accepted.add(link.link());
                case ListenEvent.Shed unheard -> shed.add(unheard.remote());
                case ListenEvent.Listening again -> throw new AssertionError(again);
                case ListenEvent.ListenFailed failed -> throw new AssertionError(failed);
            }
        }
        assertThat(accepted).as("one of three is the spare").hasSize(2);
        assertThat(shed).hasSize(CROWD - 2);
        for (Socket each : crowd) {
            if (shed.contains(of(each))) {
                assertThat(each.getInputStream().read())
                        .as("ended in good order")
                        .isEqualTo(-1);
            }
        }

        TestOwner first = fixture.own(accepted.get(0)).attach();
        first.run(Link::abort);
        first.closed();
        Socket good = connect(target);
        assertThat(fixture.accepted().remote())
                .as("nobody of the crowd is before it")
                .isEqualTo(of(good));
    }

    @Test
    void aListenerWhoseSpareIsGoneGoesOnWhenADescriptorIsFree() throws IOException {
        Few few = new Few(2);
        few.spareIsTaken.set(true);
        TcpFixture fixture = fixture(few, DescriptorLimit.UNKNOWN);
        Endpoint target = fixture.listen().local();
        connect(target);
        connect(target);
        Link first = fixture.accepted();
        fixture.accepted();
        Socket third = connect(target);
        TestOwner owner = fixture.own(first).attach();
        owner.run(Link::abort);
        assertThat(fixture.accepted().remote()).isEqualTo(of(third));
    }

    @Test
    void noMoreConnectionsAreHeldThanThereAreDescriptorsFor() throws IOException {
        DescriptorLimit limit = new DescriptorLimit(106, 100);
        assertThat(limit.roomForAccepted()).isEqualTo(2);
        TcpFixture fixture = fixture(Sockets.REAL, limit);
        Endpoint target = fixture.listen().local();
        connect(target);
        connect(target);
        Link first = fixture.accepted();
        fixture.accepted();
        Socket third = connect(target);
        assertThat(TcpFixture.take(fixture.listenEvents)).isEqualTo(new ListenEvent.Shed(of(third)));
        assertThat(third.getInputStream().read()).isEqualTo(-1);
        TestOwner owner = fixture.own(first).attach();
        owner.run(Link::abort);
        owner.closed();
        Endpoint good = of(connect(target));
        ListenEvent next = TcpFixture.take(fixture.listenEvents);
        while (next.equals(new ListenEvent.Shed(good))) {
            good = of(connect(target));
            next = TcpFixture.take(fixture.listenEvents);
        }
        assertThat(((ListenEvent.Accepted) next).link().remote()).isEqualTo(good);
    }

    /** What is left of a connection. */
    enum Vanished {
        /** No address of the remote. */
        UNCONNECTED,
        /** No open channel. */
        CLOSED
    }

    /** The first ones have gone, in one way or another, before anybody looks at them. */
    private static final class Vanishing implements Sockets {
        private final AtomicInteger left;
        private final Vanished how;

        Vanishing(int count, Vanished how) {
            this.left = new AtomicInteger(count);
            this.how = how;
        }

        @Override
        public SocketChannel accept(ServerSocketChannel server) throws IOException {
            SocketChannel accepted = server.accept();
            if (accepted == null || left.getAndDecrement() <= 0) {
                return accepted;
            }
            accepted.close();
            return how == Vanished.CLOSED ? accepted : SocketChannel.open();
        }

        @Override
        public Channel spare() throws IOException {
            return SocketChannel.open();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoHasGoneBeforeAnybodyLooksTakesNobodysPlace(Vanished how) throws IOException {
        DescriptorLimit limit = new DescriptorLimit(106, 100);
        assertThat(limit.roomForAccepted()).isEqualTo(2);
        TcpFixture fixture = fixture(new Vanishing(3, how), limit);
        Endpoint target = fixture.listen().local();
        for (int i = 0; i < 3; i++) {
            assertThat(isEnded(connect(target))).isTrue();
            // The turn in which it was accepted is over.
            fixture.loops.loop(0).submit(() -> {}).syncUninterruptibly();
        }
        Socket good = connect(target);
        assertThat(fixture.accepted().remote()).isEqualTo(of(good));
    }

    @Test
    void whoIsRefusedDoesNotKeepOthersOutByStaying() throws IOException {
        DescriptorLimit limit = new DescriptorLimit(116, 100);
        assertThat(limit.roomForAccepted()).isEqualTo(8);
        TcpFixture fixture = fixture(Sockets.REAL, limit);
        Endpoint target = fixture.listen().local();
        for (int i = 0; i < CROWD; i++) {
            Socket stays = connect(target);
            Link link = fixture.accepted();
            assertThat(link.remote()).as("nobody is turned away at the door").isEqualTo(of(stays));
            link.refuse();
            assertThat(isEnded(stays)).isTrue();
        }
    }

    /** Whether the other end has taken leave, in good order or by a reset. */
    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void someDescriptorsAreKeptForTheRestOfTheProcess() {
        assertThat(new DescriptorLimit(1024, 100).roomForAccepted()).isEqualTo(924 - DescriptorLimit.KEPT);
        assertThat(new DescriptorLimit(110, 100).roomForAccepted()).isEqualTo(5);
        assertThat(new DescriptorLimit(106, 100).roomForAccepted()).isEqualTo(2);
        assertThat(new DescriptorLimit(100, 100).roomForAccepted()).isEqualTo(1);
        assertThat(DescriptorLimit.UNKNOWN.roomForAccepted()).isEqualTo(Integer.MAX_VALUE);
        assertThat(DescriptorLimit.ofProcess().most()).isPositive();
    }

    @Test
    void capsForWhichThereAreNoDescriptorsAreSaidWithWhatToDo() {
        assertThat(new DescriptorLimit(1024, 100).warning(21, 64)).isNull();
        assertThat(new DescriptorLimit(160, 100).warning(21, 64))
                .isEqualTo(
                        "this process may open 160 files, 100 of which are open: there is room for 30 connections from"
                                + " others, but max-inbound and max-handshakes allow 85 (raise the limit, see ulimit -n, or lower"
                                + " them)");
    }
}
