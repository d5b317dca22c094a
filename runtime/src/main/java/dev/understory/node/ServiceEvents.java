package dev.understory.node;

import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.observe.ServiceEvent;
import dev.understory.transport.Acceptor;
import dev.understory.transport.tls.TlsEvent;

/**
 * Where a service reports to: its node's listeners, under the service's name and the prefix of its metrics. May be called on any
 * thread.
 */
public final class ServiceEvents {
    private final String service;
    private final String prefix;
    private final NodeEventSink sink;

    /** Reports to that sink. A node makes them for its services; whoever runs one without a node makes its own. */
    public ServiceEvents(String service, String prefix, NodeEventSink sink) {
        this.service = service;
        this.prefix = prefix;
        this.sink = sink;
    }

    /** Something about where it listens; in the form that an {@link Acceptor} tells. */
    public void acceptor(Acceptor.Event event) {
        sink.emit(new NodeEvent.Service(service, new ServiceEvent.Listener(event)));
    }

    /** Something about TLS on its links. */
    public void tls(TlsEvent event) {
        sink.emit(new NodeEvent.Service(service, new ServiceEvent.Tls(event)));
    }

    /** A counter of the service's; {@code name} comes behind the prefix and a dot. Made once, then used often. */
    public Counter counter(String name) {
        String metric = prefix + "." + name;
        return amount -> sink.counted(service, metric, amount);
    }

    /** A distribution of the service's; {@code name} comes behind the prefix and a dot. Made once, then used often. */
    public Samples samples(String name) {
        String metric = prefix + "." + name;
        return (sinceNanos, value) -> sink.sampled(service, metric, sinceNanos, value);
    }

    /** Counts. */
    @FunctionalInterface
    public interface Counter {
        /** So many more. */
        void add(long amount);
    }

    /** Measures. */
    @FunctionalInterface
    public interface Samples {
        /**
         * One value.
         *
         * @param sinceNanos when what is measured began, by the node's clock
         * @param value nanoseconds of a duration, else what the metric counts
         */
        void add(long sinceNanos, long value);
    }
}
