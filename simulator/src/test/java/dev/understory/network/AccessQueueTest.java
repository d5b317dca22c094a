package dev.understory.network;

import static dev.understory.network.TwoHosts.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.law.Distribution;
import dev.understory.transport.LinkEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessQueueTest {
    /** A line that takes a byte per microsecond. */
    private static final long RATE = 8_000_000;

    private static AccessClass line(long up, long down, long queue) {
        return new AccessClass("line", up, down, Distribution.ZERO, queue, Nat.NONE);
    }

    private static TwoHosts hosts(AccessClass a, AccessClass b) {
        StreamModel plain = new StreamModel(
                new StreamModel.Connect(1.5, 10),
                new StreamModel.Loss(0, 1, StreamModel.LossEffect.RETRANSMIT),
                new StreamModel.Retransmission(200 * MS, 1_000 * MS, 900_000 * MS),
                new StreamModel.Windows(1 << 24, 1 << 24, 64 << 10, 32 << 10),
                0,
                Streams.congestion(Congestion.Control.NONE));
        NetworkModel model = NetworkModel.of(Regions.single(10 * MS))
                .withJitter(Distribution.ZERO)
                .withStream(plain);
        return new TwoHosts(model, a, b, 1, 1).connected();
    }

    @Test
    void bytesPassOneAfterTheOtherAtTheRate() {
        AccessQueue queue = new AccessQueue(RATE, 1_000);
        assertThat(queue.pass(0, 100)).isEqualTo(100_000);
        assertThat(queue.pass(50_000, 100)).isEqualTo(200_000);
        assertThat(queue.pass(500_000, 100)).isEqualTo(600_000);
        assertThat(queue.isFull(600_000)).isFalse();
        queue.pass(600_000, 1_000);
        assertThat(queue.isFull(600_000)).isTrue();
        assertThat(queue.halfEmptyAt()).isEqualTo(1_100_000);
        assertThat(queue.isFull(1_100_000)).isFalse();
    }

    @Test
    void anIdleLineDownTakesBytesAsTheyCome() {
        AccessQueue queue = new AccessQueue(RATE, 1_000);
        assertThat(queue.passLast(1_000_000, 100)).isEqualTo(1_000_000);
        assertThat(queue.passLast(1_000_000, 100)).isEqualTo(1_100_000);
        assertThat(queue.passLast(1_150_000, 100)).isEqualTo(1_200_000);
    }

    @Test
    void anUnlimitedLineIsNeverFullAndTakesNoTime() {
        AccessQueue queue = new AccessQueue(0, 10);
        assertThat(queue.pass(5, 1L << 40)).isEqualTo(5);
        assertThat(queue.isFull(5)).isFalse();
    }

    @Test
    void roundsTheTimeUpSoThatALineIsNeverFasterThanItsRate() {
        assertThat(AccessQueue.nanos(1, 3_000_000_000L)).isEqualTo(3);
        assertThat(AccessQueue.nanos(1, 0)).isZero();
    }

    @Test
    void aSlowLineUpSpreadsWritesOut() {
        try (TwoHosts two = hosts(line(RATE, 0, 1 << 20), AccessClass.UNLIMITED)) {
            two.a.write(20_000);
            two.a.write(20_000);
            two.runTo(1_000);
            assertThat(two.b.receivedAt()).containsExactly(130L, 150L);
        }
    }

    @Test
    void theSlowerOfTwoLinesCountsAndOneSegmentForTheOther() {
        try (TwoHosts two = hosts(line(RATE, 0, 1 << 20), line(0, RATE, 1 << 20))) {
            two.a.write(14_600);
            two.runTo(1_000);
            // 14.6 ms for all on either line, and 1.46 ms for a segment on the other.
            assertThat(two.b.all(LinkEvent.Received.class).getFirst().millis()).isEqualTo(100 + 10 + 16);
        }
    }

    @Test
    void writesForOneMachineShareItsLineDown() {
        try (TwoHosts two = hosts(AccessClass.UNLIMITED, line(0, RATE, 1 << 20))) {
            two.a.write(20_000);
            two.a.write(20_000);
            two.a.write(20_000);
            two.runTo(1_000);
            assertThat(two.b.receivedAt()).containsExactly(130L, 150L, 170L);
        }
    }

    @Test
    void aFullQueueUpMakesTheLinkUnwritableAndLosesNothing() {
        try (TwoHosts two = hosts(line(RATE, 0, 50_000), AccessClass.UNLIMITED)) {
            for (int i = 0; i < 20; i++) {
                two.a.write(10_000);
            }
            assertThat(two.a.link().isWritable()).isFalse();
            assertThat(two.network.counters(two.a.node).bytesSent()).isEqualTo(50_000);
            two.runTo(2_000);
            assertThat(two.b.received()).isEqualTo(200_000);
            assertThat(two.b.receivedAt().getLast()).isEqualTo(100 + 10 + 200);
            assertThat(two.a.all(LinkEvent.Writable.class)).hasSize(1);
            assertThat(two.a.link().isWritable()).isTrue();
        }
    }

    @Test
    void linksTakeTurnsOnAFullLineUp() {
        try (TwoHosts two = hosts(line(RATE, 0, 20_000), AccessClass.UNLIMITED)) {
            two.a.dial(TwoHosts.B, 1_000);
            two.runTo(200);
            two.a.attach();
            two.b.attach();
            var links = List.copyOf(two.a.links);
            two.a.node.run(() -> {
                for (int i = 0; i < 10; i++) {
                    links.get(0).write(dev.understory.wire.Bytes.wrap(new byte[10_001]));
                }
                for (int i = 0; i < 10; i++) {
                    links.get(1).write(dev.understory.wire.Bytes.wrap(new byte[10_002]));
                }
            });
            two.runTo(2_000);
            List<Integer> sizes = two.b.all(LinkEvent.Received.class).stream()
                    .map(heard -> ((LinkEvent.Received) heard.event()).bytes().size())
                    .toList();
            assertThat(sizes).hasSize(20);
            // Two of the first fill the queue; then they alternate until one has nothing left.
            assertThat(sizes.subList(2, 10))
                    .containsExactly(10_001, 10_002, 10_001, 10_002, 10_001, 10_002, 10_001, 10_002);
        }
    }

    @Test
    void whatFindsTheQueueDownFullComesARetransmissionLaterAndInOrder() {
        try (TwoHosts two = hosts(AccessClass.UNLIMITED, line(0, RATE, 20_000))) {
            for (int i = 0; i < 5; i++) {
                two.a.write(10_000 + i);
            }
            two.runTo(2_000);
            assertThat(two.b.received()).isEqualTo(50_010);
            assertThat(two.network.counters(two.b.node).bytesDropped()).isPositive();
            assertThat(two.b.all(LinkEvent.Received.class).stream()
                            .map(heard ->
                                    ((LinkEvent.Received) heard.event()).bytes().size())
                            .toList())
                    .isSorted();
            assertThat(two.b.receivedAt().getLast()).isGreaterThanOrEqualTo(350L);
        }
    }

    @Test
    void whatWasHeldUpBehindALossFoundTheQueueAsItWasAndNotAsItIsNow() {
        try (TwoHosts two = hosts(AccessClass.UNLIMITED, line(0, RATE, 20_000))) {
            TwoHosts.Machine busy = two.new Machine("c", AccessClass.UNLIMITED);
            busy.node.start();
            busy.dial(TwoHosts.B, 1_000);
            two.runTo(200);
            busy.attach();
            two.b.attach();
            two.network.lossy(List.of(two.a.node), List.of(two.b.node), true, 0.1);
            // The line is never used to more than four fifths, so that nothing can wait for 20 ms in it.
            for (int i = 0; i < 2_000; i++) {
                two.simulation.at((200 + i) * MS, () -> busy.write(700));
                two.simulation.at((200 + i) * MS, () -> two.a.write(100));
            }
            two.runTo(10_000);
            assertThat(two.b.received()).isEqualTo(1_600_000);
            assertThat(two.network.counters(two.b.node).bytesDropped()).isZero();
        }
    }
}
