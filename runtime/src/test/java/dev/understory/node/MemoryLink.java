package dev.understory.node;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** One end of a link of a {@link MemoryTransport}. */
final class MemoryLink implements Link {
    private static final int HIGH_WATER = 256 * 1024;
    private static final int CREDIT = 256 * 1024;

    private final MemoryTransport.Network network;
    private final long id;
    private final Endpoint local;
    private final Endpoint remote;
    private final ArrayDeque<Bytes> incoming = new ArrayDeque<>();
    private MemoryLink peer;
    private Consumer<LinkEvent> owner;
    private LinkEvent.Closed end;
    private boolean closed;
    private boolean suspended;
    private boolean frozen;
    private boolean finishing;
    private boolean wasUnwritable;
    private int credit = CREDIT;
    /** Bytes that this end wrote and the other end's owner has not been given. */
    private int waiting;
    /** Thrown by the next write, as a defect of the adapter. */
    RuntimeException defectOnWrite;
    /** How often its owner has aborted it. */
    int aborts;

    MemoryLink(MemoryTransport.Network network, Endpoint local, Endpoint remote) {
        this.network = network;
        this.id = network.nextLink++;
        this.local = local;
        this.remote = remote;
        network.openEnds++;
        network.links.add(this);
    }

    void join(MemoryLink other) {
        peer = other;
        other.peer = this;
    }

    @Override
    public long id() {
        network.watch.accept(local.host(), "id");
        return id;
    }

    @Override
    public Endpoint remote() {
        network.watch.accept(local.host(), "remote");
        return remote;
    }

    @Override
    public Endpoint local() {
        network.watch.accept(local.host(), "local");
        return local;
    }

    @Override
    public DispatcherSelector dispatcher() {
        network.watch.accept(local.host(), "dispatcher");
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public <M> void attach(ActorRef<M> to, Function<LinkEvent, M> wrap) {
        network.watch.accept(local.host(), "attach");
        owner = event -> to.tell(wrap.apply(event));
        deliver();
    }

    @Override
    public void write(Bytes bytes) {
        network.watch.accept(local.host(), "write");
        if (defectOnWrite != null) {
            throw defectOnWrite;
        }
        if (closed || finishing) {
            return;
        }
        waiting += bytes.size();
        wasUnwritable = wasUnwritable || !isWritable();
        if (!network.swallows.test(local.host(), remote.host())) {
            network.world.schedule(network.delay.toNanos(), () -> peer.arrive(bytes));
        }
    }

    @Override
    public boolean isWritable() {
        return waiting < HIGH_WATER;
    }

    @Override
    public void consumed(int size) {
        network.watch.accept(local.host(), "consumed");
        credit += size;
        deliver();
    }

    /** This end's host takes nothing more, as if its process had been stopped. */
    void freeze() {
        frozen = true;
    }

    @Override
    public void suspendReading() {
        network.watch.accept(local.host(), "suspendReading");
        suspended = true;
    }

    @Override
    public void resumeReading() {
        network.watch.accept(local.host(), "resumeReading");
        suspended = false;
        deliver();
    }

    @Override
    public void close() {
        network.watch.accept(local.host(), "close");
        if (!closed && !finishing) {
            finishing = true;
            finishIfTaken();
        }
    }

    @Override
    public void abort() {
        if (++aborts > 1000) {
            throw new AssertionError("a link is aborted without end");
        }
        if (!closed) {
            tellPeer(new LinkEvent.Closed(LinkEvent.Cause.RESET, "reset by " + local.host()));
            LinkEvent.Closed closure = new LinkEvent.Closed(LinkEvent.Cause.LOCAL, "");
            if (network.abortDelay == null) {
                closeWith(closure);
            } else if (aborts == 1) {
                network.world.schedule(network.abortDelay.toNanos(), () -> closeWith(closure));
            }
        }
    }

    @Override
    public void refuse() {
        close();
    }

    /** The kernel has a small buffer of its own: what is below the mark counts as gone from this side. */
    private void finishIfTaken() {
        if (finishing && !closed && waiting < HIGH_WATER) {
            tellPeer(new LinkEvent.Closed(LinkEvent.Cause.END_OF_STREAM, "closed by " + local.host()));
            closeWith(new LinkEvent.Closed(LinkEvent.Cause.LOCAL, ""));
        }
    }

    private void tellPeer(LinkEvent.Closed closure) {
        if (!network.swallows.test(local.host(), remote.host())) {
            network.world.schedule(network.delay.toNanos(), () -> peer.endAfterData(closure));
        }
    }

    private void arrive(Bytes bytes) {
        if (!closed) {
            incoming.addLast(bytes);
            deliver();
        } else {
            peer.taken(bytes.size());
        }
    }

    private void taken(int size) {
        waiting -= size;
        if (wasUnwritable && waiting < HIGH_WATER / 2 && !closed) {
            wasUnwritable = false;
            if (owner != null) {
                owner.accept(new LinkEvent.Writable());
            }
        }
        finishIfTaken();
    }

    /** This end hears that the stream is over, after what has come. */
    void endAfterData() {
        endAfterData(new LinkEvent.Closed(LinkEvent.Cause.END_OF_STREAM, "closed by the test"));
    }

    private void endAfterData(LinkEvent.Closed closure) {
        if (end == null) {
            end = closure;
        }
        if (closure.cause() == LinkEvent.Cause.RESET) {
            incoming.clear();
        }
        deliver();
    }

    private void deliver() {
        while (owner != null && !suspended && !frozen && !closed && credit > 0 && !incoming.isEmpty()) {
            Bytes bytes = incoming.removeFirst();
            credit -= bytes.size();
            peer.taken(bytes.size());
            owner.accept(new LinkEvent.Received(bytes));
        }
        boolean readable = !suspended || (end != null && end.cause() == LinkEvent.Cause.RESET);
        if (owner != null && !closed && end != null && incoming.isEmpty() && readable) {
            closeWith(end);
        }
    }

    private void closeWith(LinkEvent.Closed closure) {
        closed = true;
        network.openEnds--;
        network.links.remove(this);
        incoming.clear();
        if (owner != null) {
            owner.accept(closure);
        }
    }
}
