package dev.understory.network;

import dev.understory.cpu.SimulatedTlsWork;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.transport.Acceptor;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Dialer;
import dev.understory.transport.Echo;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.Talker;
import dev.understory.transport.tls.TestIdentities;
import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsEnvironment;
import dev.understory.transport.tls.TlsEvent;
import dev.understory.transport.tls.TlsExpectation;
import dev.understory.transport.tls.TlsSettings;
import dev.understory.transport.tls.TlsTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Machines a and b on the simulated network, 10 ms apart, that speak TLS, real or modelled. */
final class TlsOnSimulatedNetwork implements AutoCloseable {
    static final long MS = 1_000_000L;
    static final Endpoint B = new Endpoint("b", 9000);
    static final Acceptor.Limits ROOM = new Acceptor.Limits(100, 100);

    /** Which engine. */
    enum Kind {
        REPRODUCIBLE,
        MODELLED
    }

    final Simulation simulation;
    final Network network;
    final SimNode a;
    final SimNode b;
    final List<TlsEvent> events = Collections.synchronizedList(new ArrayList<>());
    final List<Acceptor.Event> acceptor = Collections.synchronizedList(new ArrayList<>());
    final List<LinkEvent.Closed> closed = Collections.synchronizedList(new ArrayList<>());
    final List<Talker.Report> reports = Collections.synchronizedList(new ArrayList<>());
    final List<DialEvent.DialFailed> failures = Collections.synchronizedList(new ArrayList<>());
    private final Kind kind;
    private final SimTransport ofA;
    private final SimTransport ofB;

    TlsOnSimulatedNetwork(Kind kind, long seed, int shards) {
        this.kind = kind;
        simulation = new Simulation(SimulationConfig.of(seed, shards));
        network = new Network(
                simulation,
                NetworkModel.of(Regions.single(10 * MS)).withJitter(Distribution.of(new Law.Uniform(0, MS))));
        a = simulation.addNode("a");
        b = simulation.addNode("b");
        ofA = network.join(a, "a", 0, AccessClass.UNLIMITED);
        ofB = network.join(b, "b", 0, AccessClass.UNLIMITED);
        a.start();
        b.start();
    }

    /** Certificates are judged by the node's own clock, which begins at the time of the tests. */
    private TlsEnvironment environment(SimNode node, TlsSettings settings) {
        InstantSource clock = () -> TestIdentities.THEN.plusNanos(node.clock().nowNanos());
        Tls tls = kind == Kind.MODELLED
                ? Tls.modelled(settings, clock)
                : Tls.reproducible(settings, clock, node.entropy().stream("tls"));
        return new TlsEnvironment(
                tls, new SimulatedTlsWork(node, SimulatedTlsWork.Cost.DEFAULT, 2, 64), node.clock(), events::add);
    }

    void serve(TlsSettings settings) {
        serve(settings, ROOM);
    }

    void serve(TlsSettings settings, Acceptor.Limits limits) {
        spawn(b, ofB, settings, (context, tls) -> {
            Behavior<Acceptor.Command> echo =
                    Acceptor.create(tls, B, limits, link -> Echo.create(link, closed::add), acceptor::add);
            context.spawn(echo, "acceptor", DispatcherSelector.sameAsParent());
        });
    }

    void talk(TlsSettings settings, long bytes) {
        dial(settings, new TlsExpectation.AnyTrusted(), link -> Talker.create(link, bytes, reports::add));
    }

    void dial(TlsSettings settings, TlsExpectation expected, Function<Link, Behavior<LinkEvent>> behavior) {
        spawn(a, ofA, settings, (context, tls) -> {
            Behavior<Dialer.Command> dialer = Dialer.create(
                    tls.expecting(expected), a.clock(), B, Duration.ofSeconds(30), behavior, failures::add);
            context.spawn(dialer, "dialer", DispatcherSelector.sameAsParent());
        });
    }

    /** Dials without TLS. */
    void dialPlain(Function<Link, Behavior<LinkEvent>> behavior) {
        a.spawn(Dialer.create(ofA, a.clock(), B, Duration.ofSeconds(30), behavior, failures::add), "plain");
    }

    private interface Start {
        void begin(ActorContext<Void> context, TlsTransport tls);
    }

    private void spawn(SimNode node, SimTransport transport, TlsSettings settings, Start start) {
        TlsEnvironment environment = environment(node, settings);
        node.spawn(
                Behaviors.<Void>setup(context -> {
                    start.begin(context, TlsTransport.create(context, "tls", transport, environment));
                    return Behaviors.empty();
                }),
                "root");
    }

    void runTo(long millis) {
        var outcome = simulation.runUntil(millis * MS);
        if (outcome.failure() != null) {
            throw new IllegalStateException(outcome.failure());
        }
    }

    long hash() {
        return 31 * a.traceHash() + b.traceHash();
    }

    @Override
    public void close() {
        simulation.close();
    }
}
