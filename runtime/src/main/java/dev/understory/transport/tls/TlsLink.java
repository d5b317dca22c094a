package dev.understory.transport.tls;

import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.LinkEvent.Closed;
import dev.understory.transport.LinkPeer;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * A link whose bytes go through a {@link TlsMachine}. It belongs to the shard of the link below it; a {@link TlsLinkActor}
 * hears what that one says, and the owner of this one writes.
 *
 * <p>Flow control is that of the link below. Of the bytes it has delivered, those are owed that the owner holds as plain
 * text, and those that wait for a handshake's work; for all else it has its credit back at once. So its window bounds what
 * the owner can hold, however records and reads overlap. Nothing is kept on the way out.
 */
final class TlsLink implements Link {
    private final Link below;
    private final TlsMachine machine;
    private final TlsReport report;
    private final TlsWork.Service service;
    private final ActorRef<TlsLinkActor.Command> carrier;
    /** What came before there was an owner: what had been read when the handshake ended, as reading stops there. */
    private final List<Bytes> early = new ArrayList<>(0);

    private @Nullable LinkPeer peer;
    private @Nullable Consumer<LinkEvent> owner;
    private @Nullable Closed closed;
    private boolean released;
    private boolean ending;
    private boolean closedBelow;
    private long owed;
    private long held;

    /**
     * A link in its handshake.
     *
     * @param dialled whom the dial expected; null for an accepted link
     */
    TlsLink(
            Link below,
            @Nullable TlsExpectation dialled,
            TlsEnvironment environment,
            TlsReport report,
            ActorRef<TlsLinkActor.Command> carrier) {
        this.below = below;
        this.report = report;
        this.service = environment.work();
        this.carrier = carrier;
        this.machine = dialled == null
                ? TlsMachine.accept(environment.tls(), new Effects())
                : TlsMachine.dial(environment.tls(), dialled, new Effects());
    }

    TlsMachine machine() {
        return machine;
    }

    @Override
    public long id() {
        return below.id();
    }

    @Override
    public Endpoint remote() {
        return below.remote();
    }

    @Override
    public Endpoint local() {
        return below.local();
    }

    @Override
    public @Nullable LinkPeer peer() {
        return peer;
    }

    @Override
    public DispatcherSelector dispatcher() {
        return below.dispatcher();
    }

    @Override
    public <M> void attach(ActorRef<M> newOwner, Function<LinkEvent, M> wrap) {
        if (owner != null) {
            throw new IllegalStateException("link " + id() + " has an owner");
        }
        owner = event -> newOwner.tell(wrap.apply(event));
        early.forEach(bytes -> newOwner.tell(wrap.apply(new LinkEvent.Received(bytes))));
        early.clear();
        if (closed != null) {
            newOwner.tell(wrap.apply(closed));
        } else {
            below.resumeReading();
        }
        release();
    }

    @Override
    public void write(Bytes bytes) {
        if (!ending) {
            machine.write(bytes);
        }
    }

    @Override
    public boolean isWritable() {
        return !ending && below.isWritable();
    }

    @Override
    public void consumed(int size) {
        held -= size;
        settle();
    }

    @Override
    public void suspendReading() {
        below.suspendReading();
    }

    @Override
    public void resumeReading() {
        below.resumeReading();
    }

    @Override
    public void close() {
        if (!ending) {
            ending = true;
            machine.close();
            below.close();
        }
    }

    @Override
    public void abort() {
        if (!closedBelow) {
            ending = true;
            below.abort();
        }
    }

    @Override
    public void refuse() {
        carrier.tell(TlsLinkActor.Signal.REFUSE);
    }

    /** Something happened below. */
    void onEvent(LinkEvent event) {
        switch (event) {
            case LinkEvent.Received received -> onReceived(received.bytes());
            case LinkEvent.Writable writable -> {
                if (!ending) {
                    tell(event);
                }
            }
            case Closed ended -> onClosed(ended);
        }
    }

    /** The handshake's work is done, which may have kept bytes waiting. */
    void worked() {
        machine.worked();
        settle();
    }

    boolean isClosedBelow() {
        return closedBelow;
    }

    /** Its actor has ended, perhaps by a defect: whatever it was, nothing stays behind. */
    void dropped() {
        if (!closedBelow) {
            below.abort();
            onClosed(new Closed(Cause.FAILED, "the node's own end of the link has failed, or was stopped"));
        }
    }

    private void onReceived(Bytes bytes) {
        owed += bytes.size();
        if (!ending) {
            machine.received(bytes);
            if (machine.unopened() == 0) {
                below.recycle(bytes);
            }
        }
        settle();
    }

    private void onClosed(Closed ended) {
        closedBelow = true;
        if (closed == null && !ending && ended.cause() == Cause.END_OF_STREAM) {
            machine.endOfStream();
        }
        if (closed == null && peer == null) {
            handshakeFailed(new TlsProblem(TlsFailure.LINK_ENDED, ended.detail()));
        }
        finish(ended);
        release();
    }

    private void settle() {
        long excess = owed - held - machine.unopened();
        if (excess > 0) {
            owed -= excess;
            below.consumed((int) excess);
        }
    }

    private void handshakeFailed(TlsProblem problem) {
        finish(new Closed(Cause.FAILED, problem.toString()));
        report.failed(problem);
    }

    /** The one last word to the owner. */
    private void finish(Closed last) {
        if (closed == null) {
            closed = last;
            tell(last);
        }
    }

    private void tell(LinkEvent event) {
        if (owner != null) {
            owner.accept(event);
        }
    }

    private void release() {
        if (!released) {
            released = true;
            report.released();
        }
    }

    /** What the machine does. */
    private final class Effects implements TlsListener {
        @Override
        public byte[] buffer(int size) {
            return below.writeBuffer(size);
        }

        @Override
        public void write(Bytes encrypted) {
            below.write(encrypted);
        }

        @Override
        public void received(Bytes plain) {
            held += plain.size();
            if (owner == null) {
                early.add(plain);
            } else {
                tell(new LinkEvent.Received(plain));
            }
        }

        @Override
        public void work(TlsWork work) {
            if (!service.submit(work, () -> carrier.tell(TlsLinkActor.Signal.WORKED))) {
                carrier.tell(TlsLinkActor.Signal.OVERLOADED);
            }
        }

        @Override
        public void secured(LinkPeer proven) {
            peer = proven;
            below.suspendReading();
            report.secured(TlsLink.this);
        }

        @Override
        public void ended() {
            ending = true;
            finish(new Closed(Cause.END_OF_STREAM, "the remote side ended the stream"));
            below.close();
        }

        @Override
        public void failed(TlsProblem problem, boolean told) {
            ending = true;
            if (peer == null) {
                handshakeFailed(problem);
            } else {
                Cause cause = problem.failure() == TlsFailure.TRUNCATED ? Cause.RESET : Cause.FAILED;
                finish(new Closed(cause, problem.toString()));
            }
            if (closedBelow) {
                return;
            }
            if (told) {
                below.close();
            } else {
                below.abort();
            }
        }
    }
}
