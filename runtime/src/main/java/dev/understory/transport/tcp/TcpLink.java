package dev.understory.transport.tcp;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.LinkEvent.Closed;
import dev.understory.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection. Its state, all of it seen only by its event loop:
 *
 * <pre>
 * OPEN    --close()-------------> ENDING   what waits is written, then FIN; what still arrives is dropped
 * OPEN    --the remote's FIN----> ENDING   the owner hears Closed at once; what waits is still written
 * OPEN    --abort(), reset------> CLOSED
 * ENDING  --both ends done, reset, or the close timeout--> CLOSED
 * </pre>
 *
 * The owner hears exactly one {@link Closed}: in {@code CLOSED}, or earlier where the remote ended the stream.
 */
final class TcpLink extends ChannelInboundHandlerAdapter implements Link {
    private enum State {
        /** Bytes flow both ways. */
        OPEN,
        /** One side ended the stream; the other end of it is awaited. */
        ENDING,
        /** The socket is closed. */
        CLOSED
    }

    private final long id;
    private final Endpoint remote;
    private final Endpoint local;
    private final LoopShard shard;
    private final SocketChannel channel;
    private final TcpSettings settings;
    private final Runnable flush = this::flush;

    private State state = State.OPEN;
    private @Nullable Consumer<LinkEvent> owner;
    private @Nullable Closed failure;
    private @Nullable Closed closed;
    private @Nullable Future<?> closeTimer;
    private int outstanding;
    private boolean suspended;
    /** Above this nothing is read: the window, or after a suspension what one read exceeds until the owner has dealt with it. */
    private int most;

    private boolean flushScheduled;
    private boolean lingering;

    TcpLink(long id, Endpoint remote, Endpoint local, LoopShard shard, SocketChannel channel, TcpSettings settings) {
        this.id = id;
        this.remote = remote;
        this.local = local;
        this.shard = shard;
        this.channel = channel;
        this.settings = settings;
        this.most = settings.receiveWindow();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public Endpoint local() {
        return local;
    }

    @Override
    public DispatcherSelector dispatcher() {
        return shard.dispatcher();
    }

    @Override
    public <M> void attach(ActorRef<M> owner, Function<LinkEvent, M> wrap) {
        if (this.owner != null) {
            throw new IllegalStateException("link " + id + " has an owner");
        }
        this.owner = event -> owner.tell(wrap.apply(event));
        if (closed != null) {
            owner.tell(wrap.apply(closed));
        } else {
            readWithCredit();
        }
    }

    @Override
    public byte[] writeBuffer(int size) {
        return shard.writeBuffer(size);
    }

    @Override
    public void write(Bytes bytes) {
        if (state != State.OPEN) {
            return;
        }
        // The one copy on the way out: the array is the shard's, and the socket wants direct memory anyway.
        ByteBuf copy = channel.alloc().ioBuffer(bytes.size());
        copy.writeBytes(bytes.array(), bytes.offset(), bytes.size());
        channel.write(copy, channel.voidPromise());
        if (!flushScheduled) {
            flushScheduled = true;
            // After all that is due in this turn, so that everything written in it leaves in as few calls as possible.
            shard.loop().executeAfterEventLoopIteration(flush);
        }
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void consumed(int size) {
        outstanding -= size;
        most = settings.receiveWindow();
        readWithCredit();
    }

    @Override
    public void recycle(Bytes received) {
        shard.recycle(received.array());
    }

    @Override
    public void suspendReading() {
        suspended = true;
        readWithCredit();
    }

    @Override
    public void resumeReading() {
        suspended = false;
        most = Math.min(settings.receiveWindow(), outstanding + 1);
        readWithCredit();
    }

    /** May be called on any thread: whoever refuses a link it never attached is not on the link's dispatcher. */
    @Override
    public void close() {
        if (shard.loop().inEventLoop()) {
            onClose();
        } else {
            shard.loop().execute(this::onClose);
        }
    }

    /** May be called on any thread, as {@link #close()}. */
    @Override
    public void abort() {
        if (shard.loop().inEventLoop()) {
            onAbort();
        } else {
            shard.loop().execute(this::onAbort);
        }
    }

    @Override
    public void refuse() {
        if (shard.loop().inEventLoop()) {
            onRefuse();
        } else {
            shard.loop().execute(this::onRefuse);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf received = (ByteBuf) message;
        try {
            if (state != State.OPEN || owner == null) {
                return;
            }
            // The one copy on the way in: out of the loop's direct buffer.
            int size = received.readableBytes();
            byte[] bytes = shard.readArray(size);
            received.readBytes(bytes, 0, size);
            outstanding += size;
            owner.accept(new LinkEvent.Received(Bytes.wrap(bytes, 0, size)));
            if (outstanding >= most) {
                readWithCredit();
            }
        } finally {
            received.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (state == State.OPEN && owner != null && channel.isWritable()) {
            owner.accept(new LinkEvent.Writable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (state == State.OPEN) {
                report(new Closed(Cause.END_OF_STREAM, "the remote side ended the stream"));
                end();
            }
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.close());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (failure == null) {
            failure = SocketErrors.ofLink(cause);
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        shard.release();
        if (lingering) {
            shard.lingersNoMore();
        }
        if (closeTimer != null) {
            closeTimer.cancel(false);
        }
        if (failure != null && wasOpen) {
            report(failure);
        } else if (wasOpen) {
            report(new Closed(Cause.FAILED, "the transport was shut down"));
        } else {
            report(new Closed(Cause.LOCAL, "closed by this side"));
        }
    }

    private void onClose() {
        if (state == State.OPEN) {
            end();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.shutdownOutput());
            suspended = false;
            readWithCredit();
        }
    }

    private void onAbort() {
        if (state != State.CLOSED) {
            state = State.ENDING;
            if (channel.isOpen()) {
                channel.config().setSoLinger(0);
            }
            channel.close();
        }
    }

    /** A few refused links linger until the remote has taken leave too; with more of them each costs a descriptor no longer. */
    private void onRefuse() {
        if (shard.lingers()) {
            lingering = true;
            onClose();
        } else {
            onAbort();
        }
    }

    /** OPEN to ENDING; the close timeout bounds how long the rest may take. */
    private void end() {
        state = State.ENDING;
        closeTimer =
                shard.loop().schedule(this::onAbort, settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void readWithCredit() {
        // Netty's auto-read is the valve: turned off between two reads of a turn, it ends that turn.
        channel.config()
                .setAutoRead(
                        state == State.OPEN
                                ? owner != null && !suspended && outstanding < most
                                : state == State.ENDING);
    }

    private void flush() {
        flushScheduled = false;
        channel.flush();
    }

    private void report(Closed event) {
        if (closed == null) {
            closed = event;
            if (owner != null) {
                owner.accept(event);
            }
        }
    }
}
