package dev.understory.connection;

import dev.understory.session.ConnectionEvents;

/** Tells by how much the queues of one connection have changed since it was told last. */
final class QueueReport {
    private final ConnectionEvents events;
    private long told;

    QueueReport(ConnectionEvents events) {
        this.events = events;
    }

    /** So many bytes wait now. */
    void tell(long queued) {
        if (queued != told) {
            events.queued(queued - told);
            told = queued;
        }
    }
}
