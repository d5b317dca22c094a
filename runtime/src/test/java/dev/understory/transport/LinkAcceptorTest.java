package dev.understory.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the acceptor does when others fail, or when it is told to close in the middle of something. */
final class LinkAcceptorTest {
    private static final Endpoint HERE = new Endpoint("127.0.0.1", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final ActorTestKit kit = ActorTestKit.create("acceptor-test");
    private final HandTransport transport = new HandTransport();
    private final BlockingQueue<Acceptor.Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Endpoint> closed = new LinkedBlockingQueue<>();
    private final ListenEvent.Listening listening = new ListenEvent.Listening(HERE, () -> closed.add(HERE));

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @Test
    void aListenerOfEventsThatThrowsEndsNothing() {
        BlockingQueue<Link> started = new LinkedBlockingQueue<>();
        spawn(
                new Acceptor.Limits(1, 1),
                link -> {
                    started.add(link);
                    return Behaviors.ignore();
                },
                event -> {
                    events.add(event);
                    throw new IllegalStateException("a defect of the embedder's, on purpose");
                });
        ActorRef<ListenEvent> owner = take(transport.listens);
        owner.tell(new ListenEvent.ListenFailed(HERE, "taken"));
        owner.tell(listening);
        owner.tell(new ListenEvent.Shed(HERE));
        owner.tell(new ListenEvent.Accepted(new IdleLink(DispatcherSelector.fromConfig("no-such-dispatcher"))));
        IdleLink good = new IdleLink();
        owner.tell(new ListenEvent.Accepted(good));
        IdleLink beyond = new IdleLink();
        owner.tell(new ListenEvent.Accepted(beyond));
        assertThat(take(beyond.ends)).isEqualTo(IdleLink.End.REFUSED);
        assertThat(good.ends).isEmpty();
        assertThat(started).contains(good);
        assertThat(take(events)).isInstanceOf(Acceptor.Event.ListenFailed.class);
        assertThat(take(events)).isInstanceOf(Acceptor.Event.Listening.class);
        assertThat(take(events)).isInstanceOf(Acceptor.Event.Refused.class);
        assertThat(take(events)).isInstanceOf(Acceptor.Event.Defect.class);
        assertThat(take(events)).isInstanceOf(Acceptor.Event.Refused.class);
    }

    @Test
    void aLinkWhoseOwnerCannotBeStartedIsRefused() {
        spawn(new Acceptor.Limits(1, 1), link -> Behaviors.ignore(), events::add);
        IdleLink link = new IdleLink(DispatcherSelector.fromConfig("no-such-dispatcher"));
        take(transport.listens).tell(new ListenEvent.Accepted(link));
        assertThat(take(events)).isInstanceOf(Acceptor.Event.Defect.class);
        assertThat(take(link.ends)).isEqualTo(IdleLink.End.REFUSED);
    }

    @Test
    void aDefectInTheHandlerOfASignalResetsTheLink() {
        spawn(
                new Acceptor.Limits(1, 1),
                link -> Behaviors.setup(context -> {
                    context.watch(context.spawn(Behaviors.stopped(), "child"));
                    return Behaviors.<LinkEvent>receive((same, event) -> Behaviors.same(), (same, signal) -> {
                        if (signal instanceof Terminated) {
                            throw new IllegalStateException("a defect of the owner's, on purpose");
                        }
                        return Behaviors.same();
                    });
                }),
                events::add);
        IdleLink link = new IdleLink();
        take(transport.listens).tell(new ListenEvent.Accepted(link));
        assertThat(take(link.ends)).isEqualTo(IdleLink.End.ABORTED);
    }

    @Test
    void closedWhileItsListeningIsOnItsWayItStillGivesThePortBack() {
        ActorRef<Acceptor.Command> acceptor = spawn(new Acceptor.Limits(1, 1), link -> Behaviors.ignore(), events::add);
        TestProbe<Object> probe = kit.createTestProbe();
        ActorRef<ListenEvent> owner = take(transport.listens);
        acceptor.tell(new Acceptor.Close());
        owner.tell(listening);
        assertThat(take(closed)).isEqualTo(HERE);
        probe.expectTerminated(acceptor, PATIENCE);
        assertThat(events).isEmpty();
    }

    @Test
    void closedWhileALinkIsOnItsWayItRefusesIt() {
        ActorRef<Acceptor.Command> acceptor = spawn(new Acceptor.Limits(1, 1), link -> Behaviors.ignore(), events::add);
        TestProbe<Object> probe = kit.createTestProbe();
        ActorRef<ListenEvent> owner = take(transport.listens);
        owner.tell(listening);
        acceptor.tell(new Acceptor.Close());
        assertThat(take(closed)).isEqualTo(HERE);
        IdleLink late = new IdleLink();
        owner.tell(new ListenEvent.Accepted(late));
        assertThat(take(late.ends)).isEqualTo(IdleLink.End.REFUSED);
        probe.expectTerminated(acceptor, PATIENCE);
    }

    @Test
    void closedWhileItCannotListenItTriesNoMore() {
        ActorRef<Acceptor.Command> acceptor = spawn(new Acceptor.Limits(1, 1), link -> Behaviors.ignore(), events::add);
        TestProbe<Object> probe = kit.createTestProbe();
        ActorRef<ListenEvent> owner = take(transport.listens);
        acceptor.tell(new Acceptor.Close());
        owner.tell(new ListenEvent.ListenFailed(HERE, "taken"));
        probe.expectTerminated(acceptor, PATIENCE);
        assertThat(transport.listens).isEmpty();
    }

    @Test
    void whoAsksIsAnsweredOnceATryHasEndedAndAtTheEndThatNobodyListens() {
        ActorRef<Acceptor.Command> acceptor = spawn(new Acceptor.Limits(1, 1), link -> Behaviors.ignore(), events::add);
        ActorRef<ListenEvent> owner = take(transport.listens);
        TestProbe<ListenOutcome> early = kit.createTestProbe();
        acceptor.tell(new Acceptor.WhenListening(early.getRef()));
        owner.tell(new ListenEvent.ListenFailed(HERE, "taken"));
        early.expectMessage(PATIENCE, new ListenOutcome.Failed(HERE, "taken"));
        owner.tell(listening);
        TestProbe<ListenOutcome> late = kit.createTestProbe();
        acceptor.tell(new Acceptor.WhenListening(late.getRef()));
        late.expectMessage(PATIENCE, new ListenOutcome.Listening(HERE));
        acceptor.tell(new Acceptor.Close());
        acceptor.tell(new Acceptor.WhenListening(late.getRef()));
        late.expectMessage(PATIENCE, new ListenOutcome.NotListening());
    }

    @Test
    void linksThatSomebodyElseJudgesHaveNoLimitHereAndNoBehaviour() {
        BlockingQueue<Link> judged = new LinkedBlockingQueue<>();
        ActorRef<Acceptor.Command> acceptor =
                kit.spawn(Acceptor.create(transport, HERE, new Acceptor.Admission.Judged(judged::add), events::add));
        ActorRef<ListenEvent> owner = take(transport.listens);
        owner.tell(listening);
        List<IdleLink> links = List.of(new IdleLink(), new IdleLink(), new IdleLink());
        links.forEach(link -> owner.tell(new ListenEvent.Accepted(link)));
        for (IdleLink link : links) {
            assertThat(take(judged)).isSameAs(link);
            assertThat(link.ends).isEmpty();
        }
        acceptor.tell(new Acceptor.Close());
        IdleLink late = new IdleLink();
        owner.tell(new ListenEvent.Accepted(late));
        assertThat(take(late.ends)).isEqualTo(IdleLink.End.REFUSED);
        assertThat(judged).isEmpty();
    }

    private ActorRef<Acceptor.Command> spawn(
            Acceptor.Limits limits, Function<Link, Behavior<LinkEvent>> behavior, Consumer<Acceptor.Event> listener) {
        return kit.spawn(Acceptor.create(transport, HERE, limits, behavior, listener));
    }

    private static <M> M take(BlockingQueue<M> queue) {
        try {
            M message = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message).as("within " + PATIENCE).isNotNull();
            return message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
