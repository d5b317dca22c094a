package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.HandTransport;
import dev.understory.transport.IdleLink;
import dev.understory.transport.ListenEvent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The actors of TLS when an engine cannot be made, a listener of events throws, or the end comes in the middle. */
final class TlsActorsTest {
    private static final Endpoint HERE = new Endpoint("127.0.0.1", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final ActorTestKit kit = ActorTestKit.create("tls-actors-test");
    private final HandTransport below = new HandTransport();
    private final BlockingQueue<TlsEvent> events = new LinkedBlockingQueue<>();
    private final TestProbe<ListenEvent> owner = kit.createTestProbe();
    private final TestProbe<DialEvent> dialler = kit.createTestProbe();
    private final TestProbe<Object> watcher = kit.createTestProbe();

    @AfterEach
    void shutDown() {
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource(TlsPair.Kind.class)
    void anEngineThatCannotBeMadeEndsTheLinkAndTellsEverybody(TlsPair.Kind kind) {
        TlsEnvironment environment = environment(kind, TestIdentities.settings(null, "ca", true), false);
        IdleLink link = new IdleLink();
        BlockingQueue<String> reported = new LinkedBlockingQueue<>();
        TlsReport report = new TlsReport() {
            @Override
            public void secured(TlsLink secured) {
                reported.add("secured");
            }

            @Override
            public void failed(TlsProblem problem) {
                reported.add(problem.failure().name());
            }

            @Override
            public void released() {
                reported.add("released");
            }
        };
        kit.spawn(TlsLinkActor.create(environment, link, null, PATIENCE, report));
        assertThat(take(link.ends)).isEqualTo(IdleLink.End.REFUSED);
        assertThat(take(reported)).isEqualTo("DEFECT");
        assertThat(take(reported)).isEqualTo("released");
    }

    @ParameterizedTest
    @EnumSource(TlsPair.Kind.class)
    void whoHasNoCertificateIsToldThatHeCannotListen(TlsPair.Kind kind) {
        transport(environment(kind, TestIdentities.settings(null, "ca", true), false))
                .listen(HERE, owner.getRef());
        assertThat(owner.expectMessageClass(ListenEvent.ListenFailed.class).detail())
                .contains("certificate");
        assertThat(below.listens).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"my_host", "host.", "a..b", "-host", "127.0.0.1"})
    void aHostThatIsNoNameInDnsIsDialledWithoutOne(String host) {
        for (TlsPair.Kind kind : TlsPair.Kind.values()) {
            TlsSettings client = TestIdentities.mutual("client");
            TlsPair pair = new TlsPair(kind, client, TestIdentities.mutual("server"), new TlsExpectation.Named(host));
            assertThat(pair.start().client.failure()).isEqualTo(TlsFailure.WRONG_PEER);
        }
    }

    @Test
    void theDotOfAnAbsoluteNameIsNoPartOfIt() {
        assertThat(new TlsExpectation.Named("server.test.")).isEqualTo(new TlsExpectation.Named("server.test"));
    }

    @Test
    void aDialIsAnsweredThoughTheListenerOfEventsThrows() {
        TlsTransport transport = transport(environment(TlsPair.Kind.MODELLED, TestIdentities.mutual("client"), true));
        transport.dial(HERE, Duration.ZERO, dialler.getRef());
        take(below.dials).tell(new DialEvent.Opened(new IdleLink()));
        assertThat(dialler.expectMessageClass(DialEvent.DialFailed.class).reason())
                .isEqualTo(DialEvent.Reason.TIMEOUT);
        assertThat(take(events)).isInstanceOf(TlsEvent.HandshakeFailed.class);
    }

    @Test
    void aDoorStaysThoughTheListenerOfEventsThrows() {
        TlsSettings narrow =
                TestIdentities.mutual("server").withLimits(new TlsLimits(1, 1, Duration.ofMinutes(1), 64 * 1024, 32));
        transport(environment(TlsPair.Kind.MODELLED, narrow, true)).listen(HERE, owner.getRef());
        ActorRef<ListenEvent> door = take(below.listens);
        door.tell(new ListenEvent.Accepted(new IdleLink()));
        for (int i = 0; i < 2; i++) {
            IdleLink beyond = new IdleLink();
            door.tell(new ListenEvent.Accepted(beyond));
            assertThat(take(beyond.ends)).isEqualTo(IdleLink.End.REFUSED);
            assertThat(take(events)).isInstanceOf(TlsEvent.Refused.class);
        }
        door.tell(new ListenEvent.Shed(HERE));
        owner.expectMessageClass(ListenEvent.Shed.class);
    }

    @Test
    void aDoorThatIsClosedRefusesWhatIsOnItsWayAndThenStops() {
        TlsEnvironment environment = environment(TlsPair.Kind.MODELLED, TestIdentities.mutual("server"), false);
        ActorRef<TlsDoor.Command> self = kit.spawn(TlsDoor.create(
                new TlsTransport.Below(below, environment),
                HERE,
                owner.getRef(),
                kit.<TlsKeeper.Command>createTestProbe().getRef()));
        ActorRef<ListenEvent> door = take(below.listens);
        BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
        door.tell(new ListenEvent.Listening(HERE, () -> closed.add(true)));
        owner.expectMessageClass(ListenEvent.Listening.class).listener().close();
        assertThat(take(closed)).isTrue();
        IdleLink late = new IdleLink();
        door.tell(new ListenEvent.Accepted(late));
        assertThat(take(late.ends)).isEqualTo(IdleLink.End.REFUSED);
        watcher.expectTerminated(self, PATIENCE);
    }

    private TlsEnvironment environment(TlsPair.Kind kind, TlsSettings settings, boolean throwing) {
        return new TlsEnvironment(
                kind.tls(settings),
                (work, done) -> {
                    work.task().run();
                    done.run();
                    return true;
                },
                System::nanoTime,
                event -> {
                    events.add(event);
                    if (throwing) {
                        throw new IllegalStateException("a defect of the embedder's, on purpose");
                    }
                });
    }

    private TlsTransport transport(TlsEnvironment environment) {
        BlockingQueue<TlsTransport> made = new LinkedBlockingQueue<>();
        kit.spawn(Behaviors.setup(context -> {
            made.add(TlsTransport.create(context, "tls", below, environment));
            return Behaviors.<Object>ignore();
        }));
        return take(made);
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
