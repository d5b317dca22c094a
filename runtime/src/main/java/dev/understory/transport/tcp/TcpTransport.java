package dev.understory.transport.tcp;

import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.ListenEvent.ListenFailed;
import dev.understory.transport.ListenEvent.Listening;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Opens and accepts links over TCP, on the event loops it was given. Both calls may come from any thread. Nagle's
 * algorithm is off, the kernel's keepalive is on, and the sizes of socket buffers are left alone.
 */
public final class TcpTransport implements Transport {
    /** How long the name that is listened on may take to look up. */
    private static final Duration LISTEN_LOOKUP = Duration.ofSeconds(10);

    private final EventLoops loops;
    private final TcpSettings settings;
    private final NameResolver names;
    private final Sockets sockets;
    private final Supplier<DescriptorLimit> descriptors;
    private final AtomicLong nextId = new AtomicLong();
    private volatile boolean closed;

    /** A transport on {@code loops}, which outlive it. */
    public TcpTransport(EventLoops loops, TcpSettings settings) {
        this(loops, settings, InetAddress::getAllByName);
    }

    TcpTransport(EventLoops loops, TcpSettings settings, NameResolver.Lookup lookup) {
        this(loops, settings, lookup, Sockets.REAL, DescriptorLimit::ofProcess);
    }

    TcpTransport(
            EventLoops loops,
            TcpSettings settings,
            NameResolver.Lookup lookup,
            Sockets sockets,
            Supplier<DescriptorLimit> descriptors) {
        this.loops = loops;
        this.settings = settings;
        this.sockets = sockets;
        this.descriptors = descriptors;
        this.names = new NameResolver(lookup, loops.loop(0), NameResolver.SLOW);
    }

    @Override
    public void listen(Endpoint local, ActorRef<ListenEvent> replyTo) {
        names.lookUp(local.host(), LISTEN_LOOKUP, answer -> {
            switch (answer) {
                case LookupEvent.Found found ->
                    bind(local, new Endpoint(found.addresses().get(0), local.port()), replyTo);
                case LookupEvent.NotFound none ->
                    replyTo.tell(new ListenFailed(local, "cannot listen on " + local + ": " + none.detail()));
            }
        });
    }

    @Override
    public boolean isAddress(String host) {
        return NameResolver.isAddress(host);
    }

    @Override
    public void lookUp(String host, Duration timeout, ActorRef<LookupEvent> replyTo) {
        if (closed) {
            replyTo.tell(new LookupEvent.NotFound(host, "the transport is closed"));
        } else {
            names.lookUp(host, timeout, replyTo::tell);
        }
    }

    @Override
    public void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        dial(null, remote, timeout, replyTo);
    }

    /**
     * This transport on a machine that has several addresses: what it dials comes from that one. Ends with this one.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Transport from(String address) {
        InetSocketAddress local = address(new Endpoint(address, 0));
        if (local == null) {
            throw new IllegalArgumentException(address + " is no address");
        }
        return new FromAddress(this, local);
    }

    /** The same from an address of this machine; null leaves it to the system. */
    void dial(@Nullable InetSocketAddress local, Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        InetSocketAddress address = address(remote);
        if (closed) {
            replyTo.tell(new DialFailed(remote, DialEvent.Reason.LOCAL, "the transport is closed"));
        } else if (address == null) {
            String detail = remote.host() + " is a name, which is looked up before it is dialled";
            replyTo.tell(new DialFailed(remote, DialEvent.Reason.UNRESOLVED, detail));
        } else if (remote.port() == 0
                || address.getAddress().isAnyLocalAddress()
                || address.getAddress().isMulticastAddress()) {
            String detail = remote.port() == 0 ? "port 0 cannot be dialled" : remote.host() + " cannot be dialled";
            replyTo.tell(new DialFailed(remote, DialEvent.Reason.UNREACHABLE, detail));
        } else {
            Dial.start(this, loops.claim(), remote, local, address, timeout, replyTo);
        }
    }

    /** What there is of descriptors now: a listener holds no more connections than fit into what is left at its start. */
    public DescriptorLimit descriptors() {
        return descriptors.get();
    }

    /** Dials no more. Listeners and links are closed by their owners, or with the event loops. */
    public void close() {
        closed = true;
        names.shutdown();
    }

    private void bind(Endpoint asked, Endpoint local, ActorRef<ListenEvent> replyTo) {
        Acceptor acceptor = new Acceptor(this, replyTo);
        new Bootstrap()
                .group(loops.loop(0))
                .channelFactory(() -> new ListeningChannel(sockets, acceptor))
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(acceptor)
                .bind(address(local))
                .addListener((ChannelFuture bound) -> {
                    if (bound.isSuccess()) {
                        Channel channel = bound.channel();
                        int port = ((InetSocketAddress) channel.localAddress()).getPort();
                        replyTo.tell(new Listening(new Endpoint(local.host(), port), channel::close));
                        acceptor.mayHold(descriptors().roomForAccepted());
                        // Only now, so that no link is accepted before its owner knows that it listens.
                        channel.config().setAutoRead(true);
                    } else {
                        replyTo.tell(new ListenFailed(asked, SocketErrors.describeListen(asked, bound.cause())));
                    }
                });
    }

    /** The address of a host that is one; null for a name. */
    private static @Nullable InetSocketAddress address(Endpoint endpoint) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(endpoint.host());
        try {
            return literal == null ? null : new InetSocketAddress(InetAddress.getByAddress(literal), endpoint.port());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }

    EventLoops loops() {
        return loops;
    }

    /** The options of an outgoing connection. */
    void configure(Bootstrap bootstrap) {
        bootstrap
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(settings.readBytes()))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
    }

    /** The same options for an accepted connection. */
    void configure(SocketChannel channel) {
        SocketChannelConfig config = channel.config();
        config.setAutoRead(false);
        config.setTcpNoDelay(true);
        config.setKeepAlive(true);
        config.setAllowHalfClosure(true);
        config.setAllocator(PooledByteBufAllocator.DEFAULT);
        config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(settings.readBytes()));
        config.setWriteBufferWaterMark(waterMark());
    }

    /** Makes a connected channel a link; called on the loop of {@code shard}. */
    TcpLink open(SocketChannel channel, LoopShard shard, Endpoint remote) {
        TcpLink link = new TcpLink(
                nextId.incrementAndGet(), remote, Acceptor.endpoint(channel.localAddress()), shard, channel, settings);
        channel.pipeline().addLast(link);
        return link;
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(settings.writeLowWater(), settings.writeHighWater());
    }
}
