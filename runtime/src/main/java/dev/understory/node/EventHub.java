package dev.understory.node;

import dev.understory.connection.ConnectionEvent;
import dev.understory.connection.ConnectionEvents;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Hands a node's events to everybody who listens, on the threads on which they happen. An admission is handed on only
 * when the node's {@link PeerDirectory} knows the peer, so that whoever hears of a peer can send to it.
 */
final class EventHub implements ConnectionEvents {
    private final List<Consumer<ConnectionEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<Long, ConnectionEvent.PeerAdmitted> held = new ConcurrentHashMap<>();
    private final PeerDirectory directory;

    EventHub(PeerDirectory directory) {
        this.directory = directory;
        directory.onAdmission(this::release);
    }

    void add(Consumer<ConnectionEvent> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<ConnectionEvent> listener) {
        listeners.remove(listener);
    }

    @Override
    public void emit(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.PeerAdmitted admitted) {
            held.put(admitted.connectionId(), admitted);
            if (directory.knows(admitted.peer().id(), admitted.connectionId())) {
                release(admitted.connectionId());
            }
            return;
        }
        if (event instanceof ConnectionEvent.PeerClosed closed) {
            release(closed.connectionId());
        }
        publish(event);
    }

    private void release(long connectionId) {
        ConnectionEvent.PeerAdmitted admitted = held.remove(connectionId);
        if (admitted != null) {
            publish(admitted);
        }
    }

    private void publish(ConnectionEvent event) {
        for (Consumer<ConnectionEvent> listener : listeners) {
            listener.accept(event);
        }
    }
}
