package dev.understory.transport;

import dev.understory.wire.Bytes;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** A link on which nothing ever comes; it tells how it was ended. */
public final class IdleLink implements Link {
    /** How a link was ended. */
    public enum End {
        CLOSED,
        ABORTED,
        REFUSED
    }

    public final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    private final DispatcherSelector dispatcher;

    public IdleLink() {
        this(DispatcherSelector.defaultDispatcher());
    }

    public IdleLink(DispatcherSelector dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public Endpoint remote() {
        return new Endpoint("127.0.0.1", 1);
    }

    @Override
    public Endpoint local() {
        return new Endpoint("127.0.0.1", 2);
    }

    @Override
    public DispatcherSelector dispatcher() {
        return dispatcher;
    }

    @Override
    public <M> void attach(ActorRef<M> owner, Function<LinkEvent, M> wrap) {}

    @Override
    public void write(Bytes bytes) {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void consumed(int size) {}

    @Override
    public void suspendReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {
        ends.add(End.CLOSED);
    }

    @Override
    public void abort() {
        ends.add(End.ABORTED);
    }

    @Override
    public void refuse() {
        ends.add(End.REFUSED);
    }
}
