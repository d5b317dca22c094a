package dev.understory.node.embed;

import dev.understory.admission.BanAnswer;
import dev.understory.admission.DialOutcome;
import dev.understory.admission.MustConnectAnswer;
import dev.understory.admission.ReconfigureAnswer;
import dev.understory.application.Application;
import dev.understory.application.Registration;
import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.dissemination.Direct;
import dev.understory.dissemination.Verdict;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.Service;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.node.key.Identities;
import dev.understory.node.key.KeyFile;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.reputation.Standing;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node over TCP, for those who embed one: it has an actor system and threads of its own. All methods may be called from
 * any thread; none blocks.
 *
 * <p>What comes in on a topic is a {@link #source}, what goes out a {@link #sink}, both back-pressured; {@link #sendTo}
 * and {@link #broadcast} are for single messages. Streams run on any actor system, {@link #system()} for example. A
 * protocol with state is better written as an {@link Application}, which also runs in simulations.
 */
public final class P2pNode {
    /** Events that a stream of {@link #events()} may lag behind; beyond that it misses the newest. */
    public static final int EVENT_BUFFER = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(P2pNode.class);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int TOPICS = Topic.values().length;

    private final RunningNode running;
    private final @Nullable Endpoint listening;
    private final SharedKillSwitch streams = KillSwitches.shared("understory-node");
    private final AtomicReferenceArray<@Nullable Runnable> sources = new AtomicReferenceArray<>(TOPICS);
    private final Direct direct = new Direct(new OperatingSystemEntropy().stream("direct"));
    private final Waits questions = new Waits();
    private final CompletableFuture<Done> stopped = new CompletableFuture<>();

    P2pNode(RunningNode running, @Nullable Endpoint listening) {
        this.running = running;
        this.listening = listening;
        // By stop() or not: what is left of a node that has ended must not wait for it.
        running.system().getWhenTerminated().whenComplete((done, failure) -> {
            streams.shutdown();
            questions.close();
            running.directory().close();
            running.release().whenComplete((released, failed) -> stopped.complete(Done.getInstance()));
        });
    }

    /** Starts a node with the identity that its configuration names or makes. */
    public static CompletionStage<StartOutcome> start(NodeConfig config) {
        return start(config, null);
    }

    /** Starts a node that runs an application. */
    public static CompletionStage<StartOutcome> start(NodeConfig config, @Nullable Application application) {
        return start(config, application, NodeEventSink.NONE);
    }

    /** Starts a node whose events go to {@code observer} from the first on, on the threads on which they happen. */
    public static CompletionStage<StartOutcome> start(
            NodeConfig config, @Nullable Application application, NodeEventSink observer) {
        return start(config, Registration.alone(application), List.of(), observer);
    }

    /**
     * Starts a node on which several applications live, each with its topics, and which runs other services beside the peer-to-peer
     * protocol; for TLS the configuration names its files.
     */
    public static CompletionStage<StartOutcome> start(
            NodeConfig config, List<Registration> applications, List<Service> services, NodeEventSink observer) {
        KeyFile.Outcome identity = Identities.of(config.identity());
        if (identity instanceof KeyFile.Outcome.Key key) {
            key.warnings().forEach(LOG::warn);
        }
        return start(config, identity, applications, services, observer);
    }

    /** As above with an identity that was looked for before, and with nothing said in the log of the process. */
    public static CompletionStage<StartOutcome> start(
            NodeConfig config, KeyFile.Outcome identity, @Nullable Application application, NodeEventSink observer) {
        return start(config, identity, Registration.alone(application), List.of(), observer);
    }

    private static CompletionStage<StartOutcome> start(
            NodeConfig config,
            KeyFile.Outcome identity,
            List<Registration> applications,
            List<Service> services,
            NodeEventSink observer) {
        return switch (identity) {
            case KeyFile.Outcome.Key key ->
                RunningNode.start(config, key.key(), key.warnings(), applications, services, observer);
            case KeyFile.Outcome.Unusable unusable ->
                CompletableFuture.completedFuture(new StartOutcome.Failed(StartOutcome.Cause.KEY, unusable.problem()));
        };
    }

    /** Starts a node with that identity, whatever the configuration says of key files. */
    public static CompletionStage<StartOutcome> start(
            NodeConfig config, NodeKey key, @Nullable Application application, NodeEventSink observer) {
        return start(config, key, Registration.alone(application), List.of(), observer);
    }

    /** As above with several applications, and other services beside the peer-to-peer protocol. */
    public static CompletionStage<StartOutcome> start(
            NodeConfig config,
            NodeKey key,
            List<Registration> applications,
            List<Service> services,
            NodeEventSink observer) {
        return RunningNode.start(config, key, List.of(), applications, services, observer);
    }

    /** This node's identity. */
    public PublicKey id() {
        return running.id();
    }

    /**
     * Who else can read the files with this node's keys (that of its TLS too) or put another in its place, a line for each; empty as it should be.
     * It is also an event, {@link NodeEvent.KeyExposed}; what concerns the identity is a line in the log too.
     */
    public List<String> keyWarnings() {
        return running.keyWarnings();
    }

    /** Where this node accepts connections, with the real port; empty if nowhere. */
    public Optional<Endpoint> listening() {
        return Optional.ofNullable(listening);
    }

    /** The node's actor system; its default dispatcher is for applications and streams. */
    public ActorSystem<?> system() {
        return running.system();
    }

    /**
     * The messages of a topic, from all peers, in the order of each peer. A topic has one consumer: running a second
     * source of it completes the first, and takes the topic from the application. A source that is not pulled slows its
     * peers, and after a while (setting {@code stall-timeout}) messages of its topic drop. Completes when the node stops.
     * Its value completes once it gets the messages of every peer that is admitted from then on.
     */
    public Source<Inbound, CompletionStage<Done>> source(Topic topic) {
        return Source.fromGraph(new InboundStage(topic, running.node(), this::claim))
                .via(streams.flow());
    }

    /**
     * Sends messages on a topic. The sink waits while the queue of a peer that it sends to is full; messages to one peer
     * keep their order. Its value says what became of them, once the stream has ended and all are in their queues.
     */
    public Sink<Outbound, CompletionStage<SinkResult>> sink(Topic topic) {
        return Flow.fromGraph(streams.<Outbound>flow())
                .toMat(Sink.fromGraph(new OutboundStage(topic, running.directory())), Keep.right());
    }

    /** Offers a message to a peer; says what became of it. */
    public CompletionStage<SendOutcome> sendTo(PublicKey peer, Topic topic, Bytes payload) {
        return running.directory().send(peer, topic, payload);
    }

    /** Offers a message to every admitted peer but those; returns for how many of them it was taken. */
    public int broadcast(Topic topic, Bytes payload, Collection<PublicKey> except) {
        return (int) running.directory().broadcast(topic, payload, except).accepted();
    }

    /**
     * Gossips on a topic, which it takes from whoever had it, as {@link #source} does: each message that is new goes to {@code
     * judge}, one at a time on a thread of {@link #system()}, and on to the other peers if that accepts it. A judge that throws, or
     * gives null, is a {@code Defect} among the events, and the message goes no further.
     */
    public GossipChannel gossip(Topic topic, Function<Inbound, Verdict> judge) {
        GossipChannel channel = GossipChannel.on(running, topic, judge);
        source(topic)
                .mapMaterializedValue(subscribed -> subscribed.whenComplete(channel::subscribed))
                .runForeach(channel::hear, system())
                .whenComplete(channel::ended);
        return channel;
    }

    /** One of the admitted peers that fit, all of them as likely; empty if none does. */
    public Optional<PublicKey> anyPeer(Predicate<PeerInfo> fits) {
        return running.directory().any(fits, direct);
    }

    /** How the messages of that committee travel: see {@link dev.understory.application.Node#consensusMode}. */
    public ConsensusMode consensusMode(Collection<PublicKey> committee) {
        return ConsensusMode.of(id(), committee, running.gossipThreshold());
    }

    /** What happens to the node from now on; a reader that lags behind by {@link #EVENT_BUFFER} misses the newest. */
    public Source<NodeEvent, NotUsed> events() {
        return Source.<NodeEvent>queue(EVENT_BUFFER)
                .watchTermination((queue, ended) -> {
                    NodeEventSink listener = queue::offer;
                    running.events().add(listener);
                    ended.whenComplete((done, failure) -> running.events().remove(listener));
                    return NotUsed.getInstance();
                })
                .via(streams.flow());
    }

    /** Whether the node is in order. Fails with {@link NodeStoppedException} once the node has stopped. */
    public CompletionStage<Health> health() {
        return this.<List<String>>ask(NodeCommand.Audit::new)
                .thenApply(broken -> new Health(running.events().defects(), broken));
    }

    /** The peers admitted now, oldest first. Fails with {@link NodeStoppedException} once the node has stopped. */
    public CompletionStage<List<PeerInfo>> peers() {
        return ask(NodeCommand.GetPeers::new);
    }

    /**
     * Completes as soon as there are that many peers; at once for 0. Fails with {@link NodeStoppedException} when the node
     * is told to stop. Who waits no longer cancels it, and it is forgotten.
     */
    public CompletionStage<Done> whenPeers(int count) {
        return running.directory().whenPeers(count);
    }

    /**
     * Dials a peer; only its key may answer if the address has one. A peer that is connected can be sent to at once. Fails
     * with {@link NodeStoppedException} once the node has stopped.
     *
     * @param keep whether to dial again for ever when that fails or the connection is lost
     */
    public CompletionStage<DialOutcome> dial(PeerAddress address, boolean keep) {
        return this.<DialOutcome>ask(replyTo -> new NodeCommand.Dial(address, address.key() != null, keep, replyTo))
                .thenCompose(running.directory()::whenFound);
    }

    /**
     * Replaces the peers to keep a connection to beyond all limits, at once and as a whole. Who is in both sets keeps his
     * connection; who cannot be one is passed over, and the answer says why. Fails with {@link NodeStoppedException} once the
     * node has stopped.
     */
    public CompletionStage<MustConnectAnswer> mustConnect(List<PeerAddress> peers) {
        return ask(replyTo -> new NodeCommand.SetMustConnect(List.copyOf(peers), replyTo));
    }

    /**
     * Goes by another configuration from now on, as after a reload of its file: the peers that are kept, must-connect, trusted
     * or banned, and the caps on connections and handshakes. All of it, or nothing where a setting differs that holds only at a
     * start; the answer says which. Peers beyond lowered limits are disconnected. Fails once the node has stopped.
     */
    public CompletionStage<ReconfigureAnswer> reconfigure(NodeConfig wanted) {
        return running.config().change(wanted, this::ask);
    }

    /**
     * Reads the configuration file that the node was started with again, and goes by it as {@link #reconfigure} does. Whatever is
     * wrong with the file, or holds only at a start, is answered with its place and reason, and nothing changes.
     */
    public CompletionStage<ReloadAnswer> reload() {
        return running.config().reload(this::ask);
    }

    /** Closes the connection to a peer; one that is kept is dialled again. */
    public void disconnect(PublicKey peer) {
        running.node().tell(new NodeCommand.Disconnect(peer));
    }

    /**
     * Says what a peer did wrong, as whoever reads its messages has found. It costs the peer the offence's points; an
     * ordinary peer that has lost too many is disconnected, and refused until they have come back (setting {@code
     * reputation}).
     */
    public void report(PublicKey peer, Offence offence) {
        running.node().tell(new NodeCommand.Report(peer, offence));
    }

    /**
     * Says what a peer did well, as whoever reads its messages has found: a message that was useful, an answer as it should
     * be. It earns the peer a few points, which protect it from eviction and fade; they pay for no offence.
     */
    public void credit(PublicKey peer, Credit credit) {
        running.node().tell(new NodeCommand.Commend(peer, credit));
    }

    /** How identities stand whose score has changed, each with its last changes and their reasons. */
    public CompletionStage<List<Standing>> standings() {
        return ask(NodeCommand.GetStandings::new);
    }

    /**
     * Refuses a peer or an address from now on, over restarts too, and closes what is open. Without a duration the ban has no
     * end; one that a person has made already is not shortened.
     */
    public CompletionStage<BanAnswer> ban(BanSubject subject, @Nullable Duration duration) {
        return ask(replyTo -> new NodeCommand.Ban(subject, duration, replyTo));
    }

    /** Lifts a ban. */
    public CompletionStage<BanAnswer> unban(BanSubject subject) {
        return ask(replyTo -> new NodeCommand.Unban(subject, replyTo));
    }

    /** All bans in force, each with its reason and end; those for low scores too. */
    public CompletionStage<List<Ban>> bans() {
        return ask(NodeCommand.GetBans::new);
    }

    /**
     * Stops the node: streams complete, what is queued is written for {@code deadline} at most, connections close, threads
     * end. Completes when nothing of the node is left; stopping twice is stopping once.
     */
    public CompletionStage<Done> stop(Duration deadline) {
        streams.shutdown();
        running.directory().endWaits();
        running.stop(deadline);
        return stopped.copy();
    }

    /** Completes when nothing of the node is left: after {@link #stop}, or because its actor system has ended otherwise. */
    public CompletionStage<Done> whenStopped() {
        return stopped.copy();
    }

    private <T> CompletionStage<T> ask(Function<ActorRef<T>, NodeCommand> question) {
        CompletableFuture<T> answer = questions.begin();
        if (!answer.isDone()) {
            try {
                AskPattern.<NodeCommand, T>ask(
                                running.node(),
                                question::apply,
                                ANSWER,
                                running.system().scheduler())
                        .whenComplete((value, failure) -> {
                            if (failure == null) {
                                answer.complete(value);
                            } else {
                                answer.completeExceptionally(failure);
                            }
                        });
            } catch (IllegalStateException ending) {
                answer.completeExceptionally(new NodeStoppedException()); // The scheduler takes nothing any more.
            }
        }
        // A copy, because whoever gives it up does not take the question back.
        return answer.copy();
    }

    private void claim(Topic topic, Runnable end) {
        Runnable before = sources.getAndSet(topic.id(), end);
        if (before != null) {
            before.run();
        }
    }
}
