package dev.understory.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The far end of the raw TCP measurements: blocking sockets, one thread, nothing in between. */
final class RawTcpServer {
    private RawTcpServer() {}

    /** Echoes 100-byte messages. */
    static void echo() throws IOException {
        serve(socket -> {
            byte[] message = new byte[RawTcp.MESSAGE];
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                in.readFully(message);
                socket.getOutputStream().write(message);
            }
        });
    }

    /** Reads a length, then that many bytes, answers one byte; again and again. */
    static void sink() throws IOException {
        serve(socket -> {
            byte[] buffer = new byte[RawTcp.BLOCK];
            InputStream in = socket.getInputStream();
            DataInputStream data = new DataInputStream(in);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                long left = data.readLong();
                while (left > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                    if (read < 0) {
                        return;
                    }
                    left -= read;
                }
                out.write(1);
            }
        });
    }

    /** Accepts one connection after another on a thread of its own; prints the port. */
    static void serve(Handler handler) throws IOException {
        ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> acceptLoop(server, handler), "raw-server");
        thread.setDaemon(true);
        thread.start();
        ChildJvm.say(server.getLocalPort());
    }

    private static void acceptLoop(ServerSocket server, Handler handler) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                handler.handle(socket);
            } catch (java.io.EOFException | java.net.SocketException e) {
                // the measurement is over; wait for the next
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Serves one connection until it ends. */
    interface Handler {
        void handle(Socket socket) throws IOException;
    }
}
