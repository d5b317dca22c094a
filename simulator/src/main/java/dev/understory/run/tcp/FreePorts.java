package dev.understory.run.tcp;

import dev.understory.plan.UnrunnableException;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine for the nodes of a run. */
final class FreePorts {
    private FreePorts() {}

    /** Ports that were free a moment ago: all are held at once, so that no two are the same. */
    static List<Endpoint> take(String host, int count) {
        List<ServerSocket> held = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                endpoints.add(new Endpoint(host, socket.getLocalPort()));
            }
            return List.copyOf(endpoints);
        } catch (IOException none) {
            throw new UnrunnableException("no " + count + " free ports on " + host + ": " + none.getMessage(), none);
        } finally {
            for (ServerSocket socket : held) {
                release(socket);
            }
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UnrunnableException("a port cannot be given back: " + e.getMessage(), e);
        }
    }
}
