package dev.understory.network;

import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.engine.TraceKind;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One dial: sends a first packet, again after a second and then ever more rarely, until there is an answer or the time
 * is up. The object travels with the packet; the accepting machine touches only {@link #acceptedLink}, which the dialling
 * one never does.
 */
final class DialAttempt implements EventTarget {
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long AGAIN = 0;
    private static final long ANSWERED = 1;
    private static final long REFUSED = 2;

    private final Host dialer;
    private final Endpoint remote;
    private final Endpoint local;
    private final @Nullable Host target;
    private final ActorRef<DialEvent> replyTo;
    private final int life;
    private final long id;
    private long deadline;
    private long retryNanos = FIRST_RETRY_NANOS;
    private boolean over;
    private @Nullable SimLink acceptedLink;
    private @Nullable SimLink openedTo;

    DialAttempt(Host dialer, Endpoint remote, @Nullable Host target, ActorRef<DialEvent> replyTo) {
        this.dialer = dialer;
        this.remote = remote;
        this.target = target;
        this.replyTo = replyTo;
        this.life = dialer.node().life();
        this.local = dialer.endpoint(dialer.nextEphemeralPort());
        this.id = dialer.nextLinkId();
    }

    Host dialer() {
        return dialer;
    }

    Endpoint remote() {
        return remote;
    }

    Endpoint local() {
        return local;
    }

    /** For the accepting machine only: the link it made for this dial. */
    @Nullable
    SimLink acceptedLink() {
        return acceptedLink;
    }

    void acceptedLink(SimLink link) {
        acceptedLink = link;
    }

    void begin(long timeoutNanos) {
        deadline = dialer.node().trueTime() + timeoutNanos;
        if (target != null) {
            dialer.contact(target);
        }
        knock();
    }

    /** Called by the accepting machine: nobody listens. */
    void refuse(Host accepting) {
        SimNode node = accepting.node();
        node.post(node.trueTime() + accepting.controlNanos(dialer), dialer.node(), this, REFUSED, null);
    }

    /** Called by the accepting machine: here is the other end. */
    void answer(Host accepting, SimLink acceptingEnd) {
        SimNode node = accepting.node();
        node.post(node.trueTime() + accepting.controlNanos(dialer), dialer.node(), this, ANSWERED, acceptingEnd);
    }

    @Override
    public boolean isOfMachine() {
        return true;
    }

    @Override
    public void fire(SimNode node, long data, @Nullable Object argument) {
        if (life != node.life()) {
            if (argument instanceof SimLink orphan) {
                orphan.rejectFrom(dialer);
            }
            return;
        }
        if (data == ANSWERED && argument instanceof SimLink remoteEnd) {
            onAnswered(remoteEnd);
        } else if (!over && data == REFUSED) {
            fail(DialEvent.Reason.REFUSED, "nobody listens at " + remote);
        } else if (!over && data == AGAIN) {
            if (node.trueTime() >= deadline) {
                fail(DialEvent.Reason.TIMEOUT, "no answer from " + remote);
            } else {
                knock();
            }
        }
    }

    void fail(DialEvent.Reason reason, String detail) {
        over = true;
        dialer.dialsFailed++;
        dialer.trace(TraceKind.DIAL_FAILED, id, reason.ordinal());
        replyTo.tell(new DialEvent.DialFailed(remote, reason, detail));
    }

    private void onAnswered(SimLink remoteEnd) {
        if (over) {
            if (remoteEnd != openedTo) {
                remoteEnd.rejectFrom(dialer);
            }
            return;
        }
        over = true;
        openedTo = remoteEnd;
        SimLink link = new SimLink(dialer, remoteEnd.host(), id, local, remote, null);
        link.open(remoteEnd);
        dialer.trace(TraceKind.OPENED, id, 0);
        replyTo.tell(new DialEvent.Opened(link));
    }

    private void knock() {
        SimNode node = dialer.node();
        long now = node.trueTime();
        if (target != null && dialer.isOpenTo(target)) {
            node.post(now + dialer.connectNanos(target), target.node(), target, 0, this);
        }
        long again = Math.min(deadline, now + retryNanos);
        retryNanos *= 2;
        node.postLocal(again, this, AGAIN, null);
    }
}
