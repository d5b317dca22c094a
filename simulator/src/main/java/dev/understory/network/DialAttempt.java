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
 * is up. The machine that is dialled knows it by its number.
 */
final class DialAttempt implements EventTarget {
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;

    private final Host dialer;
    private final Endpoint remote;
    private final Endpoint local;
    private final @Nullable Place target;
    private final ActorRef<DialEvent> replyTo;
    private final int life;
    private final long id;
    private long deadline;
    private long retryNanos = FIRST_RETRY_NANOS;
    private int knocks;
    private boolean over;

    DialAttempt(Host dialer, String from, Endpoint remote, @Nullable Place target, ActorRef<DialEvent> replyTo) {
        this.dialer = dialer;
        this.remote = remote;
        this.target = target;
        this.replyTo = replyTo;
        this.life = dialer.node().life();
        Endpoint own = dialer.endpoint(dialer.nextEphemeralPort());
        this.local = from.isEmpty() ? own : new Endpoint(from, own.port());
        this.id = dialer.nextLinkId();
    }

    long id() {
        return id;
    }

    void begin(long timeoutNanos) {
        deadline = dialer.node().trueTime() + timeoutNanos;
        if (target != null) {
            dialer.contact(target);
        }
        dialer.dialBegun(this);
        knock();
    }

    @Override
    public boolean isOfMachine() {
        return true;
    }

    /** It is time to try again, or to give up. */
    @Override
    public void fire(SimNode node, long data, @Nullable Object argument) {
        if (over || life != node.life()) {
            return;
        }
        if (node.trueTime() >= deadline) {
            fail(DialEvent.Reason.TIMEOUT, "no answer from " + remote);
        } else {
            knock();
        }
    }

    void onRefused() {
        fail(DialEvent.Reason.REFUSED, "nobody listens at " + remote);
    }

    void fail(DialEvent.Reason reason, String detail) {
        end();
        dialer.dialsFailed++;
        dialer.trace(TraceKind.DIAL_FAILED, id, reason.ordinal());
        replyTo.tell(new DialEvent.DialFailed(remote, reason, detail));
    }

    /** The other machine has a link for it. */
    void onAnswered(Place acceptor, long acceptingEnd) {
        end();
        SimLink link = new SimLink(dialer, acceptor, id, local, remote, null);
        link.open(acceptingEnd, knocks > 1);
        dialer.trace(TraceKind.OPENED, id, 0);
        replyTo.tell(new DialEvent.Opened(link));
    }

    private void end() {
        over = true;
        dialer.dialEnded(this);
    }

    private void knock() {
        SimNode node = dialer.node();
        long now = node.trueTime();
        if (target != null && dialer.isOpenTo(target)) {
            knocks++;
            dialer.knock(target, new Mail.Knock(node.index(), id, deadline, local, remote.port()));
        }
        long again = Math.min(deadline, now + retryNanos);
        retryNanos *= 2;
        node.postLocal(again, this, 0, null);
    }
}
