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
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One dial: the addresses of the remote one after the other, each with its share of the time that is left, until one
 * answers. Runs on the loop that will own the link.
 */
final class Dial {
    private final TcpTransport transport;
    private final Shard shard;
    private final Endpoint remote;
    private final ActorRef<DialEvent> replyTo;
    private final long deadlineNanos;

    private @Nullable Future<?> timer;
    private @Nullable ChannelFuture attempt;
    private boolean answered;

    private Dial(TcpTransport transport, Shard shard, Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        this.transport = transport;
        this.shard = shard;
        this.remote = remote;
        this.replyTo = replyTo;
        this.deadlineNanos = shard.loop().ticker().nanoTime() + timeout.toNanos();
    }

    /** Starts a dial; {@code shard} was claimed for it, and is released if the dial fails. */
    static void start(
            TcpTransport transport, Shard shard, Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        Dial dial = new Dial(transport, shard, remote, timeout, replyTo);
        shard.loop().execute(() -> dial.begin(timeout));
    }

    private void begin(Duration timeout) {
        timer = shard.loop().schedule(this::onDeadline, timeout.toNanos(), TimeUnit.NANOSECONDS);
        transport.names().forDialling(remote, answer -> shard.loop().execute(() -> onResolved(answer)));
    }

    private void onResolved(NameResolver.Answer answer) {
        switch (answer) {
            case NameResolver.Answer.Found found -> tryNext(found.addresses(), 0);
            case NameResolver.Answer.NotFound notFound -> fail(Reason.UNRESOLVED, notFound.detail());
            case NameResolver.Answer.Refused refused -> fail(Reason.LOCAL, refused.detail());
        }
    }

    private void tryNext(List<InetSocketAddress> addresses, int index) {
        if (answered) {
            return;
        }
        long left = deadlineNanos - shard.loop().ticker().nanoTime();
        long share = Math.max(1, TimeUnit.NANOSECONDS.toMillis(left / (addresses.size() - index)));
        Bootstrap bootstrap = new Bootstrap()
                .group(shard.loop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(share, Integer.MAX_VALUE))
                .handler(new UnopenedLink());
        transport.configure(bootstrap);
        attempt = bootstrap.connect(addresses.get(index));
        attempt.addListener(connected -> onConnected((ChannelFuture) connected, addresses, index));
    }

    private void onConnected(ChannelFuture connected, List<InetSocketAddress> addresses, int index) {
        if (connected.isSuccess()) {
            if (answered) {
                connected.channel().close();
            } else {
                settle();
                replyTo.tell(new DialEvent.Opened(transport.open((SocketChannel) connected.channel(), shard, remote)));
            }
            return;
        }
        if (index + 1 < addresses.size()) {
            tryNext(addresses, index + 1);
        } else {
            Reason reason = SocketErrors.ofDial(connected.cause());
            fail(reason, SocketErrors.describeDial(reason, remote, connected.cause()));
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
