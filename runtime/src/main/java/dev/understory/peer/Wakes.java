package dev.understory.peer;

import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The timers of a {@link PeerSetActor}: at most one for names, and one for each peer whose next dial has a time. */
final class Wakes {
    private final TimerScheduler<PeerSetActor.Command> timers;

    Wakes(TimerScheduler<PeerSetActor.Command> timers) {
        this.timers = timers;
    }

    void names(Duration after) {
        timers.startSingleTimer(new PeerSetActor.NamesDue(), after);
    }

    void dial(long peer, Duration after) {
        timers.startSingleTimer(new PeerSetActor.DialDue(peer), after);
    }

    void cancelDial(long peer) {
        timers.cancel(new PeerSetActor.DialDue(peer));
    }

    /** Whether a peer's next dial has a timer, or its message is about to come. */
    boolean isDialSet(long peer) {
        return timers.isTimerActive(new PeerSetActor.DialDue(peer));
    }
}
