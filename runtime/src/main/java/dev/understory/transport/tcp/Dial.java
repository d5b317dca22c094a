package dev.understory.transport.tcp;

import dev.understory.transport.DialEvent;
import dev.understory.transport.DialEvent.DialFailed;
import dev.understory.transport.DialEvent.Reason;
import dev.understory.transport.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One dial of one address. Runs on the loop that will own the link. */
final class Dial {
    private final TcpTransport transport;
    private final LoopShard shard;
    private final Endpoint remote;
    private final ActorRef<DialEvent> replyTo;

    private @Nullable Future<?> timer;
    private @Nullable ChannelFuture attempt;
    private boolean answered;

    private Dial(TcpTransport transport, LoopShard shard, Endpoint remote, ActorRef<DialEvent> replyTo) {
        this.transport = transport;
        this.shard = shard;
        this.remote = remote;
        this.replyTo = replyTo;
    }

    /** Starts a dial, from {@code local} where it is not null; {@code shard} was claimed for it, and is released if the dial fails. */
    static void start(
            TcpTransport transport,
            LoopShard shard,
            Endpoint remote,
            @Nullable InetSocketAddress local,
            InetSocketAddress address,
            Duration timeout,
            ActorRef<DialEvent> replyTo) {
        Dial dial = new Dial(transport, shard, remote, replyTo);
        shard.loop().execute(() -> dial.begin(local, address, timeout));
    }

    private void begin(@Nullable InetSocketAddress local, InetSocketAddress address, Duration timeout) {
        timer = shard.loop().schedule(this::onDeadline, timeout.toNanos(), TimeUnit.NANOSECONDS);
        // The timer is the deadline: the channel's own would only be another, of milliseconds.
        Bootstrap bootstrap = new Bootstrap()
                .group(shard.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new UnopenedLink());
        transport.configure(bootstrap);
        attempt = bootstrap.connect(address, local);
        attempt.addListener(connected -> onConnected((ChannelFuture) connected));
    }

    private void onConnected(ChannelFuture connected) {
        if (!connected.isSuccess()) {
            Reason reason = SocketErrors.ofDial(connected.cause());
            fail(reason, SocketErrors.describeDial(reason, remote, connected.cause()));
        } else if (answered) {
            connected.channel().close();
        } else {
            settle();
            SocketChannel channel = (SocketChannel) connected.channel();
            replyTo.tell(new DialEvent.Opened(transport.open(channel, shard, remote)));
        }
    }

    private void onDeadline() {
        fail(Reason.TIMEOUT, remote + " did not answer in time");
        if (attempt != null) {
            attempt.channel().close();
        }
    }

    private void fail(Reason reason, String detail) {
        if (!answered) {
            settle();
            shard.release();
            replyTo.tell(new DialFailed(remote, reason, detail));
        }
    }

    private void settle() {
        answered = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
