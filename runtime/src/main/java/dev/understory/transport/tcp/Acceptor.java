package dev.understory.transport.tcp;

import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/** Receives the connections of one listening socket and gives each to a shard. */
final class Acceptor extends ChannelInboundHandlerAdapter {
    /** After a failed accept (no descriptors left, as a rule) the next is tried after this pause. */
    private static final long PAUSE_MILLIS = 1000;

    private final TcpTransport transport;
    private final ActorRef<ListenEvent> owner;

    Acceptor(TcpTransport transport, ActorRef<ListenEvent> owner) {
        this.transport = transport;
        this.owner = owner;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel channel = (SocketChannel) message;
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            channel.unsafe().closeForcibly();
            return;
        }
        transport.configure(channel);
        Shard shard = transport.loops().claim();
        shard.loop().register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                owner.tell(new ListenEvent.Accepted(transport.open(channel, shard, endpoint(remote))));
            } else {
                shard.release();
                channel.unsafe().closeForcibly();
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The address in its usual form, for IPv6 that of RFC 5952. */
    static Endpoint endpoint(InetSocketAddress address) {
        return new Endpoint(NetUtil.toAddressString(address.getAddress()), address.getPort());
    }
}
