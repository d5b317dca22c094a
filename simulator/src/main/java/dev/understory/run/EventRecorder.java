package dev.understory.run;

import dev.understory.measure.LifeRecorder;
import dev.understory.measure.Meter;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.observe.ServiceEvent;
import dev.understory.plan.EventMeters;
import dev.understory.service.ServiceMeters;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Acceptor;
import dev.understory.transport.NodeClock;
import dev.understory.workload.NodeMeters;

/** Records what one life of a node reports of itself. */
final class EventRecorder implements NodeEventSink {
    private final LifeRecorder recorder;
    private final PeerRecorder peers;
    private final EventMeters meters;
    private final NodeMeters node;
    private final ServiceMeters services;
    private final NodeClock clock;

    EventRecorder(
            LifeRecorder recorder,
            PeerRecorder peers,
            EventMeters meters,
            NodeMeters node,
            ServiceMeters services,
            NodeClock clock) {
        this.recorder = recorder;
        this.peers = peers;
        this.meters = meters;
        this.node = node;
        this.services = services;
        this.clock = clock;
    }

    @Override
    public void emit(NodeEvent event) {
        switch (event) {
            case NodeEvent.Connection connection -> connection(connection.event());
            case NodeEvent.ApplicationEnded ended -> applicationEnded(ended.detail());
            case NodeEvent.ServiceEnded ended -> defect("service " + ended.service() + " " + ended.detail());
            case NodeEvent.Service news -> service(news.service(), news.event());
            case NodeEvent.Storage storage -> {}
            case NodeEvent.Discovery search -> peers.discovery(search.event(), clock.nowNanos());
            case NodeEvent.KeyExposed exposed -> {}
            case NodeEvent.BookImported imported -> {}
            case NodeEvent.Started started -> {}
            case NodeEvent.FewDescriptors few -> {}
            case NodeEvent.Reconfigured now -> {}
            case NodeEvent.ReconfigureRefused refused -> {}
            case NodeEvent.ReconfigureUnanswered unknown -> {}
            case NodeEvent.Stopping stopping -> {}
            case NodeEvent.Stopped stopped -> {}
        }
    }

    @Override
    public void delivered(Topic topic, int count, long bytes) {
        int index = topic.ordinal();
        recorder.count(meters.messagesDelivered[index], meters.bytesDelivered[index], clock.nowNanos(), count, bytes);
    }

    @Override
    public void sent(Topic topic, int bytes) {
        int index = topic.ordinal();
        recorder.count(meters.messagesSent[index], meters.bytesSent[index], clock.nowNanos(), 1, bytes);
    }

    @Override
    public void queued(long change) {
        recorder.shift(node.queue(), change);
    }

    @Override
    public void held(long change) {
        recorder.shift(node.memoryPinned(), change);
    }

    @Override
    public void counted(String service, String metric, long amount) {
        Meter meter = services.find(service, metric);
        if (meter != null) {
            recorder.count(meter, clock.nowNanos(), amount);
        }
    }

    @Override
    public void sampled(String service, String metric, long sinceNanos, long value) {
        Meter meter = services.find(service, metric);
        if (meter != null) {
            recorder.sample(meter, sinceNanos, value);
        }
    }

    /** Where a service is to listen, it has to; who is refused or not trusted, fails by himself. */
    private void service(String service, ServiceEvent event) {
        switch (event) {
            case ServiceEvent.Listener(Acceptor.Event.ListenFailed failed) ->
                defect("service " + service + " cannot listen: " + failed.detail());
            case ServiceEvent.Listener(Acceptor.Event.Defect defect) ->
                defect("service " + service + ": " + defect.detail());
            case ServiceEvent.Listener(Acceptor.Event.Listening listening) -> {}
            case ServiceEvent.Listener(Acceptor.Event.Refused refused) -> {}
            case ServiceEvent.Tls tls -> {}
        }
    }

    private void connection(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Opened opened -> count(meters.opened);
            case ConnectionEvent.LinkRefused link -> {
                count(meters.refused[link.reason().ordinal()]);
                peers.refused(link.remote(), link.reason(), clock.nowNanos());
            }
            case ConnectionEvent.PeerRefused peer -> {
                count(meters.refused[peer.reason().ordinal()]);
                peers.refused(peer.peer(), peer.reason(), clock.nowNanos());
            }
            case ConnectionEvent.HandshakeFailed failed ->
                count(meters.failedHandshakes[failed.reason().ordinal()]);
            case ConnectionEvent.PeerAdmitted admitted -> {
                count(meters.handshakes);
                peers.admitted(admitted.peer(), clock.nowNanos());
                recorder.sample(
                        meters.handshakeTime, clock.nowNanos() - admitted.handshakeNanos(), admitted.handshakeNanos());
            }
            case ConnectionEvent.PeerClosed gone -> {
                count(meters.closed[gone.reason().ordinal()]);
                peers.closed(gone.peer(), gone.reason(), clock.nowNanos());
            }
            case ConnectionEvent.DialFailed failed -> count(meters.failedDials);
            case ConnectionEvent.MessagesDropped dropped ->
                recorder.count(meters.dropped[dropped.reason().ordinal()], clock.nowNanos(), dropped.count());
            case ConnectionEvent.SendRefused refused -> count(meters.refusedSends);
            case ConnectionEvent.Defect defect -> defect(defect.where() + ": " + defect.detail());
            case ConnectionEvent.ListenFailed failed -> defect("cannot listen: " + failed.detail());
            case ConnectionEvent.PeerDebited debited -> {
                count(meters.offences[debited.offence().ordinal()]);
                if (peers.debited(debited.peer(), clock.nowNanos())) {
                    count(meters.honestOffences[debited.offence().ordinal()]);
                }
            }
            case ConnectionEvent.AddressesSkipped skipped -> {}
            case ConnectionEvent.NameResolved resolved -> {}
            case ConnectionEvent.NameUnresolved unresolved -> {}
            case ConnectionEvent.BansRefused refused -> {}
            case ConnectionEvent.Listening listening -> {}
            case ConnectionEvent.StreamChanged changed -> {}
            case ConnectionEvent.PeerCredited credited -> {}
            case ConnectionEvent.Banned banned -> peers.banned(banned.subject(), clock.nowNanos());
            case ConnectionEvent.Unbanned lifted -> {}
            case ConnectionEvent.RoundTrip trip -> {}
        }
    }

    private void count(Meter meter) {
        recorder.count(meter, clock.nowNanos(), 1);
    }

    /** The application itself has mostly told already why. */
    private void applicationEnded(String detail) {
        count(meters.defects);
        if (!recorder.hasFailed()) {
            recorder.failed(clock.nowNanos(), "the application ended: " + detail);
        }
    }

    private void defect(String text) {
        count(meters.defects);
        recorder.failed(clock.nowNanos(), text);
    }
}
