package dev.understory.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Where a node dials and finds nobody, or nobody that it could use: a port for each way. */
final class Traps implements AutoCloseable {
    private static final String HOST = "127.88.0.1";
    private static final int BACKLOG = 512;

    /** What is done with a socket that was accepted, on a thread of its own. */
    interface Conduct {
        void meet(Socket socket) throws IOException;
    }

    private final List<ServerSocket> ports = new ArrayList<>();
    private final List<Socket> fillers = new ArrayList<>();

    /** Whoever is accepted there meets that; the address to dial. */
    String open(Conduct conduct) throws IOException {
        ServerSocket port = new ServerSocket(0, BACKLOG, InetAddress.getByName(HOST));
        ports.add(port);
        Thread.ofVirtual().start(() -> accept(port, conduct));
        return address(port);
    }

    /** Nobody listens there. */
    String refusing() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return address(port);
        }
    }

    /** Nobody answers there: who is waiting already leaves no room, and what comes is dropped. */
    String unanswering() throws IOException {
        ServerSocket port = new ServerSocket(0, 1, InetAddress.getByName(HOST));
        ports.add(port);
        for (int i = 0; i < 2; i++) {
            fillers.add(new Socket(HOST, port.getLocalPort()));
        }
        return address(port);
    }

    static void close(Socket socket) throws IOException {
        socket.close();
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Takes what comes and says nothing, until the other end has enough of it. */
    static void keepSilent(Socket socket) throws IOException {
        byte[] buffer = new byte[4096];
        while (socket.getInputStream().read(buffer) >= 0) {
            // nothing is what it says
        }
    }

    /** Says something that is no key, and resets. */
    static void babble(Socket socket) throws IOException {
        socket.getOutputStream().write(new byte[20]);
        int first = socket.getInputStream().read();
        if (first >= 0) {
            reset(socket);
        }
    }

    private static void accept(ServerSocket port, Conduct conduct) {
        try {
            while (true) {
                Socket socket = port.accept();
                Thread.ofVirtual().start(() -> meet(conduct, socket));
            }
        } catch (IOException closed) {
            // The run is over.
        }
    }

    private static void meet(Conduct conduct, Socket socket) {
        try (socket) {
            conduct.meet(socket);
        } catch (IOException over) {
            // Ended by the other end.
        } catch (UncheckedIOException over) {
            // The same.
        }
    }

    private static String address(ServerSocket port) {
        InetSocketAddress local = (InetSocketAddress) port.getLocalSocketAddress();
        return HOST + ":" + local.getPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket filler : fillers) {
            filler.close();
        }
        for (ServerSocket port : ports) {
            port.close();
        }
    }
}
