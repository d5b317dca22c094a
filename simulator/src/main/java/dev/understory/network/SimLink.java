package dev.understory.network;

import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.Objects;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated stream: {@link SendingEnd} sends, {@link ReceivingEnd} reads, and this class knows whether the
 * link is open. It sends to the other end by events and is told by events; it reads nothing of it.
 *
 * <p>A write arrives whole unless it is longer than {@value #PIECE} bytes or than what the congestion window lets through,
 * and what follows on the same link never overtakes it, whatever the jitter. {@link State} says what can happen when.
 */
final class SimLink extends ReceivingEnd implements Link {
    static final int PIECE = 64 << 10;

    private final int life;
    private final long id;
    private final Endpoint local;
    private final Endpoint remote;
    private @Nullable SimListener listener;
    private State state;
    private boolean closedInGoodOrder;
    private boolean heardTheLast;
    private boolean mayBeAnsweredAgain;

    // Kept by the host, its table and its uplink.
    int slot;
    boolean forgotten;
    boolean inLine;

    SimLink(Host host, Place remotePlace, long id, Endpoint local, Endpoint remote, @Nullable SimListener listener) {
        super(host, remotePlace, id);
        this.life = node.life();
        this.id = id;
        this.local = local;
        this.remote = remote;
        this.listener = listener;
        this.state = listener == null ? State.OPEN : State.CONNECTING;
        host.opened(this);
    }

    /** Where a link is in its life: connecting, open, closing, closed; or dead at any time. */
    private enum State {
        /** Accepted, but the dialler's third packet is not here: what is written waits. */
        CONNECTING,
        /** Bytes go both ways. */
        OPEN,
        /** The owner has closed it; what waits is still being sent, and nothing is read. */
        CLOSING,
        /** Over; the owner has been told, or was never there. */
        CLOSED,
        /** The machine's life ended while the link was open: nothing is sent or told. */
        DEAD
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
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public <M> void attach(ActorRef<M> owner, Function<LinkEvent, M> wrap) {
        leaveBacklog();
        own(owner, wrap);
    }

    @Override
    public void write(Bytes bytes) {
        int size = bytes.size();
        for (int from = 0; from < size && isOpen(); from += PIECE) {
            send(size <= PIECE ? bytes : bytes.slice(from, Math.min(PIECE, size - from)));
        }
    }

    @Override
    public boolean isWritable() {
        return isOpen() && hasRoom();
    }

    @Override
    public void consumed(int size) {
        takeBack(size);
        if (isOpen()) {
            returnCredit();
        }
    }

    @Override
    public void suspendReading() {
        suspend();
    }

    @Override
    public void resumeReading() {
        resume();
    }

    @Override
    public void close() {
        if (isOpen()) {
            state = State.CLOSING;
            discard();
            if (isFlushed()) {
                onFlushed();
            }
        }
    }

    @Override
    public void abort() {
        if (isOpen() || state == State.CLOSING) {
            sendReset();
            end(LinkEvent.Cause.LOCAL, "aborted");
        }
    }

    @Override
    public void refuse() {
        close();
        abort();
    }

    /** The dialling end: knows the other end from the start, and tells it of itself. */
    void open(long acceptingEnd, boolean moreAnswersMayCome) {
        mayBeAnsweredAgain = moreAnswersMayCome;
        connect(acceptingEnd);
        sendControl(Mail.of(Mail.CONNECTED, id), null);
    }

    /** Whether it was opened in this life of the machine, to that link of the other. */
    boolean wasOpenedTo(long acceptingEnd) {
        return life == node.life() && isConnectedTo(acceptingEnd);
    }

    /** It is over here: how long something may come that has to be answered. */
    LinkTable.Due due() {
        boolean isUnaware = state == State.DEAD && !closedInGoodOrder && !hasSentReset();
        boolean isNothingLeft = closedInGoodOrder ? !mayWaitAtOther() : isConnected() && !isUnaware;
        if (heardTheLast || (isNothingLeft && !mayBeAnsweredAgain)) {
            return LinkTable.Due.NOTHING;
        }
        return isUnaware && isConnected() ? LinkTable.Due.UNTIL_ANSWERED : LinkTable.Due.FOR_A_WHILE;
    }

    /** An accepted end whose dialler was not heard of again. */
    boolean expire() {
        if (state != State.CONNECTING) {
            return false;
        }
        end(LinkEvent.Cause.RESET, "the dialler is gone");
        return true;
    }

    @Override
    public void fire(SimNode owner, long data, @Nullable Object argument) {
        int kind = Mail.kind(data);
        if (life != owner.life() || state == State.DEAD || state == State.CLOSED) {
            if (!forgotten) {
                afterTheEnd(kind, data, argument);
            }
            return;
        }
        switch (kind) {
            case Mail.DATA -> onData(Objects.requireNonNull(argument), Mail.value(data));
            case Mail.LATE_DATA -> arrived(Objects.requireNonNull(argument));
            case Mail.WINDOW -> creditReturned((int) Mail.value(data));
            case Mail.PROBE -> onProbe();
            case Mail.CONNECTED -> onConnected(Mail.value(data));
            case Mail.END -> onEnd();
            case Mail.RESET -> {
                heardTheLast = true;
                end(LinkEvent.Cause.RESET, "reset by " + remote);
            }
            case Mail.ACKNOWLEDGED -> onAcknowledged();
            case Mail.REPAIR -> onRepair();
            case Mail.DROPPED -> onDropped((Piece) Objects.requireNonNull(argument));
            default -> throw new IllegalStateException("a link has no event " + kind);
        }
    }

    /** The way may be free again. */
    void retryNow() {
        if (isProbing() && state != State.CLOSED && state != State.DEAD) {
            onProbe();
        }
    }

    @Override
    void onWritable() {
        if (isOpen()) {
            tellWritable();
        }
    }

    @Override
    void onFlushed() {
        if (state == State.CLOSING && isConnected() && !isBlocked()) {
            sendControl(Mail.END, null);
            closedInGoodOrder = true;
            end(LinkEvent.Cause.LOCAL, "closed");
        }
    }

    /** The link is reset from somewhere on the way; both ends hear of it. */
    @Override
    void breakOff(String detail) {
        if (state != State.DEAD && state != State.CLOSED) {
            sendReset();
            end(LinkEvent.Cause.RESET, detail);
        }
    }

    @Override
    void giveUp() {
        end(LinkEvent.Cause.RESET, "no answer from " + remote + " for too long");
    }

    /** The machine's life ends. */
    void die(SimNode.StopKind kind) {
        switch (kind) {
            case EXIT -> {
                if (isConnected() && !isCutOff()) {
                    repairAll();
                    sendControl(Mail.END, null);
                    closedInGoodOrder = true;
                }
            }
            case PROCESS_CRASH -> sendReset();
            case POWER_LOSS -> {}
        }
        state = State.DEAD;
        listener = null;
        abandon();
        forgetMissing();
        forgetWaiting();
        forgetWindow();
        letGoOfOther();
    }

    /** The machine is up again and knows nothing of this link. */
    void resetByHost() {
        sendReset();
        state = State.CLOSED;
        letGoOfOther();
        if (hasSentReset()) {
            host.forget(this);
        }
    }

    private void onData(Object data, long lateNanos) {
        long now = node.trueTime();
        receive(now, now - lateNanos, data);
    }

    @Override
    void onArrived(Bytes bytes) {
        host.deliveries++;
        node.trace(TraceKind.DELIVERED, id, bytes.size());
        read(bytes);
    }

    private void onConnected(long dialingEnd) {
        connect(dialingEnd);
        if (state == State.CONNECTING) {
            state = State.OPEN;
        }
        SimListener accepting = listener;
        if (accepting != null && accepting.acceptsWithThirdPacket() && !accepting.accept(this)) {
            breakOff("nobody listens any more");
            return;
        }
        pump();
    }

    private void onProbe() {
        if (!isProbing()) {
            return;
        }
        switch (probe()) {
            case FREE -> {
                returnCredit();
                onRepair();
                pump();
            }
            case GIVEN_UP -> giveUp();
            case BLOCKED -> {}
        }
    }

    @Override
    void onEnd() {
        if (endWaits(node.trueTime())) {
            return;
        }
        heardTheLast = true;
        if (state == State.CLOSING) {
            end(LinkEvent.Cause.LOCAL, "closed");
        } else {
            node.trace(TraceKind.CLOSED, id, LinkEvent.Cause.END_OF_STREAM.ordinal());
            leave();
            endAfterAllIsRead();
        }
    }

    /** The machine knows this link no more: what still comes for it is answered with a reset, if anybody is there. */
    private void afterTheEnd(int kind, long data, @Nullable Object argument) {
        if (kind == Mail.END || kind == Mail.RESET) {
            host.forget(this);
            return;
        }
        if (kind == Mail.CONNECTED) {
            connect(Mail.value(data));
        }
        if (kind == Mail.DROPPED && host.hasPowerSince(since())) {
            if (closedInGoodOrder) {
                onDroppedAfterTheEnd((Piece) Objects.requireNonNull(argument));
            }
        } else if (kind == Mail.CONNECTED || kind == Mail.DROPPED || (kind == Mail.DATA && state == State.DEAD)) {
            if (host.isPowered()) {
                resetByHost();
            } else {
                host.keepHalfOpen(this);
            }
        }
    }

    /** The machine keeps what its process sent until it has arrived, or has been dropped too often. */
    private void onDroppedAfterTheEnd(Piece piece) {
        if (piece.drops() > MOST_DROPS) {
            resetByHost();
        } else if (isCutOff()) {
            node.postLocal(node.trueTime() + timeOutNanos(piece.drops()), this, Mail.DROPPED, piece.droppedOnceMore());
        } else {
            sendAgain(piece);
        }
    }

    private void end(LinkEvent.Cause cause, String detail) {
        node.trace(TraceKind.CLOSED, id, cause.ordinal());
        leave();
        endNow(cause, detail);
    }

    private void leave() {
        state = State.CLOSED;
        forgetMissing();
        forgetWaiting();
        forgetWindow();
        letGoOfOther();
        leaveBacklog();
        host.closed(this);
    }

    private void leaveBacklog() {
        SimListener accepting = listener;
        if (accepting != null) {
            listener = null;
            accepting.attachedOrGone(this);
        }
    }

    @Override
    SimLink self() {
        return this;
    }

    private boolean isOpen() {
        return (state == State.OPEN || state == State.CONNECTING) && life == node.life();
    }
}
