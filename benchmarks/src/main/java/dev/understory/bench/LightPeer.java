package dev.understory.bench;

import dev.understory.crypto.CallerSignatures;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.session.Session;
import dev.understory.session.SessionConfig;
import dev.understory.session.SessionListener;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer on a blocking socket: the connection machine without actors, to have many of them on the near side. */
final class LightPeer implements SessionListener, AutoCloseable {
    private static final CryptoSuite SUITE = CryptoSuites.real();

    private final Socket socket;
    private final SignatureService signatures;
    private final Session session;
    private final byte[] buffer = new byte[8192];
    private boolean proven;
    private @Nullable CloseReason failure;

    private LightPeer(
            Socket socket,
            SignatureService signatures,
            LocalIdentity identity,
            byte[] ephemeralSeed,
            ShardBuffers buffers) {
        this.socket = socket;
        this.signatures = signatures;
        this.session = new Session(
                SessionConfig.defaults(),
                identity,
                Direction.OUTBOUND,
                null,
                SUITE,
                ephemeralSeed,
                new MemoryPool(Limits.memory()),
                buffers,
                this);
    }

    static LocalIdentity identity(KeyType type, byte[] seed) {
        return LocalIdentity.create(SUITE, SUITE.nodeKey(type, seed), 1, 1);
    }

    /** The signatures of peers that one thread connects, one after the other. */
    static SignatureService signatures() {
        return new CallerSignatures(SUITE);
    }

    /** Connects and goes through the whole handshake. */
    static LightPeer connect(
            Endpoint to,
            SignatureService signatures,
            LocalIdentity identity,
            byte[] ephemeralSeed,
            ShardBuffers buffers)
            throws IOException {
        return connect(new Socket(to.host(), to.port()), signatures, identity, ephemeralSeed, buffers);
    }

    /** The same on a socket that is connected; it stays its owner's if that fails. */
    static LightPeer connect(
            Socket socket,
            SignatureService signatures,
            LocalIdentity identity,
            byte[] ephemeralSeed,
            ShardBuffers buffers)
            throws IOException {
        socket.setTcpNoDelay(true);
        LightPeer peer = new LightPeer(socket, signatures, identity, ephemeralSeed, buffers);
        peer.session.start(System.nanoTime());
        peer.write();
        while (!peer.proven) {
            peer.readOnce();
        }
        peer.session.admitted(true, System.nanoTime());
        return peer;
    }

    /** Reads what is there, answers pings, sends what is due. */
    void tick() throws IOException {
        while (socket.getInputStream().available() > 0) {
            readOnce();
        }
        session.tick(System.nanoTime());
        write();
    }

    /** Waits for the node's first ping, which says that it has admitted us; it may have come with the handshake's last bytes. */
    void awaitAdmission() throws IOException {
        while (session.counters().pings() == 0) {
            readOnce();
        }
    }

    /** Answers what comes until the node ends the connection; an exception is an end as well. */
    void awaitEnd() throws IOException {
        while (!socket.isClosed()) {
            readOnce();
        }
    }

    /** Ends the connection at once, whatever is under way. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void readOnce() throws IOException {
        int read = socket.getInputStream().read(buffer);
        if (read < 0) {
            throw new IOException("the node closed the connection");
        }
        session.received(Bytes.wrap(Arrays.copyOf(buffer, read)), System.nanoTime());
        write();
        if (failure != null) {
            throw new IOException("the handshake failed: " + failure);
        }
    }

    private void write() throws IOException {
        for (Bytes bytes = session.produce(1 << 16, System.nanoTime());
                bytes != null;
                bytes = session.produce(1 << 16, System.nanoTime())) {
            socket.getOutputStream().write(bytes.array(), bytes.offset(), bytes.size());
        }
    }

    @Override
    public void sign(Work.Sign work) {
        signatures.submit(work, result -> session.signed(((SignatureService.Result.Signed) result).signature()));
    }

    @Override
    public void verify(Work.OfPeer work) {
        signatures.submit(work, session::verified);
    }

    @Override
    public void authenticated(Authenticated peer) {
        proven = true;
    }

    @Override
    public void messages(Topic topic, List<Bytes> messages) {}

    @Override
    public void roundTrip(long nanos) {}

    @Override
    public void pending() {}

    @Override
    public void failed(CloseReason reason, String detail) {
        failure = reason;
    }

    @Override
    public void close() throws IOException {
        session.close();
        socket.close();
    }
}
