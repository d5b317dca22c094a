package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.GossipRules;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.Values;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

class BroadcastWorkloadTest {
    private static final long SECOND = 1_000_000_000L;
    private static final BiPredicate<Integer, Integer> RING = (a, b) -> b - a == 1 || (a == 0 && b == 9);

    @Test
    void aFloodReachesEverybodyOverManyHopsAndMeasuresEachHop() {
        LoopNetwork network = new LoopNetwork(10);
        network.start(broadcast(network, 10, all(10), true), RING);
        network.runUntil(5 * SECOND);
        Measurements measured = network.measurements();
        assertThat(delivered(measured).mean()).isEqualTo(1e9);
        Meter latency = network.meters().named(BroadcastWorkload.LATENCY).getFirst();
        Values latencies = measured.values(latency, measured.everyNode(), measured.always());
        assertThat(latencies.count()).isEqualTo(9);
        assertThat(latencies.max()).isEqualTo(5 * LoopNetwork.DELAY_NANOS);
    }

    @Test
    void inARingOnlyTheTwoNodesWhereTheWavesMeetHearTwice() {
        LoopNetwork network = new LoopNetwork(10);
        network.start(broadcast(network, 10, all(10), true), RING);
        network.runUntil(5 * SECOND);
        assertThat(network.sent(Topic.TX)).isEqualTo(11);
        Measurements measured = network.measurements();
        assertThat(measured.duplicates(0, measured.everyNode(), measured.always())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void withoutRelayingOnlyPeersOfThePublisherHear() {
        LoopNetwork network = new LoopNetwork(10);
        network.start(broadcast(network, 10, all(10), false), RING);
        network.runUntil(5 * SECOND);
        assertThat(network.sent(Topic.TX)).isEqualTo(2);
    }

    @Test
    void whoDoesNotTakePartNeitherHearsNorRelays() {
        BitSet withoutThree = all(10);
        withoutThree.clear(3);
        LoopNetwork network = new LoopNetwork(10);
        network.start(broadcast(network, 10, withoutThree, true), RING);
        network.runUntil(5 * SECOND);
        Measurements measured = network.measurements();
        assertThat(shares(measured, withoutThree).mean()).isEqualTo(1e9);
        assertThat(shares(measured, all(10)).mean()).isLessThan(1e9);
    }

    @Test
    void whoIsSilentPassesNothingOnAndIsNotMeasured() {
        BitSet three = new BitSet();
        three.set(3);
        LoopNetwork network = new LoopNetwork(10);
        network.start(broadcast(network, 10, all(10), three, true), (a, b) -> b - a == 1);
        network.runUntil(5 * SECOND);
        assertThat(network.sent(Topic.TX)).as("0 to 1, 1 to 2, 2 to 3").isEqualTo(3);
        Measurements measured = network.measurements();
        Meter latency = network.meters().named(BroadcastWorkload.LATENCY).getFirst();
        assertThat(measured.values(latency, measured.everyNode(), measured.always())
                        .count())
                .isEqualTo(2);
    }

    @Test
    void anAlteredMessageStopsWhereItIsNoticedAndIsGivenToNobody() {
        LoopNetwork network = new LoopNetwork(3);
        network.alter();
        network.start(broadcast(network, 3, all(3), true), (a, b) -> b - a == 1);
        network.runUntil(SECOND + 15_000_000);
        assertThat(network.sent(Topic.TX)).as("node 1 has passed nothing on").isEqualTo(1);
        assertThat(delivered(network.measurements()).mean()).isZero();
    }

    @Test
    void anAlteredMessageIsNoticed() {
        LoopNetwork network = new LoopNetwork(3);
        network.alter();
        network.start(broadcast(network, 3, all(3), false), (a, b) -> true);
        network.runUntil(5 * SECOND);
        Meter altered = network.meters().named(BroadcastWorkload.ALTERED).getFirst();
        Measurements measured = network.measurements();
        assertThat(measured.total(altered, measured.everyNode(), measured.always()))
                .isEqualTo(2);
    }

    @Test
    void anAlteredMessageIsNoticedAfterOthersGotItIntact() {
        LoopNetwork network = new LoopNetwork(3);
        network.start(broadcast(network, 3, all(3), true), (a, b) -> Math.abs(a - b) == 1);
        network.runUntil(SECOND);
        network.alter();
        network.runUntil(5 * SECOND);
        Meter altered = network.meters().named(BroadcastWorkload.ALTERED).getFirst();
        Measurements measured = network.measurements();
        assertThat(measured.total(altered, measured.everyNode(), measured.always()))
                .isEqualTo(1);
    }

    private static Values delivered(Measurements measured) {
        return shares(measured, measured.everyNode());
    }

    private static Values shares(Measurements measured, BitSet among) {
        return measured.audience(0, among, 10 * SECOND, measured.always()).shares();
    }

    private static BroadcastWorkload broadcast(LoopNetwork network, int nodes, BitSet among, boolean relays) {
        return broadcast(network, nodes, among, new BitSet(), relays);
    }

    private static BroadcastWorkload broadcast(
            LoopNetwork network, int nodes, BitSet among, BitSet silent, boolean relays) {
        List<Schedule> schedules = new ArrayList<>();
        schedules.add(new Schedule(new long[] {SECOND}, new int[] {500}));
        for (int node = 1; node < nodes; node++) {
            schedules.add(Schedule.NEVER);
        }
        BroadcastWorkload.Settings settings =
                new BroadcastWorkload.Settings("txs", Topic.TX, among, silent, relays, GossipRules.Manner.FLOOD);
        return new BroadcastWorkload(settings, schedules, network.meters());
    }

    private static BitSet all(int nodes) {
        BitSet all = new BitSet();
        all.set(0, nodes);
        return all;
    }
}
