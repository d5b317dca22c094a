package dev.understory.bench;

import dev.understory.crypto.SignatureService;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/** Who comes to the node during a flood, one after the other, is admitted or not, and leaves: always one and the same kind. */
final class FloodNewcomers implements AutoCloseable {
    /** The must-connect peer, as the node has it in its configuration; it comes from there, and nobody listens there. */
    static final PeerAddress EXPECTED = new PeerAddress(identity(1).key().publicKey(), "127.0.0.9", 9);

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int PAUSE_MILLIS = 500;

    private final Endpoint node;
    private final boolean expected;
    private final SignatureService signatures = LightPeer.signatures();
    private final ShardBuffers buffers = new ShardBuffers();
    private final Thread thread;
    private Histogram times = new Histogram(3);
    private int tried;
    private int number;
    private volatile boolean over;

    /** @param expected whether it is the must-connect peer; otherwise strangers come, each with a key and an address of its own */
    FloodNewcomers(Endpoint node, boolean expected) {
        this.node = node;
        this.expected = expected;
        this.thread = Thread.ofPlatform().daemon().name("newcomers").start(this::comeAndGo);
    }

    /**
     * What came of those who came since it was asked last.
     *
     * @param times from the connection's beginning to the admission, nanoseconds, of those who got in
     */
    record Arrivals(Histogram times, int tried) {
        static Arrivals none() {
            return new Arrivals(new Histogram(3), 0);
        }

        Arrivals and(Arrivals more) {
            Histogram both = times.copy();
            both.add(more.times);
            return new Arrivals(both, tried + more.tried);
        }

        /** The share that got in; NaN if nobody came. */
        double in() {
            return (double) times.getTotalCount() / tried;
        }
    }

    synchronized Arrivals since() {
        Arrivals arrivals = new Arrivals(times, tried);
        times = new Histogram(3);
        tried = 0;
        return arrivals;
    }

    private void comeAndGo() {
        try {
            while (!over) {
                long took = come();
                count(took);
                // Real time, as how often somebody comes is part of what is measured.
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException closed) {
            // The flood is over.
        }
    }

    private synchronized void count(long took) {
        tried++;
        if (took >= 0) {
            times.recordValue(took);
        }
    }

    /** How long it took to get in; negative if the node did not let it in. */
    private long come() {
        number++;
        String from = expected ? EXPECTED.host() : "127.200." + number / 250 % 250 + "." + (1 + number % 250);
        long begin = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(node.host(), node.port()), PATIENCE_MILLIS);
            LocalIdentity self = identity(expected ? 1 : 1 + number);
            byte[] ephemeral = ByteBuffer.allocate(32)
                    .putInt(expected ? 1 : 2)
                    .putInt(number)
                    .array();
            try (LightPeer peer = LightPeer.connect(socket, signatures, self, ephemeral, buffers)) {
                peer.awaitAdmission();
                return System.nanoTime() - begin;
            }
        } catch (IOException refused) {
            return -1;
        }
    }

    private static LocalIdentity identity(int number) {
        byte[] seed = ByteBuffer.allocate(32).putInt(88).putInt(number).array();
        return LightPeer.identity(KeyType.ED25519, seed);
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
