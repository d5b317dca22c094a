package dev.understory.network;

import static dev.understory.network.TwoHosts.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.SimNode.StopKind;
import dev.understory.transport.DialEvent;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.ListenEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** A process that is paused does nothing; its machine goes on. */
class PauseTest {
    private static final int WINDOW = StreamModel.DEFAULT.windows().receive();

    @Test
    void whatArrivesInAPauseIsHeardAtItsEndAndInOrder() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Runnable resume = two.b.node.busyness().pause();
            two.a.write(10);
            two.a.write(11);
            two.runTo(2_000);
            assertThat(two.b.received()).isZero();
            assertThat(two.network.counters(two.b.node).deliveries()).isEqualTo(2);
            resume.run();
            two.runTo(3_000);
            assertThat(two.b.receivedAt()).containsExactly(2_000L, 2_000L);
            assertThat(two.b.received()).isEqualTo(21);
        }
    }

    @Test
    void theSenderIsStoppedByTheReceiveWindowAndNothingIsLost() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Runnable resume = two.b.node.busyness().pause();
            int size = 64 << 10;
            int writes = 3 * WINDOW / size;
            for (int i = 0; i < writes; i++) {
                two.a.write(size);
            }
            two.runTo(5_000);
            long arrived = two.network.counters(two.b.node).bytesReceived(); // with headers, of 40 bytes in 1500
            assertThat(arrived).isBetween((long) WINDOW, (WINDOW + size) * 103L / 100);
            assertThat(two.a.link().isWritable()).isFalse();
            resume.run();
            two.runTo(10_000);
            assertThat(two.b.received()).isEqualTo((long) writes * size);
            assertThat(two.a.link().isWritable()).isTrue();
        }
    }

    @Test
    void whatWasWrittenBeforeThePauseIsStillSent() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Fault cut = two.network.partition(List.of(List.of(two.a.node), List.of(two.b.node)), false);
            two.b.write(20);
            Runnable resume = two.b.node.busyness().pause();
            two.simulation.at(1_000 * MS, () -> two.network.heal(cut));
            two.runTo(5_000);
            // Written at 100; looked at again at 300, 700 and 1500, by the machine.
            assertThat(two.a.receivedAt()).containsExactly(1_510L);
            resume.run();
        }
    }

    @Test
    void aDialOfAPausedListenerIsAnsweredByItsMachineAndHeardOfLater() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            two.b.node.start();
            two.b.listen(9000);
            Runnable resume = two.b.node.busyness().pause();
            two.a.dial(TwoHosts.B, 5_000);
            two.runTo(1_000);
            assertThat(two.a.all(DialEvent.Opened.class)).hasSize(1);
            assertThat(two.b.all(ListenEvent.Accepted.class)).isEmpty();
            resume.run();
            two.runTo(1_001);
            assertThat(two.b.all(ListenEvent.Accepted.class)).hasSize(1);
        }
    }

    /** As an event loop that was stopped: it looks at its sockets before its timers. */
    @Test
    void packetsAreHeardBeforeTimersThatWereDue() {
        List<String> order = new ArrayList<>();
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.spawn(
                    Behaviors.<String>withTimers(timers -> {
                        timers.startSingleTimer("tick", Duration.ofMillis(50));
                        return Behaviors.receiveMessage(text -> {
                            order.add(text + " after " + two.b.received());
                            return Behaviors.same();
                        });
                    }),
                    "timer");
            Runnable resume = two.b.node.busyness().pause();
            two.runTo(500);
            two.a.write(10);
            two.runTo(1_000);
            assertThat(order).isEmpty();
            resume.run();
            two.runTo(1_001);
            assertThat(order).containsExactly("tick after 10");
        }
    }

    @Test
    void pausesThatOverlapEndWithTheLastOfThemAndEndingOneTwiceDoesNothing() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Runnable first = two.b.node.busyness().pause();
            Runnable second = two.b.node.busyness().pause();
            two.a.write(10);
            two.runTo(200);
            first.run();
            first.run();
            two.runTo(300);
            assertThat(two.b.received()).isZero();
            second.run();
            two.runTo(400);
            assertThat(two.b.receivedAt()).containsExactly(300L);
        }
    }

    @Test
    void whatAProcessThatDiesInAPauseHasNotHeardIsLostAndItsNextLifeIsNotPaused() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Runnable resume = two.b.node.busyness().pause();
            two.a.write(10);
            two.runTo(200);
            two.b.node.stop(StopKind.PROCESS_CRASH);
            two.runTo(300);
            assertThat(two.b.received()).isZero();
            assertThat(two.a.all(LinkEvent.Closed.class)).hasSize(1);
            two.b.node.start();
            resume.run();
            two.b.listen(9000);
            two.a.dial(TwoHosts.B, 5_000);
            two.runTo(500);
            two.a.attach();
            two.b.attach();
            two.a.write(5);
            two.runTo(600);
            assertThat(two.b.received()).isEqualTo(5);
        }
    }

    @Test
    void aSimulationEndsThoughAProcessIsPausedThatHasNotHeardSomething() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.busyness().pause();
            two.a.write(10);
            two.runTo(200);
        }
    }

    @Test
    void aPausedProcessThatIsToldToEndSaysNothing() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.busyness().pause();
            two.a.write(10);
            two.runTo(200);
            two.b.node.stop(StopKind.EXIT);
            two.runTo(300);
            assertThat(two.b.received()).isZero();
            assertThat(two.a.all(LinkEvent.Closed.class)).hasSize(1);
        }
    }
}
