package dev.understory.connection;

import dev.understory.session.Session;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a connection, which tells it {@link ConnectionActor.Signal#TICK}. It may fire for nothing: that costs a
 * fraction of the bookkeeping of named timers each time they are set, and deadlines move with every byte. But when it fires,
 * the actor has a turn, and that costs more than setting it anew in a turn that is under way; so it is moved when the
 * deadline is far behind it.
 */
final class ConnectionTimer {
    /** By so much it may fire too early. Less than what one ping of the peer moves the deadline by. */
    private static final long SLACK_NANOS = 500_000_000L;

    private final ActorContext<ConnectionActor.Command> context;
    private long at = Session.NO_DEADLINE;
    private @Nullable Cancellable timer;

    ConnectionTimer(ActorContext<ConnectionActor.Command> context) {
        this.context = context;
    }

    /** Has it fire at {@code deadline}, or before. */
    void set(long deadline, NodeClock clock) {
        if (deadline < at || deadline != Session.NO_DEADLINE && deadline - at >= SLACK_NANOS) {
            cancel();
            at = deadline;
            Duration wait = Duration.ofNanos(Math.max(0, deadline - clock.nowNanos()));
            timer = context.scheduleOnce(wait, context.getSelf(), ConnectionActor.Signal.TICK);
        }
    }

    /**
     * It is no longer set. Also to be called when it has fired: the TICK that came may be of one that was cancelled when
     * its TICK was in the mailbox already, and the one set since would be forgotten, and be one too many for ever.
     */
    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            at = Session.NO_DEADLINE;
        }
    }
}
