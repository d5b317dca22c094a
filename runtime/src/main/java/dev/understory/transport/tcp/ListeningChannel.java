package dev.understory.transport.tcp;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that drains its backlog even when the process has no descriptor left. It holds a spare one: when an
 * accept fails for want of one, the spare is closed, who waits is accepted with it and closed at once, and the spare is taken
 * again. Left in the backlog, the connections of a crowd would be accepted, each with its handshake, long after it has gone,
 * and a good peer would wait behind them; closed, everybody knows where he is, and a good peer dials again.
 */
final class ListeningChannel extends NioServerSocketChannel {
    /** Connections that are closed so before the loop's other work has its turn. */
    static final int AT_ONCE = 64;

    /** Who bounds the connections, and hears of those that are closed at once. All on the channel's loop. */
    interface Door {
        /** Whether there is room for one more connection, which then takes it. */
        boolean enter();

        /** What had entered is closed before anybody has seen it. */
        void leave();

        /** A connection was closed at once. */
        void shed(InetSocketAddress remote);
    }

    private final Sockets sockets;
    private final Door door;
    private @Nullable Channel spare;

    ListeningChannel(Sockets sockets, Door door) {
        this.sockets = sockets;
        this.door = door;
        takeSpare();
        closeFuture().addListener(closed -> giveSpare());
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        SocketChannel next;
        try {
            next = sockets.accept(javaChannel());
        } catch (IOException failed) {
            if (!SocketErrors.isOutOfDescriptors(failed) || !shed()) {
                throw failed;
            }
            return 0;
        }
        if (next == null) {
            return 0;
        }
        // Before the next is accepted, because a turn accepts many.
        if (!door.enter()) {
            turnAway(next);
            return 0;
        }
        try {
            accepted.add(new NioSocketChannel(this, next));
            return 1;
        } catch (ChannelException unusable) {
            // Its descriptor is closed with it.
            door.leave();
            return 0;
        }
    }

    /** Closes who waits, by means of the spare descriptor. False if there is none, so that nothing can be done. */
    private boolean shed() {
        takeSpare();
        if (spare == null) {
            return false;
        }
        giveSpare();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                SocketChannel unwanted = sockets.accept(javaChannel());
                if (unwanted == null) {
                    break;
                }
                turnAway(unwanted);
            }
        } catch (IOException lost) {
            // Somebody else was quicker: the spare is gone until a descriptor is free again.
            return takeSpare();
        }
        takeSpare();
        return true;
    }

    private void turnAway(SocketChannel unwanted) throws IOException {
        try (unwanted) {
            if (unwanted.getRemoteAddress() instanceof InetSocketAddress remote) {
                door.shed(remote);
            }
        }
    }

    private boolean takeSpare() {
        if (spare == null) {
            try {
                spare = sockets.spare();
            } catch (IOException none) {
                // The next time that it is needed is the next chance.
            }
        }
        return spare != null;
    }

    private void giveSpare() {
        if (spare != null) {
            try {
                spare.close();
            } catch (IOException gone) {
                // Whatever it was, it is no longer held.
            }
            spare = null;
        }
    }
}
