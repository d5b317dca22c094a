package dev.understory.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The far end of {@link NettyTls}: counts plaintext bytes and answers one byte per round. */
final class TlsServer {
    private TlsServer() {}

    static void sink() throws Exception {
        SslContext tls = SslContextBuilder.forServer(TlsKeys.make())
                .protocols("TLSv1.3")
                .ciphers(List.of(NettyTls.CIPHER))
                .build();
        Channel server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Counter());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        ChildJvm.say(((InetSocketAddress) server.localAddress()).getPort());
    }

    private static final class Counter extends SimpleChannelInboundHandler<ByteBuf> {
        private long left = NettyTls.ROUND;

        /** The far end leaves in the middle of a round when it has what it wanted. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            left -= bytes.readableBytes();
            if (left <= 0) {
                left += NettyTls.ROUND;
                context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
            }
        }
    }
}
