package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TcpLinkTest {
    private static final TcpSettings SETTINGS =
            new TcpSettings(16 * 1024, 64 * 1024, 64 * 1024, 16 * 1024, 16, Duration.ofMillis(200));

    private final TcpFixture fixture = new TcpFixture(SETTINGS, InetAddress::getAllByName);
    private final Endpoint server = fixture.listen().local();
    private final TestOwner dialler = fixture.own(fixture.dialled(server));
    private final TestOwner acceptor = fixture.own(fixture.accepted());

    @AfterEach
    void shutDown() {
        fixture.close();
    }

    @Test
    void bytesArriveInOrderInWhateverPiecesTheyAreWritten() {
        acceptor.consuming().attach();
        dialler.attach();
        Random random = new Random(7);
        byte[] sent = new byte[3_000_000];
        random.nextBytes(sent);
        for (int at = 0; at < sent.length; ) {
            int size = Math.min(sent.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 50_000));
            Bytes piece = Bytes.wrap(sent, at, size);
            dialler.run(link -> link.write(piece));
            at += size;
        }
        assertThat(acceptor.receive(sent.length)).isEqualTo(sent);
    }

    @Test
    void bothEndsNameEachOther() {
        assertThat(dialler.link.remote()).isEqualTo(server);
        assertThat(acceptor.link.local()).isEqualTo(server);
        assertThat(acceptor.link.remote()).isEqualTo(dialler.link.local());
        assertThat(acceptor.link.id()).isNotEqualTo(dialler.link.id());
    }

    @Test
    void nothingIsReadBeforeTheLinkIsAttached() {
        dialler.attach();
        dialler.run(link -> link.write(Bytes.wrap(new byte[100])));
        acceptor.run(link -> {});
        assertThat(acceptor.events).isEmpty();
        acceptor.attach();
        assertThat(acceptor.receive(100)).hasSize(100);
    }

    @Test
    void aLinkStopsReadingWithoutCreditAndTheWriterFeelsIt() {
        acceptor.attach();
        dialler.attach();
        int written = writeUntilItStaysUnwritable();
        int received = 0;
        for (LinkEvent event = acceptor.events.poll(); event != null; event = acceptor.events.poll()) {
            received += ((LinkEvent.Received) event).bytes().size();
        }
        assertThat(received).isBetween(SETTINGS.receiveWindow(), SETTINGS.receiveWindow() + SETTINGS.readBytes());
        int credit = received;
        acceptor.run(link -> link.consumed(credit));
        assertThat(acceptor.receive(written - received)).hasSize(written - received);
        assertThat(dialler.next()).isInstanceOf(LinkEvent.Writable.class);
        assertThat(dialler.call(Link::isWritable)).isTrue();
    }

    @Test
    void aSuspendedLinkReadsOnlyAfterItIsResumed() {
        acceptor.consuming().attach();
        dialler.attach();
        acceptor.run(link -> link.suspendReading());
        writeUntilItStaysUnwritable();
        assertThat(acceptor.events).isEmpty();
        acceptor.run(link -> link.resumeReading());
        assertThat(acceptor.receive(100_000)).hasSizeGreaterThanOrEqualTo(100_000);
    }

    @Test
    void aResumedLinkReadsOnceUntilItsOwnerHasDealtWithThat() {
        acceptor.run(link -> link.suspendReading());
        acceptor.attach();
        dialler.attach();
        writeUntilItStaysUnwritable();
        acceptor.run(link -> link.resumeReading());
        int first = ((LinkEvent.Received) acceptor.next()).bytes().size();
        acceptor.run(link -> {});
        assertThat(acceptor.events).isEmpty();
        acceptor.run(link -> link.consumed(first));
        assertThat(acceptor.receive(SETTINGS.receiveWindow())).hasSizeGreaterThanOrEqualTo(SETTINGS.receiveWindow());
    }

    @Test
    void closingDeliversWhatWasWritten() {
        acceptor.consuming().attach();
        dialler.attach();
        dialler.call(link -> {
            for (int i = 0; i < 100; i++) {
                link.write(Bytes.wrap(new byte[1000]));
            }
            link.close();
            link.write(Bytes.wrap(new byte[1000]));
            return true;
        });
        assertThat(acceptor.receive(100_000)).hasSize(100_000);
        assertThat(acceptor.closed().cause()).isEqualTo(Cause.END_OF_STREAM);
        assertThat(dialler.closed().cause()).isEqualTo(Cause.LOCAL);
    }

    @Test
    void whatIsWrittenToALinkThatTheRemoteHasEndedStillArrives() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestOwner owner = fixture.own(fixture.dialled(new Endpoint("127.0.0.1", listening.getLocalPort())));
            try (Socket socket = listening.accept()) {
                owner.run(link -> link.write(Bytes.wrap(new byte[70_000])));
                socket.shutdownOutput();
                owner.attach();
                assertThat(owner.closed().cause()).isEqualTo(Cause.END_OF_STREAM);
                assertThat(socket.getInputStream().readAllBytes()).hasSize(70_000);
            }
        }
    }

    @Test
    void aRemoteThatNeverReadsCannotHoldAClosedLinkOpen() {
        dialler.attach();
        writeUntilItStaysUnwritable();
        dialler.run(link -> link.close());
        assertThat(dialler.closed().cause()).isEqualTo(Cause.LOCAL);
        acceptor.consuming().attach();
        assertThat(acceptor.closed().cause()).isEqualTo(Cause.RESET);
    }

    @Test
    void abortingResetsTheRemote() {
        acceptor.consuming().attach();
        dialler.attach();
        dialler.link.abort();
        assertThat(dialler.closed().cause()).isEqualTo(Cause.LOCAL);
        assertThat(acceptor.closed()).isEqualTo(new LinkEvent.Closed(Cause.RESET, "the connection was reset"));
    }

    @Test
    void aLinkThatWasNeverAttachedCanBeRefusedFromAnyThread() {
        acceptor.link.abort();
        dialler.attach();
        assertThat(dialler.closed().cause()).isEqualTo(Cause.RESET);
        acceptor.attach();
        assertThat(acceptor.closed().cause()).isEqualTo(Cause.LOCAL);
    }

    @Test
    void aLinkHasOneOwner() {
        dialler.attach();
        assertThatThrownBy(dialler::attach).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void theActorsOfALinkRunOnItsEventLoopAndLinksAreSpreadOverTheLoops() {
        String here = dialler.call(link -> Thread.currentThread().getName());
        String there = acceptor.call(link -> Thread.currentThread().getName());
        assertThat(here).startsWith("test-loop");
        assertThat(there).startsWith("test-loop").isNotEqualTo(here);
    }

    private static boolean write(Link link, Bytes bytes) {
        link.write(bytes);
        return true;
    }

    /** Fills this side, the kernel's buffers and the other side's window; returns the bytes written. */
    private int writeUntilItStaysUnwritable() {
        int written = 0;
        Bytes chunk = Bytes.wrap(new byte[10_000]);
        for (int idle = 0; idle < 200; ) {
            boolean wrote = dialler.call(link -> link.isWritable() && write(link, chunk));
            written += wrote ? chunk.size() : 0;
            idle = wrote ? 0 : idle + 1;
            if (!wrote) {
                // The kernel moves on by itself; on a busy machine not at once.
                LockSupport.parkNanos(1_000_000);
            }
        }
        dialler.events.clear();
        return written;
    }
}
