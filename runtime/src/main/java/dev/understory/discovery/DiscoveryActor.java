package dev.understory.discovery;

import dev.understory.admission.DialOutcome;
import dev.understory.admission.IdlePeers;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.crypto.RandomStream;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Routability;
import dev.understory.mux.Topic;
import dev.understory.peer.DialSettings;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.Supervision;
import dev.understory.peerbook.BookPage;
import dev.understory.peerbook.BookRead;
import dev.understory.peerbook.BookSettings;
import dev.understory.peerbook.DialBackoff;
import dev.understory.peerbook.PeerBook;
import dev.understory.store.StoreAnswer;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers: carries what happens to a {@link Discovery} and does what that wants. It reads the book from the node's store,
 * and only then hears of peers. A defect on a message costs that message.
 */
public final class DiscoveryActor extends AbstractMatchingBehavior<DiscoveryActor.Command> {
    /** The document that holds the book, and where one goes that cannot be read. */
    private static final String BOOK = "book";

    private static final String UNUSABLE = "book-unusable";

    /** What it hears. */
    public sealed interface Command {}

    /** Stores the book for the last time; the actor ends with its parent. */
    public record Stop() implements Command {}

    /** Somebody asks for the book, or for something of it. */
    public record Order(NodeCommand.ForBook command) implements Command {}

    private record Read(StoreAnswer.Read answer) implements Command {}

    private record Stored(StoreAnswer.Write answer) implements Command {}

    private record Heard(Delivery delivery) implements Command {}

    private record Dialled(long number, DialOutcome outcome) implements Command {}

    private record Idle(IdlePeers peers) implements Command {}

    private record WakeUp() implements Command {}

    /**
     * Finds peers for a node.
     *
     * @param self who the node is
     * @param exchanges whether peers are asked and answered; otherwise somebody else does
     */
    public static Behavior<Command> create(
            DiscoveryEnvironment environment,
            DiscoverySettings settings,
            DialSettings dial,
            DiscoverySelf self,
            boolean exchanges) {
        Behavior<Command> finding = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new DiscoveryActor(context, timers, environment, settings, dial, self, exchanges)));
        return Supervision.resume("discovery", environment.defects(), Command.class, finding);
    }

    private final DiscoveryEnvironment environment;
    private final DiscoverySettings settings;
    private final DialSettings dial;
    private final DiscoverySelf self;
    private final boolean exchanges;
    private final TimerScheduler<Command> timers;
    private final ActorRef<StoreAnswer.Write> stored;
    private final ActorRef<IdlePeers> idlePeers;
    private final Map<Long, PeerHandle> handles = new LinkedHashMap<>();
    /** The time of the event at hand. */
    private long now;
    /** Null until the book was read. */
    private @Nullable Discovery discovery;

    private @Nullable PeerBook book;
    private int outbound;

    private DiscoveryActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            DiscoveryEnvironment environment,
            DiscoverySettings settings,
            DialSettings dial,
            DiscoverySelf self,
            boolean exchanges) {
        super(context);
        this.timers = timers;
        this.environment = environment;
        this.settings = settings;
        this.dial = dial;
        this.self = self;
        this.exchanges = exchanges;
        this.outbound = settings.dialling().outbound();
        this.stored = context.messageAdapter(StoreAnswer.Write.class, Stored::new);
        this.idlePeers = context.messageAdapter(IdlePeers.class, Idle::new);
        environment.documents().read(BOOK, 0, context.messageAdapter(StoreAnswer.Read.class, Read::new));
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        now = environment.clock().nowNanos();
        switch (command) {
            case Read read -> onRead(read.answer());
            case Stored write -> onStored(write.answer());
            case Heard heard -> onDelivery(heard.delivery());
            case Dialled dialled -> with(machine -> machine.dialled(dialled.number(), dialled.outcome()));
            case Idle idle -> with(machine -> machine.idle(idle.peers()));
            case WakeUp due -> with(Discovery::wake);
            case Order order -> onOrder(order.command());
            case Stop stop -> with(machine -> machine.kept.save(now));
        }
        return this;
    }

    /** Whatever fails in a step, what was decided is done, and the next one has its time. */
    private void with(Consumer<Discovery> step) {
        Discovery machine = discovery;
        if (machine == null) {
            return;
        }
        try {
            step.accept(machine);
        } finally {
            List<DiscoveryEffect> decided = new ArrayList<>(machine.effects());
            machine.effects().clear();
            timers.startSingleTimer(new WakeUp(), Duration.ofNanos(Math.max(1, machine.nextWake() - now)));
            decided.forEach(this::carryOut);
        }
    }

    private void onRead(StoreAnswer.Read answer) {
        RandomStream random = environment.entropy().stream("discovery.book");
        book = switch (answer) {
            case StoreAnswer.Found(var name, long token, Bytes content) -> read(content, random);
            case StoreAnswer.Missing missing -> PeerBook.empty(bookSettings(), random);
            // The store has set it aside and told of it.
            case StoreAnswer.Damaged damaged -> PeerBook.empty(bookSettings(), random);
            case StoreAnswer.Failed failed -> {
                emit(new DiscoveryEvent.BookDamaged(failed.detail()));
                yield PeerBook.empty(bookSettings(), random);
            }
        };
        emit(new DiscoveryEvent.BookLoaded(book.size()));
        discovery = new Discovery(
                settings.withOutbound(outbound),
                book,
                self.inboundPort(),
                exchanges,
                new PeerExchange.Self(self.key(), self.networkId(), self.chainId(), environment.suite(), routability()),
                new DiscoveryRandom(
                        environment.entropy().stream("discovery.exchange"),
                        environment.entropy().stream("discovery.dials"),
                        backoffs(environment.entropy().stream("discovery.backoff"))),
                () -> now);
        List<Topic> topics = exchanges ? List.of(Topic.PEERS_REQUEST, Topic.PEERS_RESPONSE) : List.of();
        environment
                .peers()
                .tell(new NodeCommand.Subscribe(topics, getContext().messageAdapter(Delivery.class, Heard::new)));
        with(machine -> {});
    }

    /** Nobody finds peers, so there is no book. */
    public static void answerWithoutBook(NodeCommand.ForBook command) {
        switch (command) {
            case NodeCommand.GetBook question -> question.replyTo().tell(BookPage.NONE);
            case NodeCommand.RemoveFromBook order -> order.replyTo().tell(0);
            case NodeCommand.FindOutbound order -> {}
        }
    }

    private void onOrder(NodeCommand.ForBook command) {
        PeerBook known = book;
        if (command instanceof NodeCommand.FindOutbound order) {
            outbound = order.peers();
            with(machine -> machine.policy.outbound(order.peers()));
        } else if (known == null) {
            answerWithoutBook(command);
        } else if (command instanceof NodeCommand.GetBook question) {
            question.replyTo().tell(BookPage.of(known, question.which(), question.after(), question.most()));
        } else if (command instanceof NodeCommand.RemoveFromBook order) {
            int removed = known.removeIf(order.which());
            order.replyTo().tell(removed);
            with(machine -> {
                machine.policy.forget(order.which());
                machine.wake();
            });
        }
    }

    /** What is no book of ours stays where people can look at it. */
    private PeerBook read(Bytes content, RandomStream random) {
        return switch (PeerBook.fromBytes(content, bookSettings(), random, now)) {
            case BookRead.Restored restored -> restored.book();
            case BookRead.Unusable(PeerBook empty, var reason, String detail) -> {
                emit(new DiscoveryEvent.BookDamaged(detail + "; it is kept as " + UNUSABLE));
                environment.documents().write(UNUSABLE, content, 0, stored);
                yield empty;
            }
        };
    }

    private BookSettings bookSettings() {
        return BookSettings.of(self.networkId(), self.chainId(), self.key(), routability());
    }

    private Routability routability() {
        return settings.isPublic() ? Routability.PUBLIC : Routability.PRIVATE;
    }

    private Supplier<DialBackoff> backoffs(RandomStream random) {
        return () -> new DialBackoff(
                settings.dialling().firstWait(), settings.dialling().longestWait(), 2, dial.jitter(), random);
    }

    private void onStored(StoreAnswer.Write answer) {
        switch (answer) {
            case StoreAnswer.Written written -> {}
            case StoreAnswer.Superseded superseded -> {}
            case StoreAnswer.Failed failed -> with(machine -> machine.kept.notSaved(failed.detail()));
        }
    }

    private void onDelivery(Delivery delivery) {
        switch (delivery) {
            case Delivery.Admitted(PeerHandle peer) -> {
                handles.put(peer.connectionId(), peer);
                with(machine -> machine.admitted(peer.connectionId(), peer.peer()));
            }
            case Delivery.Lost lost -> {
                handles.remove(lost.connectionId());
                with(machine -> machine.lost(lost.connectionId()));
            }
            case Delivery.Batch batch -> onBatch(batch);
            case Delivery.SendCompleted unasked -> {}
            case Delivery.BatchCompleted unasked -> {}
        }
    }

    private void onBatch(Delivery.Batch batch) {
        try {
            for (Bytes message : batch.messages()) {
                with(machine -> {
                    if (batch.topic() == Topic.PEERS_REQUEST) {
                        machine.requested(batch.sender(), message);
                    } else {
                        machine.answered(batch.sender(), message);
                    }
                });
            }
        } finally {
            batch.release();
        }
    }

    private void carryOut(DiscoveryEffect effect) {
        switch (effect) {
            case DiscoveryEffect.Emit(DiscoveryEvent event) -> emit(event);
            case DiscoveryEffect.Send(long connection, Topic topic, Bytes message) -> {
                PeerHandle handle = handles.get(connection);
                if (handle != null) {
                    handle.offer(topic, message);
                }
            }
            case DiscoveryEffect.Report(PublicKey peer, var offence) ->
                environment.peers().tell(new NodeCommand.Report(peer, offence));
            case DiscoveryEffect.Commend(PublicKey peer, var credit) ->
                environment.peers().tell(new NodeCommand.Commend(peer, credit));
            case DiscoveryEffect.Dial(long number, PeerAddress address) ->
                ask(number, to -> new NodeCommand.Dial(address, address.key() != null, false, to));
            case DiscoveryEffect.Probe(long number, PeerAddress address) ->
                ask(number, to -> new NodeCommand.Probe(address, to));
            case DiscoveryEffect.AskForIdle(Duration stay, Duration idle) ->
                environment.peers().tell(new NodeCommand.GetIdlePeers(stay, idle, idlePeers));
            case DiscoveryEffect.LetGo(PublicKey peer) -> environment.peers().tell(new NodeCommand.LetGo(peer));
            case DiscoveryEffect.Disconnect(PublicKey peer) ->
                environment.peers().tell(new NodeCommand.Disconnect(peer));
            case DiscoveryEffect.Save(Bytes document) -> environment.documents().write(BOOK, document, 0, stored);
        }
    }

    /** Asks the peer set, whose one answer comes back with the number. */
    private void ask(long number, Function<ActorRef<DialOutcome>, NodeCommand.ForPeers> question) {
        ActorRef<Command> here = getContext().getSelf();
        ActorRef<DialOutcome> answer = getContext()
                .spawnAnonymous(
                        Behaviors.receiveMessage(outcome -> {
                            here.tell(new Dialled(number, outcome));
                            return Behaviors.stopped();
                        }),
                        DispatcherSelector.sameAsParent());
        environment.peers().tell(question.apply(answer));
    }

    /** Who listens must not decide what is known. */
    private void emit(DiscoveryEvent event) {
        try {
            environment.events().emit(event);
        } catch (RuntimeException defect) {
            getContext().getLog().error("the listener of discovery's events has failed on {}", event, defect);
        }
    }
}
