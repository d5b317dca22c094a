package dev.understory.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What a stock secure transport does with the same cipher: Netty, TLS 1.3, ChaCha20-Poly1305, the JDK's engine. */
final class NettyTls implements Suite {
    static final String CIPHER = "TLS_CHACHA20_POLY1305_SHA256";
    static final long ROUND = 64L * 1024 * 1024;

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public String summary() {
        return "for comparison: bulk of Netty TLS 1.3 with ChaCha20-Poly1305";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ChildJvm child = ChildJvm.start("tls-sink")) {
            Sender sender = new Sender();
            SslContext tls = SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .protocols("TLSv1.3")
                    .ciphers(List.of(CIPHER))
                    .build();
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.pipeline().addLast(tls.newHandler(opened.alloc()), sender);
                        }
                    })
                    .connect(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(child.readLine())))
                    .sync()
                    .channel();
            double gigabytes = sender.measure(channel, context);
            context.limit("tls bulk", gigabytes);
            return List.of(Measurement.of("tls/bulk", gigabytes, "GB/s"));
        } finally {
            group.shutdownGracefully();
        }
    }

    /** Writes blocks while the channel takes them; each answered round is 64 MiB. */
    private static final class Sender extends SimpleChannelInboundHandler<ByteBuf> {
        private final ByteBuf block =
                Unpooled.unreleasableBuffer(Unpooled.directBuffer(65_536).writerIndex(65_536));
        private final CountDownLatch done = new CountDownLatch(1);
        private long warmUp;
        private long nanos;
        private long warmEnd;
        private long rounds;
        private double gigabytes;
        private boolean stopped;

        double measure(Channel channel, BenchContext times) throws InterruptedException {
            channel.eventLoop().execute(() -> {
                warmUp = times.warmUpNanos();
                nanos = times.nanos();
                fill(channel);
            });
            done.await();
            return gigabytes;
        }

        private void fill(Channel channel) {
            while (channel.isWritable() && !stopped) {
                channel.write(block.duplicate());
            }
            channel.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (nanos > 0) {
                fill(context.channel());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf answers) {
            long now = System.nanoTime();
            if (warmEnd == 0) {
                warmEnd = now + warmUp;
            } else if (now > warmEnd) {
                rounds = rounds == 0 ? 1 : rounds + answers.readableBytes();
                startOrStop(now);
            }
        }

        private long started;

        private void startOrStop(long now) {
            if (rounds == 1) {
                started = now;
            } else if (now - started >= nanos) {
                gigabytes = (double) (rounds - 1) * ROUND / (now - started);
                stopped = true;
                done.countDown();
            }
        }
    }
}
