package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.law.Distribution;
import dev.understory.measure.Measurements;
import dev.understory.measure.Values;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestWorkloadTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void anAnswerComesAfterOneRoundTrip() {
        LoopNetwork network = new LoopNetwork(5);
        network.start(requests(network, all()), (a, b) -> true);
        network.runUntil(30 * SECOND);
        assertThat(of(network, RequestWorkload.COMPLETED).count()).isEqualTo(10);
        assertThat(of(network, RequestWorkload.COMPLETED).mean()).isOne();
        assertThat(of(network, RequestWorkload.LATENCY).max()).isEqualTo(2 * LoopNetwork.DELAY_NANOS);
        assertThat(network.sent(Topic.BLOCK_REQUEST)).isEqualTo(10);
        assertThat(network.sent(Topic.BLOCK)).isEqualTo(10);
    }

    @Test
    void aRequestWithoutAnswerFailsWhenItsTimeIsOver() {
        LoopNetwork network = new LoopNetwork(5);
        network.start(requests(network, all()), (a, b) -> true);
        network.passes((from, to) -> from == 0);
        network.runUntil(30 * SECOND);
        assertThat(of(network, RequestWorkload.COMPLETED).count()).isEqualTo(10);
        assertThat(of(network, RequestWorkload.COMPLETED).max()).isZero();
        assertThat(of(network, RequestWorkload.LATENCY).count()).isZero();
    }

    @Test
    void withoutAPeerToAskARequestFailsAtOnce() {
        LoopNetwork network = new LoopNetwork(5);
        network.start(requests(network, new BitSet()), (a, b) -> true);
        network.runUntil(30 * SECOND);
        assertThat(of(network, RequestWorkload.COMPLETED).max()).isZero();
        assertThat(network.sent(Topic.BLOCK_REQUEST)).isZero();
    }

    private static Values of(LoopNetwork network, String meter) {
        Measurements measured = network.measurements();
        return measured.values(network.meters().named(meter).getFirst(), measured.everyNode(), measured.always());
    }

    private static RequestWorkload requests(LoopNetwork network, BitSet answering) {
        long[] times = new long[10];
        int[] sizes = new int[10];
        for (int i = 0; i < times.length; i++) {
            times[i] = (i + 1) * SECOND;
            sizes[i] = 100;
        }
        List<Schedule> schedules = new ArrayList<>();
        schedules.add(new Schedule(times, sizes));
        for (int node = 1; node < 5; node++) {
            schedules.add(Schedule.NEVER);
        }
        RequestWorkload.Settings settings = new RequestWorkload.Settings(
                "fetch",
                Topic.BLOCK_REQUEST,
                Topic.BLOCK,
                answering,
                Distribution.constant(10_000),
                60 << 20,
                5 * SECOND);
        return new RequestWorkload(settings, schedules, network.meters());
    }

    private static BitSet all() {
        BitSet all = new BitSet();
        all.set(0, 5);
        return all;
    }
}
