package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the remote sees of a link that is refused before it has an owner. */
class RefusedLinkTest {
    private static final int LINGERING = 2 * LoopShard.LINGERING;

    /** None is reset for its time while a test runs. */
    private static final TcpSettings PATIENT =
            new TcpSettings(16 * 1024, 64 * 1024, 64 * 1024, 16 * 1024, 128, Duration.ofMinutes(10));

    private final TcpFixture fixture = new TcpFixture(PATIENT, InetAddress::getAllByName);
    private final Endpoint target = fixture.listen().local();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket each : sockets) {
            each.close();
        }
        fixture.close();
    }

    /** Somebody who speaks at once, as every peer does, is refused. */
    private Socket refused() throws IOException {
        Socket socket = new Socket(target.host(), target.port());
        socket.setSoTimeout((int) TcpFixture.PATIENCE.toMillis());
        sockets.add(socket);
        socket.getOutputStream().write(new byte[38]);
        fixture.accepted().refuse();
        return socket;
    }

    private static boolean endsInGoodOrder(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return false;
        }
    }

    @Test
    void itEndsInGoodOrderWhateverTheRemoteHasSent() throws IOException {
        Socket socket = refused();
        assertThat(endsInGoodOrder(socket)).isTrue();
    }

    @Test
    void onlySoManyLingerAndTheOthersAreReset() throws IOException {
        for (int i = 0; i < LINGERING; i++) {
            assertThat(endsInGoodOrder(refused())).as("link " + i).isTrue();
        }
        assertThat(endsInGoodOrder(refused())).isFalse();
    }

    @Test
    void whoTakesLeaveLingersNoMore() throws IOException {
        for (int i = 0; i < 2 * LINGERING; i++) {
            Socket socket = refused();
            assertThat(endsInGoodOrder(socket)).as("link " + i).isTrue();
            socket.close();
            while (fixture.loops.shard(0).links() + fixture.loops.shard(1).links() > 0) {
                Thread.onSpinWait();
            }
        }
    }
}
