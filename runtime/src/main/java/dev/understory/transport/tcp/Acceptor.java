package dev.understory.transport.tcp;

import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Receives the connections of one listening socket and gives each to a shard. It holds no more at a time than there are
 * descriptors for; those beyond are closed at once, and its owner hears of each.
 */
final class Acceptor extends ChannelInboundHandlerAdapter implements ListeningChannel.Door {
    /** After a failed accept the next is tried when a connection of ours has ended, and after this pause at the latest. */
    private static final long PAUSE_MILLIS = 1000;

    /** One of so many connections may be a refused one that lingers. */
    static final int LINGERING_SHARE = 8;

    private final TcpTransport transport;
    private final ActorRef<ListenEvent> owner;
    private int most = 1;
    /** Connections that were accepted and have not ended; they end on the loops of all shards. */
    private final AtomicInteger open = new AtomicInteger();

    private volatile @Nullable Channel paused;

    Acceptor(TcpTransport transport, ActorRef<ListenEvent> owner) {
        this.transport = transport;
        this.owner = owner;
    }

    /**
     * How many connections it may hold at a time; said on its loop, before it accepts any. Those that are refused and
     * linger are a small part of them, or a crowd that no cap lets in would keep everybody else out.
     */
    void mayHold(int connections) {
        most = connections;
        transport.loops().mayLinger(connections / LINGERING_SHARE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel channel = (SocketChannel) message;
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || !isConfigured(channel)) {
            // It has gone already. It has no loop yet, so its end is nobody's to tell.
            channel.unsafe().closeForcibly();
            onEnded(context.executor());
            return;
        }
        channel.closeFuture().addListener(ended -> onEnded(context.executor()));
        LoopShard shard = transport.loops().claim();
        shard.loop().register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                owner.tell(new ListenEvent.Accepted(transport.open(channel, shard, endpoint(remote))));
            } else {
                shard.release();
                channel.unsafe().closeForcibly();
            }
        });
    }

    /** Some systems refuse the options of a connection that its remote has reset. */
    private boolean isConfigured(SocketChannel channel) {
        try {
            transport.configure(channel);
            return true;
        } catch (ChannelException gone) {
            return false;
        }
    }

    @Override
    public void leave() {
        open.decrementAndGet();
    }

    @Override
    public boolean enter() {
        boolean room = open.get() < most;
        if (room) {
            open.incrementAndGet();
        }
        return room;
    }

    @Override
    public void shed(InetSocketAddress remote) {
        owner.tell(new ListenEvent.Shed(endpoint(remote)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.channel().config().setAutoRead(false);
        paused = context.channel();
        context.executor().schedule(this::resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void onEnded(EventExecutor loop) {
        open.decrementAndGet();
        if (paused != null && !loop.isShuttingDown()) {
            loop.execute(this::resume);
        }
    }

    private void resume() {
        Channel waiting = paused;
        if (waiting != null) {
            paused = null;
            waiting.config().setAutoRead(true);
        }
    }

    /** The address in its usual form, for IPv6 that of RFC 5952. */
    static Endpoint endpoint(InetSocketAddress address) {
        return new Endpoint(NetUtil.toAddressString(address.getAddress()), address.getPort());
    }
}
