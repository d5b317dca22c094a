package dev.understory.attack;

import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way between two nodes over TCP that can swallow bytes, and ends of links with them, in one direction or in both. */
final class Relay implements AutoCloseable {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ServerSocket door;
    private final Endpoint target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean swallowsThere;
    private volatile boolean swallowsBack;

    private Relay(ServerSocket door, Endpoint target) {
        this.door = door;
        this.target = target;
    }

    /** One that leads there. */
    static Relay to(Endpoint target) {
        try {
            Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK)), target);
            Thread.ofVirtual().start(relay::accept);
            return relay;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Endpoint at() {
        return new Endpoint("127.0.0.1", door.getLocalPort());
    }

    /** From now on nothing comes back, and if it is {@code both} ways nothing goes there. */
    void cut(boolean both) {
        swallowsBack = true;
        swallowsThere = both;
    }

    /** What was swallowed is lost, so the links that there were are of no use. */
    void mend() {
        sockets.forEach(Relay::close);
        sockets.clear();
        swallowsBack = false;
        swallowsThere = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket from = door.accept();
                Socket to = new Socket(target.host(), target.port());
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                sockets.add(from);
                sockets.add(to);
                Thread.ofVirtual().start(() -> pass(from, to, true));
                Thread.ofVirtual().start(() -> pass(to, from, false));
            }
        } catch (IOException closed) {
            // Nobody comes any more.
        }
    }

    private void pass(Socket from, Socket to, boolean there) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
                if (!swallows(there)) {
                    out.write(buffer, 0, size);
                }
            }
        } catch (IOException reset) {
            // As an end.
        }
        if (!swallows(there)) {
            close(to);
        }
    }

    private boolean swallows(boolean there) {
        return there ? swallowsThere : swallowsBack;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException over) {
            // It is closed.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException over) {
            // It is closed.
        }
        sockets.forEach(Relay::close);
    }
}
