package dev.understory.network;

import static dev.understory.network.TwoHosts.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.SimNode;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.transport.DialEvent;
import dev.understory.transport.LinkEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static List<List<SimNode>> sides(TwoHosts two) {
        return List.of(List.of(two.a.node), List.of(two.b.node));
    }

    @Test
    void aPartitionHoldsBytesBackAndTheyArriveWithTheNextRetransmissionAfterItHeals() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Fault fault = two.network.partition(sides(two), false);
            assertThat(two.network.isReachable(two.a.node, two.b.node)).isFalse();
            two.a.write(10);
            two.b.write(20);
            two.simulation.at(1_000 * MS, () -> two.network.heal(fault));
            two.runTo(900);
            assertThat(two.b.received()).isZero();
            two.runTo(5_000);
            // Written at 100; looked at again at 300, 700 and 1500.
            assertThat(two.b.receivedAt()).containsExactly(1_510L);
            assertThat(two.a.receivedAt()).containsExactly(1_510L);
            assertThat(two.network.isReachable(two.a.node, two.b.node)).isTrue();
        }
    }

    @Test
    void aOneWayPartitionCutsOnlyTheWayFromTheFirstSide() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.network.partition(sides(two), true);
            two.a.write(10);
            two.b.write(20);
            two.runTo(1_000);
            assertThat(two.a.received()).isEqualTo(20);
            assertThat(two.b.received()).isZero();
            assertThat(two.network.isReachable(two.a.node, two.b.node)).isFalse();
            assertThat(two.network.isReachable(two.b.node, two.a.node)).isTrue();
        }
    }

    @Test
    void whoeverIsOnNoSideReachesEverybody() {
        try (TwoHosts two = new TwoHosts()) {
            SimNode c = two.simulation.addNode("c");
            two.network.join(c, "c", 0, AccessClass.UNLIMITED);
            two.network.partition(sides(two), false);
            assertThat(two.network.isReachable(two.a.node, c)).isTrue();
            assertThat(two.network.isReachable(c, two.b.node)).isTrue();
            assertThat(two.network.isReachable(two.a.node, two.a.node)).isTrue();
        }
    }

    @Test
    void bytesOnTheirWayWhenAPartitionBeginsStillArrive() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.a.write(10);
            two.simulation.at(105 * MS, () -> two.network.partition(sides(two), false));
            two.runTo(200);
            assertThat(two.b.received()).isEqualTo(10);
        }
    }

    @Test
    void whatIsHeldGoesOnAtOnceWhenReleased() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Fault hold = two.network.hold(List.of(two.a.node), List.of(two.b.node), true);
            two.a.write(10);
            two.a.write(11);
            two.simulation.at(10_000 * MS, () -> two.network.heal(hold));
            two.runTo(20_000);
            assertThat(two.b.receivedAt()).containsExactly(10_010L, 10_010L);
        }
    }

    @Test
    void aStreamWhoseWayIsBlockedForTooLongIsReset() {
        try (TwoHosts two = new TwoHosts(Streams.retrying(200 * MS, 1_000 * MS, 5_000 * MS)).connected()) {
            two.network.partition(sides(two), false);
            two.a.write(10);
            two.runTo(60_000);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
            assertThat(two.a.all(LinkEvent.Closed.class).getFirst().millis()).isBetween(5_000L, 6_500L);
            // The other side has nothing to send and does not know.
            assertThat(two.b.all(LinkEvent.Closed.class)).isEmpty();
        }
    }

    @Test
    void dialsAreNotAnsweredThroughAPartitionInEitherDirection() {
        for (boolean reverse : List.of(false, true)) {
            try (TwoHosts two = new TwoHosts()) {
                two.a.node.start();
                two.b.node.start();
                two.b.listen(9000);
                var sides = sides(two);
                Fault fault = two.network.partition(reverse ? sides.reversed() : sides, true);
                two.a.dial(TwoHosts.B, 500);
                two.runTo(1_000);
                assertThat(two.a.last(DialEvent.DialFailed.class).reason()).isEqualTo(DialEvent.Reason.TIMEOUT);
                two.network.heal(fault);
                two.a.dial(TwoHosts.B, 500);
                two.runTo(2_000);
                assertThat(two.a.all(DialEvent.Opened.class)).hasSize(1);
            }
        }
    }

    /** 1,000 bytes and a header of 40 take 10 ms at 832 kbit/s. */
    @Test
    void aNarrowWayCarriesOneAfterTheOtherAndOnlyInItsDirection() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Fault narrow = two.network.narrow(List.of(two.a.node), List.of(two.b.node), true, 832_000);
            for (int i = 0; i < 3; i++) {
                two.a.write(1_000);
                two.b.write(1_000);
            }
            two.runTo(200);
            assertThat(two.b.receivedAt()).containsExactly(120L, 130L, 140L);
            assertThat(two.a.receivedAt()).containsExactly(110L, 110L, 110L);
            two.network.heal(narrow);
            two.a.write(1_000);
            two.runTo(300);
            assertThat(two.b.receivedAt()).endsWith(210L);
        }
    }

    @Test
    void ofSeveralNarrowWaysTheNarrowestCounts() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.network.narrow(List.of(two.a.node), List.of(two.b.node), false, 832_000);
            two.network.narrow(List.of(two.b.node), List.of(two.a.node), false, 416_000);
            two.a.write(1_000);
            two.runTo(200);
            assertThat(two.b.receivedAt()).containsExactly(130L);
            assertThat(two.network.isReachable(two.a.node, two.b.node)).isTrue();
        }
    }

    @Test
    void aSlowWayTakesLongerAndALossyOneMoreOften() {
        try (TwoHosts two = new TwoHosts().connected()) {
            Fault slow = two.network.slow(List.of(two.a.node), List.of(two.b.node), true, 300 * MS);
            two.a.write(1);
            two.b.write(1);
            two.runTo(1_000);
            assertThat(two.b.receivedAt()).containsExactly(410L);
            assertThat(two.a.receivedAt()).containsExactly(110L);
            two.network.heal(slow);
            two.network.lossy(List.of(two.a.node), List.of(two.b.node), true, 0.3);
            for (int i = 0; i < 100; i++) {
                two.simulation.at((1_000 + 20_000 * i) * MS, () -> two.a.write(1));
            }
            two.runTo(2_100_000);
            List<Long> late = two.b.receivedAt().stream()
                    .skip(1)
                    .map(at -> at % 20_000 - 1_000)
                    .filter(after -> after != 10)
                    .toList();
            // Nothing that follows tells of the loss: the time-out does, a round trip and 200 ms after it.
            assertThat(late).hasSizeBetween(15, 45).contains(230L).allMatch(after -> after >= 230);
            assertThat(two.b.receivedAt()).hasSize(101);
        }
    }

    @Test
    void aResetEndsBothSidesAndHealingEndsFaults() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.network.reset(List.of(two.b.node), List.of(two.a.node));
            two.network.partition(sides(two), false);
            two.network.slow(List.of(two.a.node), List.of(two.b.node), false, 1);
            assertThat(two.network.faults()).hasSize(2);
            two.network.faults().forEach(two.network::heal);
            assertThat(two.network.faults()).isEmpty();
            two.runTo(200);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
        }
    }

    @Test
    void aDeadProcessIsResetByItsHostAtOnce() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.stop(SimNode.StopKind.PROCESS_CRASH);
            two.a.dial(TwoHosts.B, 500);
            two.runTo(150);
            assertThat(two.a.all(LinkEvent.Closed.class)).hasSize(1).allSatisfy(heard -> {
                assertThat(heard.millis()).isEqualTo(110);
                assertThat(((LinkEvent.Closed) heard.event()).cause()).isEqualTo(LinkEvent.Cause.RESET);
            });
            assertThat(two.a.last(DialEvent.DialFailed.class).reason()).isEqualTo(DialEvent.Reason.REFUSED);
        }
    }

    @Test
    void aDeadHostSaysNothingAndResetsOldLinksWhenItIsBack() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.stop(SimNode.StopKind.POWER_LOSS);
            two.a.write(10);
            two.a.dial(TwoHosts.B, 500);
            two.runTo(5_000);
            assertThat(two.a.all(LinkEvent.Closed.class)).isEmpty();
            assertThat(two.a.last(DialEvent.DialFailed.class).reason()).isEqualTo(DialEvent.Reason.TIMEOUT);
            two.b.node.start();
            two.runTo(6_000);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
            assertThat(two.b.received()).isZero();
            two.b.listen(9000);
            two.a.dial(TwoHosts.B, 500);
            two.runTo(7_000);
            assertThat(two.a.all(DialEvent.Opened.class)).hasSize(2);
        }
    }

    @Test
    void whatDeadActorsDoAfterACrashHasNoEffect() {
        try (TwoHosts two = new TwoHosts().connected()) {
            var link = two.a.link();
            two.a.node.stop(SimNode.StopKind.POWER_LOSS);
            two.a.node.run(() -> {
                link.write(dev.understory.wire.Bytes.wrap(new byte[10]));
                link.close();
            });
            two.runTo(1_000);
            assertThat(two.b.received()).isZero();
            assertThat(two.b.all(LinkEvent.Closed.class)).isEmpty();
        }
    }

    @Test
    void lossIsARetransmissionDelayForAllThatFollowsOrAReset() {
        StreamModel lossy = Streams.losing(0.2, 1, StreamModel.LossEffect.RETRANSMIT);
        try (TwoHosts two = new TwoHosts(lossy).connected()) {
            for (int i = 0; i < 200; i++) {
                two.simulation.at((1_000 + i) * MS, () -> two.a.write(100));
            }
            two.runTo(60_000);
            assertThat(two.b.receivedAt()).hasSize(200).isSorted();
            // One in five repairs is lost as well, and that takes a time-out.
            assertThat(two.b.receivedAt().getLast()).isBetween(1_229L, 9_000L);
        }
        StreamModel resetting = Streams.losing(0.2, 1, StreamModel.LossEffect.RESET);
        try (TwoHosts two = new TwoHosts(resetting).connected()) {
            for (int i = 0; i < 200; i++) {
                two.simulation.at((1_000 + i) * MS, () -> two.a.write(100));
            }
            two.runTo(3_000);
            assertThat(two.b.receivedAt().size()).isLessThan(100);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
        }
    }

    @Test
    void jitterIsTheSameForTheSameSeedAndAnotherForAnother() {
        List<List<Long>> runs = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            NetworkModel model =
                    NetworkModel.of(Regions.single(10 * MS)).withJitter(Distribution.of(new Law.LogNormal(20 * MS, 1)));
            try (TwoHosts two = new TwoHosts(model, AccessClass.UNLIMITED, AccessClass.UNLIMITED, 2, seed)) {
                two.a.node.start();
                two.b.node.start();
                two.b.listen(9000);
                two.a.dial(TwoHosts.B, 50_000);
                two.runTo(2_000);
                two.a.attach();
                two.b.attach();
                for (int i = 0; i < 20; i++) {
                    two.simulation.at((3_000 + 1_000 * i) * MS, () -> two.a.write(1));
                }
                two.runTo(30_000);
                assertThat(two.b.receivedAt()).hasSize(20);
                runs.add(two.b.receivedAt());
            }
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).isNotEqualTo(runs.get(2));
    }
}
