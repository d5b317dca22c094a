package dev.understory.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.measure.Commits;
import dev.understory.measure.Measurements;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.measure.Sampling;
import dev.understory.measure.Spans;
import dev.understory.measure.Subject;
import dev.understory.scenario.rule.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NestBftMetricsTest {
    private static final long SECOND = 1_000_000_000L;

    private final MeterSet meters = new MeterSet();
    private final Spans spans = Spans.of(
            List.of(new Spans.Part("early", 0, 60 * SECOND), new Spans.Part("late", 60 * SECOND, 120 * SECOND)),
            0,
            120 * SECOND);
    private final List<Recorder> nodes = List.of(new Recorder(spans, SECOND), new Recorder(spans, SECOND));
    private final Measurements measured = new Measurements(meters, spans, nodes, 120 * SECOND);
    private final List<Subject> votes = List.of(new Subject(0, "nestbft", "votes", "", measured.everyNode(), 0));

    @Test
    void aHeightBelongsToThePhaseInWhichTheFirstValidatorDecidedIt() {
        // The first node in the list was away, and fetches blocks of the early phase in the late one.
        commit(0, 1, 0, 100);
        commit(0, 2, 0, 100);
        commit(0, 3, 0, 101);
        commit(1, 1, 0, 20);
        commit(1, 2, 0, 40);
        commit(1, 3, 1, 101);
        for (Metric metric : List.of(NestBftMetrics.ROUNDS, NestBftMetrics.DECIDED)) {
            assertThat(count(metric, "early")).as("%s", metric).isEqualTo(2);
            assertThat(count(metric, "late")).as("%s", metric).isEqualTo(1);
        }
        assertThat(count(NestBftMetrics.COMMITTED, "early")).isEqualTo(4);
        assertThat(count(NestBftMetrics.COMMITTED, "late")).isEqualTo(2);
        assertThat(NestBftMetrics.ROUNDS.samples(during("late")).max())
                .as("of two at the same moment the first node's")
                .isEqualTo(1);
    }

    private void commit(int node, long height, int round, long second) {
        nodes.get(node).committed(0, new Commits.Commit(height, height, round, second * SECOND));
    }

    private long count(Metric metric, String phase) {
        return metric.samples(during(phase)).count();
    }

    private Sampling during(String phase) {
        return new Sampling(measured, votes, Map.of(), measured.everyNode(), spans.during(List.of(phase)));
    }
}
