package dev.understory.node.embed;

import dev.understory.dissemination.GossipCount;
import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.SessionCounters;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a node's events to everybody who listens, on the threads on which they happen. An admission is handed on only
 * when the node's {@link PeerDirectory} knows the peer, so that whoever hears of a peer can send to it. What a listener throws
 * disturbs neither the node nor the other listeners.
 */
final class EventHub implements NodeEventSink {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong defects = new AtomicLong();
    private final ConcurrentMap<Long, NodeEvent> held = new ConcurrentHashMap<>();
    private final PeerDirectory directory;

    EventHub(PeerDirectory directory) {
        this.directory = directory;
        directory.onAdmission(this::release);
    }

    void add(NodeEventSink listener) {
        listeners.add(new Listener(listener));
    }

    void remove(NodeEventSink listener) {
        listeners.removeIf(one -> one.sink == listener);
    }

    /** Defects so far: of the node, which were contained, and of its listeners. */
    long defects() {
        return defects.get();
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
        for (Listener listener : listeners) {
            try {
                listener.sink.delivered(topic, count, bytes);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void sent(Topic topic, int bytes) {
        for (Listener listener : listeners) {
            try {
                listener.sink.sent(topic, bytes);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void queued(long change) {
        for (Listener listener : listeners) {
            try {
                listener.sink.queued(change);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void held(long change) {
        for (Listener listener : listeners) {
            try {
                listener.sink.held(change);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void waited(ByteWay way, Topic topic, long nanos) {
        for (Listener listener : listeners) {
            try {
                listener.sink.waited(way, topic, nanos);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void ended(SessionCounters last) {
        for (Listener listener : listeners) {
            try {
                listener.sink.ended(last);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void ignored(IgnoredInput what) {
        for (Listener listener : listeners) {
            try {
                listener.sink.ignored(what);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void gossiped(Topic topic, GossipCount what, long amount) {
        for (Listener listener : listeners) {
            try {
                listener.sink.gossiped(topic, what, amount);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void waiting(long change) {
        for (Listener listener : listeners) {
            try {
                listener.sink.waiting(change);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void counted(String service, String metric, long amount) {
        for (Listener listener : listeners) {
            try {
                listener.sink.counted(service, metric, amount);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    @Override
    public void sampled(String service, String metric, long sinceNanos, long value) {
        for (Listener listener : listeners) {
            try {
                listener.sink.sampled(service, metric, sinceNanos, value);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    private void release(long connectionId) {
        NodeEvent admitted = held.remove(connectionId);
        if (admitted != null) {
            publish(admitted);
        }
    }

    private void publish(NodeEvent event) {
        if (event instanceof NodeEvent.Connection(ConnectionEvent.Defect defect)) {
            defects.incrementAndGet();
        }
        for (Listener listener : listeners) {
            try {
                listener.sink.emit(event);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError defect) {
                failed(listener, defect);
            }
        }
    }

    /** Tells the other listeners of a listener's defect, ever more rarely where it goes on. */
    private void failed(Listener failing, Throwable defect) {
        long times = failing.failures.incrementAndGet();
        if (Long.bitCount(times) != 1) {
            return;
        }
        defects.incrementAndGet();
        String detail = "a listener of the node's events has failed, " + times + " times so far: " + defect;
        LOG.error(detail, defect);
        NodeEvent news = new NodeEvent.Connection(new ConnectionEvent.Defect("listener", detail));
        for (Listener other : listeners) {
            if (other != failing) {
                try {
                    other.sink.emit(news);
                } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError another) {
                    other.failures.incrementAndGet();
                }
            }
        }
    }

    /** Somebody who listens, and how often that went wrong. */
    private static final class Listener {
        final NodeEventSink sink;
        final AtomicLong failures = new AtomicLong();

        Listener(NodeEventSink sink) {
            this.sink = sink;
        }
    }
}
