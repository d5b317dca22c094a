package dev.understory.session;

import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;

/** Events that a defect of their listener cannot disturb while its owner mends what a defect has left half done. */
public final class QuietableEvents implements ConnectionEvents {
    private final ConnectionEvents events;
    private boolean quiet;

    public QuietableEvents(ConnectionEvents events) {
        this.events = events;
    }

    /** Whether what the listener throws is dropped from now on. For the owner's thread only, as is all of this class. */
    public void quiet(boolean on) {
        quiet = on;
    }

    @Override
    public void emit(ConnectionEvent event) {
        try {
            events.emit(event);
        } catch (RuntimeException defect) {
            if (!quiet) {
                throw defect;
            }
        }
    }

    @Override
    public void delivered(Topic topic, int count, long bytes) {
        events.delivered(topic, count, bytes);
    }

    @Override
    public void sent(Topic topic, int bytes) {
        events.sent(topic, bytes);
    }

    @Override
    public void queued(long change) {
        events.queued(change);
    }

    @Override
    public void held(long change) {
        events.held(change);
    }

    @Override
    public void waited(ByteWay way, Topic topic, long nanos) {
        events.waited(way, topic, nanos);
    }

    @Override
    public void ended(SessionCounters last) {
        events.ended(last);
    }

    @Override
    public void ignored(ConnectionEvent.IgnoredInput what) {
        events.ignored(what);
    }
}
