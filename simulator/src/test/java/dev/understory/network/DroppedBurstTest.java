package dev.understory.network;

import static dev.understory.network.TwoHosts.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.SimNode;
import dev.understory.law.Distribution;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a burst that the receiver's line down cannot take becomes: it comes again, in order, whatever else happens. */
class DroppedBurstTest {
    private static final int BURST = 400_000;
    /** A millisecond for a thousand bytes. */
    private static final AccessClass LINE = new AccessClass("line", 0, 8_000_000, Distribution.ZERO, 20_000, Nat.NONE);

    private static TwoHosts warm() {
        return warm(0, 1);
    }

    private static TwoHosts warm(double lossRate, long seed) {
        NetworkModel model = NetworkModel.of(Regions.single(10 * MS))
                .withJitter(Distribution.ZERO)
                .withStream(Streams.losing(lossRate, 1, StreamModel.LossEffect.RETRANSMIT));
        TwoHosts two = new TwoHosts(model, AccessClass.UNLIMITED, LINE, 1, seed).connected();
        two.a.node.run(() -> two.a.link().write(numbered()));
        return two;
    }

    private static Bytes numbered() {
        byte[] bytes = new byte[BURST];
        for (int i = 0; i < BURST; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return Bytes.wrap(bytes);
    }

    private static void assertAllArrived(TwoHosts two) {
        assertThat(received(two)).isEqualTo(numbered().toArray());
    }

    private static long dropped(TwoHosts two) {
        return two.network.counters(two.b.node).bytesDropped();
    }

    @Test
    void itArrivesWholeAndInOrder() {
        try (TwoHosts two = warm()) {
            two.runTo(10_000);
            assertThat(dropped(two)).isPositive();
            assertAllArrived(two);
        }
    }

    @Test
    void itArrivesWholeOverALossyWay() {
        int overflowed = 0;
        for (long seed = 1; seed <= 20; seed++) {
            try (TwoHosts two = warm(0.005, seed)) {
                two.runTo(60_000);
                assertThat(received(two))
                        .as("seed %d", seed)
                        .isEqualTo(numbered().toArray());
                overflowed += dropped(two) > 0 ? 1 : 0;
            }
        }
        assertThat(overflowed).isGreaterThan(5);
    }

    @Test
    void theEndOfTheStreamWaitsForIt() {
        try (TwoHosts two = warm()) {
            two.a.node.run(() -> two.a.link().close());
            two.runTo(10_000);
            assertThat(dropped(two)).isPositive();
            assertAllArrived(two);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
            assertThat(two.b.heard.getLast().event()).isInstanceOf(LinkEvent.Closed.class);
        }
    }

    @Test
    void aProcessThatEndsInGoodOrderLeavesItToItsMachine() {
        try (TwoHosts two = warm()) {
            runUntilDropped(two);
            two.simulation.at(two.simulation.now() + MS, () -> two.a.node.stop(SimNode.StopKind.EXIT));
            two.runTo(10_000);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
            // What was not sent before it ended is lost, and nothing between.
            assertThat(two.b.received()).isGreaterThan(dropped(two));
            assertThat(received(two)).isEqualTo(Arrays.copyOf(numbered().toArray(), (int) two.b.received()));
        }
    }

    @Test
    void aMachineWithoutPowerSendsNothingAgain() {
        try (TwoHosts two = warm()) {
            runUntilDropped(two);
            two.simulation.at(two.simulation.now() + MS, () -> two.a.node.stop(SimNode.StopKind.POWER_LOSS));
            two.runTo(10_000);
            long received = two.b.received();
            assertThat(received).isLessThan(BURST);
            two.simulation.at(10_500 * MS, () -> two.a.node.start());
            two.runTo(20_000);
            assertThat(two.b.received()).isEqualTo(received);
        }
    }

    @Test
    void aPartitionInTheMiddleOfItHoldsItBack() {
        try (TwoHosts two = warm()) {
            runUntilDropped(two);
            Fault fault = two.network.partition(List.of(List.of(two.a.node), List.of(two.b.node)), false);
            two.runTo(5_000);
            assertThat(two.b.received()).isLessThan(BURST);
            two.simulation.at(6_000 * MS, () -> two.network.heal(fault));
            two.runTo(60_000);
            assertAllArrived(two);
        }
    }

    @Test
    void aSenderThatHasClosedSendsItAgainThoughItsProcessStartsAnew() {
        try (TwoHosts two = closedWithBytesDropped()) {
            two.simulation.at(two.simulation.now() + MS, () -> two.a.node.stop(SimNode.StopKind.EXIT));
            two.simulation.at(two.simulation.now() + 2 * MS, () -> two.a.node.start());
            two.runTo(10_000);
            assertAllArrived(two);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
        }
    }

    @Test
    void aSenderThatHasClosedAndLostItsPowerResetsTheStreamWhenItIsBack() {
        try (TwoHosts two = closedWithBytesDropped()) {
            two.simulation.at(two.simulation.now() + MS, () -> two.a.node.stop(SimNode.StopKind.POWER_LOSS));
            two.simulation.at(9_000 * MS, () -> two.a.node.start());
            two.runTo(20_000);
            assertThat(two.b.received()).isLessThan(BURST);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
        }
    }

    @Test
    void aPartitionHoldsBackWhatASenderThatHasClosedSendsAgain() {
        try (TwoHosts two = closedWithBytesDropped()) {
            Fault fault = two.network.partition(List.of(List.of(two.a.node), List.of(two.b.node)), false);
            two.runTo(3_000);
            long received = two.b.received();
            assertThat(received).isLessThan(BURST);
            two.simulation.at(4_000 * MS, () -> two.network.heal(fault));
            two.runTo(60_000);
            assertAllArrived(two);
        }
    }

    @Test
    void aLineThatStaysFullEndsTheStream() {
        try (TwoHosts two = warm()) {
            runUntilDropped(two);
            // Somebody else's bytes fill the line all the time.
            AccessQueue line = two.network.host(two.b.node).downlink();
            for (long millis = two.simulation.now() / MS; millis < 2_000_000; millis += 50) {
                two.simulation.at(millis * MS + 1, () -> {
                    while (!line.isFull(two.simulation.now() + 100 * MS)) {
                        line.pass(two.simulation.now(), 10_000);
                    }
                });
            }
            two.runTo(2_000_000);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
        }
    }

    @Test
    void bytesThatAreDroppedCountAsReceivedOnlyWhenTheyAre() {
        try (TwoHosts two = warm()) {
            two.runTo(10_000);
            HostCounters b = two.network.counters(two.b.node);
            HostCounters a = two.network.counters(two.a.node);
            assertThat(b.bytesReceived() + b.bytesDropped()).isEqualTo(a.bytesSent());
        }
    }

    /** The sender has written all and closed, and news of the last drop is on its way to it. */
    private static TwoHosts closedWithBytesDropped() {
        TwoHosts two = warm();
        two.a.node.run(() -> two.a.link().close());
        for (long millis = 101; two.a.all(LinkEvent.Closed.class).isEmpty(); millis++) {
            assertThat(millis).isLessThan(10_000);
            two.runTo(millis);
        }
        assertThat(dropped(two)).isPositive();
        return two;
    }

    private static byte[] received(TwoHosts two) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        two.b
                .all(LinkEvent.Received.class)
                .forEach(heard -> all.writeBytes(
                        ((LinkEvent.Received) heard.event()).bytes().toArray()));
        return all.toByteArray();
    }

    private static void runUntilDropped(TwoHosts two) {
        for (long millis = 101; dropped(two) == 0; millis++) {
            assertThat(millis).isLessThan(10_000);
            two.runTo(millis);
        }
    }
}
