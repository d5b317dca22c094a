package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.measure.Defect;
import dev.understory.measure.LifeRecorder;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.measure.Spans;
import dev.understory.measure.Values;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.ServiceEvent;
import dev.understory.plan.EventMeters;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.service.ServiceMeters;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Acceptor;
import dev.understory.transport.Endpoint;
import dev.understory.workload.Directory;
import dev.understory.workload.NodeMeters;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node reports of itself that is a defect, and what is not. */
class EventRecorderTest {
    private static final long NOW = 7;

    private final MeterSet meters = new MeterSet();
    private final NodeMeters nodeMeters = NodeMeters.declare(meters);
    private final EventMeters eventMeters = EventMeters.declare(meters);
    private final Meter links = meters.counter("echo.links", "", "");
    private final ServiceMeters services = new ServiceMeters();
    private final Recorder recorder = new Recorder(Spans.of(List.of(), 0, 100), 10);

    @Test
    void anActorThatBreaksAndAListenerThatCannotListenAreDefects() {
        EventRecorder events = inNewLife();
        events.emit(new NodeEvent.Connection(new ConnectionEvent.Defect("peer", "boom")));
        events.emit(new NodeEvent.Connection(
                new ConnectionEvent.ListenFailed(new Endpoint("127.0.0.1", 9001), "in use", 1)));
        assertThat(recorder.defects())
                .containsExactly(new Defect(NOW, "peer: boom"), new Defect(NOW, "cannot listen: in use"));
    }

    @Test
    void whatAServiceCountsGoesToTheMeterOfItsName() {
        services.put("echo", "echo.links", links);
        EventRecorder events = inNewLife();
        events.counted("echo", "echo.links", 3);
        events.counted("echo", "echo.unknown", 3);
        events.counted("other", "echo.links", 3);
        assertThat(recorder.total(links)).isEqualTo(3);
    }

    @Test
    void aServiceThatEndsOrCannotListenIsADefectAndWhoIsRefusedIsNone() {
        EventRecorder events = inNewLife();
        Endpoint here = new Endpoint("127.0.0.1", 7007);
        events.emit(new NodeEvent.ServiceEnded("echo", "has failed: boom"));
        for (Acceptor.Event event : List.of(
                new Acceptor.Event.Listening(here),
                new Acceptor.Event.Refused(here, Acceptor.Refusal.LINKS),
                new Acceptor.Event.ListenFailed(here, "in use", Duration.ofSeconds(1)))) {
            events.emit(new NodeEvent.Service("echo", new ServiceEvent.Listener(event)));
        }
        assertThat(recorder.defects())
                .containsExactly(
                        new Defect(NOW, "service echo has failed: boom"),
                        new Defect(NOW, "service echo cannot listen: in use"));
    }

    @Test
    void anApplicationThatEndedIsToldOnlyIfItDidNotSayWhyItself() {
        EventRecorder events = inNewLife();
        events.emit(new NodeEvent.ApplicationEnded("application", "gone"));
        assertThat(recorder.defectCount()).isOne();
        inNewLife();
        recorder.inLife().failed(NOW, "because");
        EventRecorder told = events();
        told.emit(new NodeEvent.ApplicationEnded("application", "gone"));
        assertThat(recorder.defects())
                .extracting(Defect::text)
                .containsExactly("the application ended: gone", "because");
    }

    @Test
    void defectsBeyondTheFirstFewAreCountedOnly() {
        EventRecorder events = inNewLife();
        for (int i = 0; i < 1000; i++) {
            events.emit(new NodeEvent.Connection(new ConnectionEvent.Defect("peer", "boom " + i)));
        }
        assertThat(recorder.defects()).hasSize(3);
        assertThat(recorder.defectCount()).isEqualTo(1000);
    }

    @Test
    void aPeerThatHasToBeKeptIsMissedUntilItIsBack() {
        PeerInfo peer = new PeerInfo(key(1), Direction.OUTBOUND, new Endpoint("10.0.0.1", 9001), true, false, 0);
        EventRecorder events = inNewLife();
        events.emit(new NodeEvent.Connection(new ConnectionEvent.PeerAdmitted(1, peer, 3)));
        assertThat(recorder.latest(nodeMeters.peers())).isOne();
        assertThat(recorder.latest(nodeMeters.outbound())).isOne();
        events.emit(new NodeEvent.Connection(new ConnectionEvent.PeerClosed(1, peer, CloseReason.REMOTE_CLOSED, "")));
        assertThat(recorder.latest(nodeMeters.peers())).isZero();
        assertThat(recorder.latest(nodeMeters.reconnectPending())).isOne();
        events.emit(new NodeEvent.Connection(new ConnectionEvent.PeerAdmitted(2, peer, 3)));
        assertThat(recorder.latest(nodeMeters.reconnectPending())).isZero();
        assertThat(recorder.latest(nodeMeters.inbound())).isZero();
    }

    @Test
    void whatHappensToANodeThatIsNoAttackerIsToldApart() {
        PublicKey friend = key(1);
        EventRecorder events = inNewLife();
        for (PublicKey each : List.of(friend, key(2))) {
            PeerInfo peer = new PeerInfo(each, Direction.OUTBOUND, new Endpoint("10.0.0.1", 9001), false, false, 0);
            connection(events, new ConnectionEvent.PeerAdmitted(1, peer, 3));
            connection(events, new ConnectionEvent.PeerDebited(each, Offence.BAD_FRAME, -1));
            connection(events, new ConnectionEvent.Banned(new BanSubject.Identity(each), BanReason.OPERATOR, null));
            connection(
                    events,
                    new ConnectionEvent.PeerRefused(
                            1, Direction.INBOUND, peer.remote(), each, CloseReason.DISCOURAGED));
            connection(
                    events,
                    new ConnectionEvent.PeerRefused(1, Direction.INBOUND, peer.remote(), each, CloseReason.NO_SLOT));
        }
        assertThat(recorder.latest(nodeMeters.honestOutbound())).isOne();
        assertThat(recorder.total(nodeMeters.honestDebited())).isOne();
        assertThat(recorder.total(eventMeters.honestOffences[Offence.BAD_FRAME.ordinal()]))
                .isOne();
        assertThat(recorder.total(nodeMeters.honestBanned())).isEqualTo(2);
        connection(events, new ConnectionEvent.LinkRefused(new Endpoint("10.0.0.1", 50_000), CloseReason.BANNED));
        connection(events, new ConnectionEvent.LinkRefused(new Endpoint("10.0.0.2", 50_000), CloseReason.BANNED));
        assertThat(recorder.total(nodeMeters.honestBanned())).isEqualTo(3);
    }

    /** A feeler and a round look at what is to be tested; what is dialled for a peer was drawn. */
    @Test
    void aDrawLeadsSomewhereAndToAnHonestNodeOrNot() {
        EventRecorder events = inNewLife();
        Endpoint remote = new Endpoint("10.0.0.1", 9001);
        events.emit(new NodeEvent.Discovery(
                new DiscoveryEvent.Dialled(key(1), remote, DiscoveryEvent.Purpose.PEER, false, true)));
        events.emit(new NodeEvent.Discovery(
                new DiscoveryEvent.Dialled(key(2), remote, DiscoveryEvent.Purpose.PEER, true, true)));
        events.emit(new NodeEvent.Discovery(
                new DiscoveryEvent.Dialled(key(1), remote, DiscoveryEvent.Purpose.PEER, false, false)));
        events.emit(new NodeEvent.Discovery(
                new DiscoveryEvent.Dialled(key(1), remote, DiscoveryEvent.Purpose.CRAWL, true, true)));
        Measurements measured = new Measurements(meters, Spans.of(List.of(), 0, 100), List.of(recorder), 100);
        assertThat(measured.values(nodeMeters.drawLive(), measured.everyNode(), measured.always())
                        .sum())
                .isEqualTo(2);
        Values honest = measured.values(nodeMeters.drawHonest(), measured.everyNode(), measured.always());
        assertThat(honest.count()).isEqualTo(3);
        assertThat(honest.sum()).isOne();
    }

    private static void connection(EventRecorder events, ConnectionEvent event) {
        events.emit(new NodeEvent.Connection(event));
    }

    private static PublicKey key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return PublicKey.of(KeyType.ED25519, key);
    }

    private EventRecorder inNewLife() {
        recorder.down(NOW);
        recorder.up(NOW);
        return events();
    }

    private EventRecorder events() {
        LifeRecorder life = recorder.inLife();
        BitSet honest = new BitSet();
        honest.set(0);
        PeerRecorder peers = new PeerRecorder(
                life,
                nodeMeters,
                new Directory(List.of(key(1), key(2))),
                honest,
                host -> host.equals("10.0.0.1") ? 0 : 1);
        return new EventRecorder(life, peers, eventMeters, nodeMeters, services, () -> NOW);
    }
}
