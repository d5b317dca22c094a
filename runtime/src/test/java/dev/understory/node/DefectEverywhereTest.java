package dev.understory.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.ApplicationEvent;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.observe.EventCounters.Single;
import dev.understory.peer.NodeCommand;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a port of the node throws, at whichever of its calls: at most one connection ends by it, everything within the
 * node agrees afterwards, and everybody can come back.
 */
final class DefectEverywhereTest {
    /** Every call up to this one, and a growing step between those behind it. */
    private static final int EACH = 40;

    /** A network in which one node has a port that fails once. */
    private static final class Trial implements AutoCloseable {
        final World world = new World();
        final TestNode node = new TestNode(world, "10.0.0.1", 1).start();
        final TestNode victim = new TestNode(world, "10.1.0.1", 2).start();
        final TestNode bystander = new TestNode(world, "10.2.0.1", 3).start();
        final TestNode kept = new TestNode(world, "10.3.0.1", 4).start();
        final String port;
        private int left;
        boolean fired;

        Trial(String port, int call) {
            this.port = port;
            bystander.dial(node);
            world.run(Duration.ofSeconds(1));
            left = call;
            node.watch = this::hit;
            world.network.watch = (on, what) -> {
                if (on.equals(node.host)) {
                    hit("link");
                }
            };
        }

        private void hit(String which) {
            if (which.equals(port) && --left == 0) {
                fired = true;
                throw new InjectedDefect();
            }
        }

        void live() {
            victim.dial(node);
            pass(300);
            node.actor.tell(new NodeCommand.Dial(kept.address(), true, true, null));
            pass(300);
            node.dial(victim);
            victim.dial(node);
            pass(50);
            victim.dial(node);
            kept.dial(node);
            pass(300);
            BanSubject subject = new BanSubject.Identity(victim.id());
            node.actor.tell(new NodeCommand.Ban(subject, null));
            pass(300);
            node.actor.tell(new NodeCommand.Unban(subject));
            node.dial(victim);
            victim.dial(node);
            pass(300);
            node.actor.tell(new NodeCommand.Disconnect(kept.id()));
            node.actor.tell(new NodeCommand.Report(victim.id(), Offence.values()[0]));
            pass(1000);
            node.actor.tell(new NodeCommand.SetMustConnect(List.of(kept.address())));
            pass(300);
            node.actor.tell(new NodeCommand.SetMustConnect(List.of()));
            pass(300);
        }

        /** Nothing fails any more. */
        void heal() {
            left = 0;
            pass(5000);
        }

        private void pass(int millis) {
            world.run(Duration.ofMillis(millis));
        }

        long endedByDefects() {
            return node.events(ConnectionEvent.PeerClosed.class).stream()
                            .filter(closed -> closed.reason() == CloseReason.INTERNAL)
                            .count()
                    + node.events(ConnectionEvent.HandshakeFailed.class).stream()
                            .filter(failed -> failed.reason() == CloseReason.INTERNAL)
                            .count();
        }

        @Override
        public void close() {
            world.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "clock", "entropy", "signatures", "link"})
    void aDefectOfAPortEndsOneConnectionAtMost(String port) {
        List<Integer> calls = new ArrayList<>();
        int call = 1;
        while (trial(port, call)) {
            calls.add(call);
            call += call < EACH ? 1 : call / 4;
        }
        assertThat(calls).as("calls of " + port).hasSizeGreaterThan(5);
    }

    /** False if the port is not called that often. */
    private static boolean trial(String port, int call) {
        try (Trial trial = new Trial(port, call)) {
            trial.live();
            if (!trial.fired) {
                return false;
            }
            trial.heal();
            String name = "call " + call + " of " + port;
            assertThat(trial.node.broken()).as(name).isEmpty();
            assertThat(trial.node.counters.of(Single.DEFECTS)).as(name).isPositive();
            assertThat(trial.endedByDefects()).as(name).isLessThanOrEqualTo(1);
            assertThatEverybodyIsServed(trial, name);
            assertThatWhoComesAndGoesIsToldOnce(trial, name);
            trial.node.stop(Duration.ofSeconds(1));
            trial.world.run(Duration.ofSeconds(1));
            assertThat(trial.world.network.links.stream()
                            .filter(link -> link.local().host().equals(trial.node.host)))
                    .as(name)
                    .isEmpty();
            return true;
        }
    }

    private static void assertThatWhoComesAndGoesIsToldOnce(Trial trial, String name) {
        Set<PublicKey> there = new HashSet<>();
        for (ApplicationEvent event : trial.node.heard(ApplicationEvent.class)) {
            if (event instanceof ApplicationEvent.PeerAdmitted admitted) {
                assertThat(there.add(admitted.peer().id()))
                        .as("%s: %s", name, event)
                        .isTrue();
            } else if (event instanceof ApplicationEvent.PeerLost lost) {
                assertThat(there.remove(lost.peer())).as("%s: %s", name, event).isTrue();
            }
        }
        assertThat(there).as(name).hasSize(3);
    }

    private static void assertThatEverybodyIsServed(Trial trial, String name) {
        List<TestNode> others = List.of(trial.victim, trial.bystander, trial.kept);
        for (TestNode other : others) {
            if (!trial.node.isConnectedTo(other)) {
                other.dial(trial.node);
            }
        }
        assertThat(trial.world.runUntil(
                        () -> others.stream()
                                .allMatch(other -> trial.node.isConnectedTo(other) && other.isConnectedTo(trial.node)),
                        Duration.ofMinutes(2)))
                .as(name)
                .isTrue();
        for (TestNode other : others) {
            other.send(trial.node, Topic.TX, "to the node");
            trial.node.send(other, Topic.CONSENSUS, "from the node");
        }
        trial.world.run(Duration.ofSeconds(1));
        assertThat(trial.node.texts(Topic.TX)).as(name).hasSize(others.size());
        for (TestNode other : others) {
            assertThat(other.texts(Topic.CONSENSUS)).as(name).containsExactly("from the node");
        }
        assertThat(trial.node.heard(ApplicationEvent.PeerLost.class).stream()
                        .filter(lost -> lost.reason() == CloseReason.INTERNAL)
                        .count())
                .as(name)
                .isLessThanOrEqualTo(1);
    }
}
