package dev.understory.node;

import dev.understory.connection.ConnectionEvent;
import dev.understory.connection.ConnectionEvent.IgnoredInput;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands a node's events to everybody who listens, on the threads on which they happen. An admission is handed on only
 * when the node's {@link PeerDirectory} knows the peer, so that whoever hears of a peer can send to it.
 */
final class EventHub implements NodeEventSink {
    private final List<NodeEventSink> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<Long, NodeEvent> held = new ConcurrentHashMap<>();
    private final PeerDirectory directory;

    EventHub(PeerDirectory directory) {
        this.directory = directory;
        directory.onAdmission(this::release);
    }

    void add(NodeEventSink listener) {
        listeners.add(listener);
    }

    void remove(NodeEventSink listener) {
        listeners.remove(listener);
    }

    @Override
    public void emit(NodeEvent event) {
        if (event instanceof NodeEvent.Connection(ConnectionEvent.PeerAdmitted admitted)) {
            held.put(admitted.connectionId(), event);
            if (directory.knows(admitted.peer().id(), admitted.connectionId())) {
                release(admitted.connectionId());
            }
            return;
        }
        if (event instanceof NodeEvent.Connection(ConnectionEvent.PeerClosed closed)) {
            release(closed.connectionId());
        }
        publish(event);
    }

    @Override
    public void delivered(Topic topic, int count, long bytes) {
        for (NodeEventSink listener : listeners) {
            listener.delivered(topic, count, bytes);
        }
    }

    @Override
    public void sent(Topic topic, int bytes) {
        for (NodeEventSink listener : listeners) {
            listener.sent(topic, bytes);
        }
    }

    @Override
    public void queued(long change) {
        for (NodeEventSink listener : listeners) {
            listener.queued(change);
        }
    }

    @Override
    public void ignored(IgnoredInput what) {
        for (NodeEventSink listener : listeners) {
            listener.ignored(what);
        }
    }

    private void release(long connectionId) {
        NodeEvent admitted = held.remove(connectionId);
        if (admitted != null) {
            publish(admitted);
        }
    }

    private void publish(NodeEvent event) {
        for (NodeEventSink listener : listeners) {
            listener.emit(event);
        }
    }
}
