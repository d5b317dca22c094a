package dev.understory.transport.tcp;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What a listener takes descriptors for. A port, so that a test can run out of them. */
interface Sockets {
    /** The process's own. */
    Sockets REAL = new Sockets() {
        @Override
        public @Nullable SocketChannel accept(ServerSocketChannel server) throws IOException {
            return server.accept();
        }

        @Override
        public Channel spare() throws IOException {
            return SocketChannel.open();
        }
    };

    /** The next connection that waits, or null if none does. */
    @Nullable
    SocketChannel accept(ServerSocketChannel server) throws IOException;

    /** Something that holds one descriptor until it is closed. */
    Channel spare() throws IOException;
}
