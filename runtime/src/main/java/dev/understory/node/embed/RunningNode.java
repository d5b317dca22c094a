package dev.understory.node.embed;

import dev.understory.admission.ReconfigureAnswer;
import dev.understory.application.Registration;
import dev.understory.connection.Delivery;
import dev.understory.crypto.CryptoPool;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.dissemination.GossipSettings;
import dev.understory.dissemination.WaitingShares;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.node.NodeActor;
import dev.understory.node.NodeEnvironment;
import dev.understory.node.NodeSettings;
import dev.understory.node.Service;
import dev.understory.node.ServiceList;
import dev.understory.node.admin.AdminToken;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.SystemSettings;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerPorts;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenOutcome;
import dev.understory.transport.tcp.EventLoops;
import dev.understory.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a node over TCP, and the order in which they come and go: event loops, transport, crypto pool and store; the
 * actor system, and the node in it; the reverse when it stops or does not start.
 */
record RunningNode(
        PublicKey id,
        LiveConfig config,
        List<String> keyWarnings,
        EventLoops loops,
        TcpTransport transport,
        CryptoPool signatures,
        NodeStore store,
        @Nullable TlsFiles tls,
        ActorSystem<NodeCommand> system,
        PeerDirectory directory,
        EventHub events,
        GossipSettings gossip,
        WaitingShares waiting,
        int gossipThreshold,
        OperatorServers servers) {
    private static final Duration LISTENING = Duration.ofSeconds(30);
    private static final Duration RECONFIGURING = Duration.ofSeconds(30);

    static final String NODE_DISPATCHER = "understory.node-dispatcher";
    private static final String APPLICATION_DISPATCHER = "understory.application-dispatcher";

    /** Where the actors of the whole node live, those of a connection being on its event loop; and the application's own. */
    private static final String DISPATCHERS = """
        understory.node-dispatcher {
          type = Dispatcher
          executor = "thread-pool-executor"
          thread-pool-executor.fixed-pool-size = 1
          throughput = 16
        }
        understory.application-dispatcher {
          type = PinnedDispatcher
          executor = "thread-pool-executor"
          thread-pool-executor.allow-core-timeout = off
          throughput = 64
        }
        """;

    /** The services do not fit together; the message says why. */
    private static final class ServicesRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ServicesRefused(String message) {
            super(message);
        }
    }

    static CompletionStage<StartOutcome> start(
            NodeConfig config,
            NodeKey key,
            List<String> keyWarnings,
            List<Registration> applications,
            List<Service> services,
            NodeEventSink observer) {
        RunningNode node;
        try {
            node = create(config, key, keyWarnings, List.copyOf(applications), List.copyOf(services), observer);
        } catch (SystemSettings.Incomplete packaging) {
            return notStarted(StartOutcome.Cause.CLASS_PATH, String.valueOf(packaging.getMessage()));
        } catch (ServicesRefused refused) {
            return notStarted(StartOutcome.Cause.SERVICES, String.valueOf(refused.getMessage()));
        } catch (AdminToken.Unusable unusable) {
            return notStarted(StartOutcome.Cause.ADMIN, String.valueOf(unusable.getMessage()));
        } catch (TlsFiles.Unusable unusable) {
            return notStarted(StartOutcome.Cause.TLS, String.valueOf(unusable.getMessage()));
        } catch (NodeStore.Unusable unusable) {
            return notStarted(StartOutcome.Cause.STORE, String.valueOf(unusable.getMessage()));
        } catch (RuntimeException | LinkageError defect) {
            return notStarted(StartOutcome.Cause.INTERNAL, defect.toString());
        }
        return node.listening()
                .handle((outcome, failure) -> node.started(outcome, failure))
                .thenCompose(stage -> stage);
    }

    /** What came of listening; fails at once where the node does not live to say it. */
    private CompletionStage<ListenOutcome> listening() {
        CompletableFuture<ListenOutcome> first = AskPattern.<NodeCommand, ListenOutcome>ask(
                        system, NodeCommand.WhenListening::new, LISTENING, system.scheduler())
                .toCompletableFuture();
        system.getWhenTerminated()
                .thenRun(() -> first.completeExceptionally(new IllegalStateException("it ended at its start")));
        return first;
    }

    private static CompletionStage<StartOutcome> notStarted(StartOutcome.Cause cause, String detail) {
        return CompletableFuture.completedFuture(new StartOutcome.Failed(cause, detail));
    }

    private static RunningNode create(
            NodeConfig config,
            NodeKey key,
            List<String> keyWarnings,
            List<Registration> applications,
            List<Service> services,
            NodeEventSink observer) {
        CryptoSuite suite = CryptoSuites.real(config.machine().frameCipher());
        NodeSettings settings = settingsOf(config, key, suite);
        ServiceList list = ServiceList.of(settings, applications, services);
        if (!list.problems().isEmpty()) {
            throw new ServicesRefused(String.join("; ", list.problems()));
        }
        Deque<Runnable> release = new ArrayDeque<>();
        boolean isComplete = false;
        try {
            RunningNode node =
                    create(config, key, keyWarnings, settings, suite, applications, list.services(), observer, release);
            isComplete = true;
            return node;
        } finally {
            if (!isComplete) {
                release.forEach(Runnable::run);
            }
        }
    }

    /** {@code release} gets what gives back what was made, the last of it first. */
    private static RunningNode create(
            NodeConfig config,
            NodeKey key,
            List<String> keyWarnings,
            NodeSettings settings,
            CryptoSuite suite,
            List<Registration> applications,
            List<Service> services,
            NodeEventSink observer,
            Deque<Runnable> release) {
        NodeConfig.Machine machine = config.machine();
        List<String> exposures = new ArrayList<>(keyWarnings);
        TlsFiles tls = config.tls() == null ? null : TlsFiles.read(config.tls(), machine);
        if (tls != null) {
            release.push(tls::close);
            exposures.addAll(tls.warnings());
        }
        WarmUp.run(suite, key);
        PeerDirectory directory = new PeerDirectory();
        EventHub events = new EventHub(directory);
        events.add(observer);
        OperatorServers servers = OperatorServers.prepare(config, events);
        release.push(servers::close);
        exposures.forEach(line -> events.emit(new NodeEvent.KeyExposed(line)));
        CryptoPool signatures =
                new CryptoPool(suite, machine.cryptoThreads(), machine.cryptoQueue(), machine.handshakeShare());
        servers.measure(signatures::spentNanos);
        release.push(signatures::close);
        EventLoops loops = EventLoops.start(machine.eventLoops(), "understory-loop");
        release.push(loops::shutdown);
        TcpTransport transport = new TcpTransport(loops, config.limits().tcp());
        release.push(transport::close);
        fewDescriptors(transport, config).forEach(warning -> events.emit(new NodeEvent.FewDescriptors(warning)));
        NodeStore store = NodeStore.open(machine, events);
        release.push(store::close);
        CanopyImport imported = CanopyImport.of(config, key.publicKey(), store);
        if (imported != null) {
            events.emit(imported.event());
        }
        NodeEnvironment environment = new NodeEnvironment(
                new PeerPorts(transport, new SystemClock(), new OperatingSystemEntropy(), suite, signatures),
                store.store(),
                tls == null ? null : tls.node(),
                events,
                DispatcherSelector.fromConfig(NODE_DISPATCHER),
                switch (machine.applicationThread()) {
                    case OWN -> DispatcherSelector.fromConfig(APPLICATION_DISPATCHER);
                    case EVENT_LOOP -> loops.dispatcher(0);
                });
        ActorSystem<NodeCommand> system = ActorSystem.create(
                guardian(environment, settings, applications, services, directory, imported),
                "understory",
                ActorSystemSetup.create(SystemSettings.bootstrap(DISPATCHERS + loops.settings()), loops));
        return new RunningNode(
                key.publicKey(),
                new LiveConfig(config, events, wanted -> fewDescriptors(transport, wanted)),
                List.copyOf(exposures),
                loops,
                transport,
                signatures,
                store,
                tls,
                system,
                directory,
                events,
                settings.gossip(),
                new WaitingShares(settings.gossip().waitingShare(), events),
                settings.gossipThreshold(),
                servers);
    }

    private static List<String> fewDescriptors(TcpTransport transport, NodeConfig config) {
        AdmissionPolicy caps = config.limits().peers().admission();
        String warning = transport.descriptors().warning(caps.maxInbound(), caps.maxHandshakes());
        return warning == null || config.network().listen() == null ? List.of() : List.of(warning);
    }

    private static NodeSettings settingsOf(NodeConfig config, NodeKey key, CryptoSuite suite) {
        NodeConfig.Identity identity = config.identity();
        return new NodeSettings(
                LocalIdentity.create(
                        suite,
                        key,
                        identity.networkId(),
                        identity.chainId(),
                        config.limits().capabilities()),
                config.network().listen(),
                config.limits().peers(),
                config.network().known(),
                config.limits().gossip(),
                config.limits().gossipThreshold(),
                config.network().discovery());
    }

    /** Passes everything on to the node, and ends the system with it. */
    private static Behavior<NodeCommand> guardian(
            NodeEnvironment environment,
            NodeSettings settings,
            List<Registration> applications,
            List<Service> services,
            PeerDirectory directory,
            @Nullable CanopyImport imported) {
        return Behaviors.setup(context -> {
            if (imported != null) {
                imported.store(environment.store(), context.getSystem().ignoreRef());
            }
            ActorRef<NodeCommand> node = context.spawn(
                    NodeActor.create(environment, settings, applications, services),
                    "node",
                    environment.nodeDispatcher());
            ActorRef<Delivery> peers = context.spawn(directory.behavior(), "directory", environment.nodeDispatcher());
            node.tell(new NodeCommand.Subscribe(List.of(), peers));
            context.watch(node);
            return Behaviors.receive(NodeCommand.class)
                    .onAnyMessage(command -> {
                        node.tell(command);
                        return Behaviors.same();
                    })
                    .onSignal(Terminated.class, ended -> Behaviors.stopped())
                    .build();
        });
    }

    /** The node, as others command it. */
    ActorRef<NodeCommand> node() {
        return system;
    }

    /** Has the actor system end, in good order. */
    void stop(Duration deadline) {
        system.tell(new NodeCommand.Stop(deadline, null));
    }

    private CompletionStage<StartOutcome> started(@Nullable ListenOutcome outcome, @Nullable Throwable failure) {
        return switch (outcome) {
            case null ->
                failed(new StartOutcome.Failed(StartOutcome.Cause.INTERNAL, "the node did not start: " + failure));
            case ListenOutcome.Listening listening -> served(listening.local());
            case ListenOutcome.NotListening nowhere -> served(null);
            case ListenOutcome.Failed failed ->
                failed(new StartOutcome.Failed(StartOutcome.Cause.LISTEN, failed.detail()));
        };
    }

    /** The node runs; so do the servers that operators see it by, or neither. */
    private CompletionStage<StartOutcome> served(@Nullable Endpoint listening) {
        CompletionStage<CompletionStage<StartOutcome>> outcome = servers.start(system, id, listening, config, this::ask)
                .handle((done, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(
                                new StartOutcome.Started(new P2pNode(this, listening)));
                    }
                    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                    return failed(
                            new StartOutcome.Failed(StartOutcome.Cause.LISTEN, String.valueOf(cause.getMessage())));
                });
        return outcome.thenCompose(stage -> stage);
    }

    private CompletionStage<ReconfigureAnswer> ask(Function<ActorRef<ReconfigureAnswer>, NodeCommand> question) {
        return AskPattern.<NodeCommand, ReconfigureAnswer>ask(
                system, question::apply, RECONFIGURING, system.scheduler());
    }

    private CompletionStage<StartOutcome> failed(StartOutcome outcome) {
        system.terminate();
        return system.getWhenTerminated().thenCompose(done -> release()).thenApply(done -> outcome);
    }

    /** Gives back what is outside the actor system, which has ended. */
    CompletionStage<Done> release() {
        if (tls != null) {
            tls.close();
        }
        servers.close();
        signatures.close();
        transport.close();
        return loops.shutdown().thenCombine(store.close(), (loopsDone, storeDone) -> Done.getInstance());
    }
}
