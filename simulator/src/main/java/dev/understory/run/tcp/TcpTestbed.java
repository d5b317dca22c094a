package dev.understory.run.tcp;

import dev.understory.attack.Attack;
import dev.understory.crypto.CryptoPool;
import dev.understory.engine.SeededEntropy;
import dev.understory.node.NodeEnvironment;
import dev.understory.node.NodeTls;
import dev.understory.node.config.SystemSettings;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerPorts;
import dev.understory.plan.Fleet;
import dev.understory.plan.Geography;
import dev.understory.plan.Member;
import dev.understory.plan.PlanProblem;
import dev.understory.plan.RunPlan;
import dev.understory.plan.UnrunnableException;
import dev.understory.run.Failure;
import dev.understory.run.Failures;
import dev.understory.run.NodeFactory;
import dev.understory.run.NodeServices;
import dev.understory.run.Testbed;
import dev.understory.scenario.Event;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioPath;
import dev.understory.store.MemoryStore;
import dev.understory.store.StoreLimits;
import dev.understory.timeline.Leaving;
import dev.understory.timeline.LinkDamage;
import dev.understory.transport.Endpoint;
import dev.understory.transport.NodeClock;
import dev.understory.transport.tcp.EventLoops;
import dev.understory.transport.tcp.TcpSettings;
import dev.understory.transport.tcp.TcpTransport;
import dev.understory.transport.tls.Tls;
import dev.understory.transport.tls.TlsPool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** All nodes of a run in this process, in real time, connected over loopback TCP with the delays of the scenario's map. */
public final class TcpTestbed implements Testbed {
    /** More nodes than this are not started: they would only measure this machine. */
    public static final int MOST_NODES = 1_000;

    private static final String HOST = "127.0.0.1";
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final long NOT_BEGUN = Long.MIN_VALUE;
    private static final long PROGRESS_NANOS = 250_000_000L;
    private static final String SYSTEM = """
            pekko.scheduler.tick-duration = 1ms
            """;

    private final RunPlan plan;
    private final PathDelays paths;
    private final Fleet fleet;
    private final NodeFactory factory;
    private final EventLoops loops;
    private final TcpTransport transport;
    private final CryptoPool signatures;
    private final TlsPool tlsPool;
    private final NodeServices services;
    private final Map<Integer, Map<String, Endpoint>> servicePlaces = new LinkedHashMap<>();
    private final ActorSystem<Order> system;
    private final List<Endpoint> endpoints;
    private final Map<Endpoint, Integer> nodesByEndpoint = new LinkedHashMap<>();
    private final Map<Integer, Life> running = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>(); // one for each life at most
    private final int[] lives;
    /** What nodes have stored. Here only their processes die, and what the system was given survives that. */
    private final List<MemoryStore> stores = new ArrayList<>();

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final long wallLimitNanos;
    private IntFunction<? extends NodeEventSink> sinks = node -> NodeEventSink.NONE;
    /** When the run began: once everybody who starts at time zero was started; until then it is time zero. */
    private volatile long originNanos = NOT_BEGUN;

    /** What the guardian is told. */
    private sealed interface Order {}

    private record Spawn(Behavior<NodeCommand> behavior, String name, CompletableFuture<ActorRef<NodeCommand>> slot)
            implements Order {}

    private record Kill(ActorRef<NodeCommand> node) implements Order {}

    private record Life(ActorRef<NodeCommand> node, DelayedTransport transport) {}

    /** Takes ports and starts threads; no node is up. */
    public TcpTestbed(RunPlan plan, Geography geography) {
        int nodes = plan.roster().size();
        problems(plan.scenario()).stream().findFirst().ifPresent(problem -> {
            throw new UnrunnableException(problem.toString());
        });
        this.plan = plan;
        this.paths = new PathDelays(plan, geography);
        List<Endpoint> free = FreePorts.take(HOST, nodes + services(plan));
        this.endpoints = free.subList(0, nodes);
        this.lives = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            nodesByEndpoint.put(endpoints.get(node), node);
            stores.add(emptyStore());
        }
        this.fleet = new Fleet(plan);
        place(free.subList(nodes, free.size()));
        this.services = new NodeServices(
                plan,
                (node, service) -> place(node, service.name()),
                new Attack.Ground(endpoints::get, Optional.empty()));
        this.factory = new NodeFactory(plan, fleet, endpoints::get, services, true);
        this.wallLimitNanos = plan.scenario().run().limits().wall().toNanos();
        int processors = Runtime.getRuntime().availableProcessors();
        this.signatures = new CryptoPool(plan.suite(), processors, nodes * nodes + CryptoPool.DEFAULT_QUEUE, 1);
        this.tlsPool = new TlsPool(processors, nodes * nodes + TlsPool.DEFAULT_QUEUE);
        this.loops = EventLoops.start(processors, "tcp-testbed");
        this.transport = new TcpTransport(loops, TcpSettings.defaults());
        this.system = ActorSystem.create(
                guardian(),
                "tcp-testbed",
                ActorSystemSetup.create(SystemSettings.bootstrap(SYSTEM + loops.settings()), loops));
    }

    private static int services(RunPlan plan) {
        return plan.roster().members().stream()
                .mapToInt(member -> member.group().services().size())
                .sum();
    }

    /** Gives each service of each node a port. */
    private void place(List<Endpoint> free) {
        Iterator<Endpoint> next = free.iterator();
        for (Member member : plan.roster().members()) {
            Map<String, Endpoint> ofNode = new LinkedHashMap<>();
            for (NodeService service : member.group().services()) {
                Endpoint endpoint = next.next();
                ofNode.put(service.name(), endpoint);
                nodesByEndpoint.put(endpoint, member.index());
            }
            servicePlaces.put(member.index(), ofNode);
        }
    }

    private Endpoint place(int node, String service) {
        return Objects.requireNonNull(
                Objects.requireNonNull(servicePlaces.get(node)).get(service));
    }

    private @Nullable NodeTls tls(int node) {
        InstantSource clock = InstantSource.system();
        return services.tls(node)
                .map(settings -> new NodeTls(settings, (service, own) -> Tls.real(own, clock), tlsPool))
                .orElse(null);
    }

    /** What speaks against running a scenario here. */
    public static List<PlanProblem> problems(Scenario scenario) {
        List<PlanProblem> problems = new ArrayList<>();
        if (scenario.nodeCount() > MOST_NODES) {
            problems.add(new PlanProblem(
                    ScenarioPath.of("nodes"),
                    scenario.nodeCount() + " nodes: --network tcp runs " + MOST_NODES
                            + " at most, lower the counts, for example by --set"));
        }
        for (int i = 0; i < scenario.events().size(); i++) {
            Event event = scenario.events().get(i);
            ScenarioPath part = ScenarioPath.of("events").element(i).key("do");
            event.impossibleOverTcp()
                    .ifPresent(why ->
                            problems.add(new PlanProblem(part, event.kind().word() + ": " + why)));
        }
        for (int i = 0; i < scenario.attacks().size(); i++) {
            ScenarioPath part = ScenarioPath.of("attacks").element(i).key("addresses");
            scenario.attacks().get(i).impossibleOverTcp().ifPresent(why -> problems.add(new PlanProblem(part, why)));
        }
        for (int i = 0; i < scenario.churn().size(); i++) {
            if (scenario.churn().get(i).leave().powerLoss() > 0) {
                problems.add(new PlanProblem(
                        ScenarioPath.of("churn").element(i).key("leave"),
                        "powerLoss: --network tcp can only crash nodes and let them leave gracefully"));
            }
        }
        return problems;
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public Fleet fleet() {
        return fleet;
    }

    @Override
    public NodeClock clock(int node) {
        return this::now;
    }

    @Override
    public void observe(IntFunction<? extends NodeEventSink> sinksOfLives) {
        sinks = sinksOfLives;
    }

    @Override
    public void start(int node) {
        DelayedTransport own = new DelayedTransport(transport, system, paths, node, nodesByEndpoint);
        lives[node]++;
        PeerPorts ports = new PeerPorts(
                own, this::now, new SeededEntropy(plan.seed(), node, lives[node]), plan.suite(), signatures);
        NodeEnvironment environment = new NodeEnvironment(ports, stores.get(node), tls(node), sinks.apply(node));
        CompletableFuture<ActorRef<NodeCommand>> slot = new CompletableFuture<>();
        String name = plan.roster().member(node).name() + "." + lives[node];
        system.tell(new Spawn(factory.create(node, environment), name, slot));
        running.put(node, new Life(slot.join(), own));
    }

    @Override
    public Ending startEach(List<Integer> nodes, IntConsumer start) {
        nodes.forEach(start::accept);
        return Ending.REACHED;
    }

    @Override
    public boolean startLater(int node, long nanos, Runnable start) {
        return false;
    }

    @Override
    public void stop(int node, Leaving how) {
        Life life = running.remove(node);
        if (life == null) {
            return;
        }
        switch (how) {
            case GRACEFUL -> life.node().tell(new NodeCommand.Stop(GOODBYE, null));
            case CRASH -> {
                life.transport().crash();
                system.tell(new Kill(life.node()));
            }
            case POWER_LOSS -> throw new IllegalStateException("the machine of all nodes does not lose its power");
        }
    }

    /** A life that is just ending may still write, to what nobody reads. */
    @Override
    public void loseDisk(int node) {
        stores.set(node, emptyStore());
    }

    private static MemoryStore emptyStore() {
        return new MemoryStore(StoreLimits.DEFAULT, true);
    }

    @Override
    public Runnable partition(List<BitSet> sides, boolean oneWay) {
        return paths.cut(sides, oneWay);
    }

    /** Only the delay: {@link #problems} refuses the rest. */
    @Override
    public Runnable damage(BitSet from, BitSet to, boolean oneWay, LinkDamage damage) {
        if (damage.bitsPerSecond() > 0 || damage.lossRate() > 0) {
            throw new IllegalStateException("loopback is as wide as it is, and loses nothing");
        }
        return paths.slow(from, to, oneWay, damage.extraNanos());
    }

    @Override
    public Runnable pause(int node) {
        throw new IllegalStateException("all nodes are one process");
    }

    @Override
    public Runnable slowProcessor(int node, double factor) {
        throw new IllegalStateException("all nodes share the processors of this machine");
    }

    @Override
    public Ending runUntil(long nanos, LongConsumer progress) {
        if (originNanos == NOT_BEGUN) {
            originNanos = System.nanoTime();
        }
        try {
            while (now() < nanos) {
                if (now() > wallLimitNanos) {
                    return new Ending(Reason.LIMIT, "the limit of wall time was hit");
                }
                progress.accept(now());
                if (interrupted.await(Math.min(PROGRESS_NANOS, nanos - now()), TimeUnit.NANOSECONDS)) {
                    return new Ending(Reason.INTERRUPTED, "interrupted");
                }
            }
            return Ending.REACHED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ending(Reason.INTERRUPTED, "interrupted");
        }
    }

    @Override
    public long events() {
        return 0;
    }

    @Override
    public OptionalLong traceHash() {
        return OptionalLong.empty();
    }

    @Override
    public Failures failures() {
        synchronized (failures) {
            List<Failure> first = failures.subList(0, Math.min(failures.size(), Failures.SHOWN));
            return new Failures(first, failures.size());
        }
    }

    @Override
    public void interrupt() {
        interrupted.countDown();
    }

    @Override
    public void close() {
        running.values().forEach(life -> life.transport().crash());
        transport.close();
        signatures.close();
        tlsPool.close();
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
            loops.shutdown().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IllegalStateException("the testbed does not end", stuck);
        }
    }

    @Override
    public long now() {
        long origin = originNanos;
        return origin == NOT_BEGUN ? 0 : System.nanoTime() - origin;
    }

    private Behavior<Order> guardian() {
        return Behaviors.receive(
                (context, order) -> {
                    switch (order) {
                        case Spawn spawn -> {
                            ActorRef<NodeCommand> node = context.spawn(spawn.behavior(), spawn.name());
                            context.watch(node);
                            spawn.slot().complete(node);
                        }
                        case Kill kill -> context.stop(kill.node());
                    }
                    return Behaviors.same();
                },
                (context, signal) -> {
                    if (signal instanceof ChildFailed failed) {
                        nodeFailed(failed);
                    }
                    return Behaviors.same();
                });
    }

    /** The actor of a node is named after the node and its life. */
    private void nodeFailed(ChildFailed failed) {
        String name = failed.getRef().path().name();
        synchronized (failures) {
            failures.add(new Failure(
                    now(), name.substring(0, name.lastIndexOf('.')), "the node failed: " + failed.getCause()));
        }
    }
}
