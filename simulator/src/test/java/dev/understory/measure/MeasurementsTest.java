package dev.understory.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private static final long SECOND = 1_000_000_000L;

    private final MeterSet meters = new MeterSet();
    private final Meter latency = meters.durations("latency", "w", "");
    private final Meter sent = meters.counter("sent", "", "block");
    private final Meter peers = meters.gauge("peers");
    private final Spans spans = Spans.of(
            List.of(new Spans.Part("boot", 0, 10 * SECOND), new Spans.Part("steady", 10 * SECOND, 60 * SECOND)),
            5 * SECOND,
            60 * SECOND);
    private final List<Recorder> nodes = List.of(recorder(), recorder(), recorder());
    private final Measurements all = new Measurements(meters, spans, nodes, 60 * SECOND);

    @Test
    void valuesBelongToTheSpanInWhichTheyBegan() {
        nodes.get(0).sample(latency, 4 * SECOND, 100);
        nodes.get(1).sample(latency, 6 * SECOND, 200);
        nodes.get(1).sample(latency, 10 * SECOND, 300);
        nodes.get(2).sample(latency, 61 * SECOND, 400);
        assertThat(values(List.of()).sum()).isEqualTo(500);
        assertThat(values(List.of("boot")).sum()).isEqualTo(200);
        assertThat(values(List.of("steady")).sum()).isEqualTo(300);
        assertThat(all.values(latency, all.everyNode(), all.always()).count()).isEqualTo(4);
    }

    @Test
    void spansSayWhichPhaseAMomentIsIn() {
        assertThat(spans.phase(spans.at(-1))).isEqualTo("boot");
        assertThat(spans.phase(spans.at(10 * SECOND - 1))).isEqualTo("boot");
        assertThat(spans.phase(spans.at(10 * SECOND))).isEqualTo("steady");
        assertThat(spans.phase(spans.at(60 * SECOND))).isEmpty();
        assertThat(spans.isJudged(spans.at(5 * SECOND - 1))).isFalse();
        assertThat(spans.isJudged(spans.at(5 * SECOND))).isTrue();
        assertThat(spans.isJudged(spans.at(60 * SECOND))).isFalse();
    }

    @Test
    void countersAreSummedOverNodesAndLaidOutInTime() {
        nodes.get(0).count(sent, SECOND, 5);
        nodes.get(2).count(sent, 3 * SECOND, 7);
        assertThat(all.total(sent, all.everyNode(), all.always())).isEqualTo(12);
        assertThat(all.total(sent, only(2), all.always())).isEqualTo(7);
        assertThat(all.series(sent, 5)).containsExactly(0, 5, 0, 7, 0);
        assertThat(nodes.get(0).total(sent)).isEqualTo(5);
    }

    @Test
    void aGaugeHasItsLatestValue() {
        Recorder node = nodes.getFirst();
        node.gauge(peers, 9);
        node.shift(peers, -5);
        assertThat(node.latest(peers)).isEqualTo(4);
        assertThat(all.values(peers, all.everyNode(), all.always()).sum()).isEqualTo(4);
    }

    @Test
    void messagesAndTheirBytesAreCountedAtOnce() {
        Meter bytes = meters.counter("bytes", "", "block");
        Recorder node = new Recorder(spans, SECOND);
        node.count(sent, bytes, 2 * SECOND, 3, 300);
        assertThat(node.total(sent)).isEqualTo(3);
        assertThat(node.total(bytes)).isEqualTo(300);
    }

    @Test
    void theAudienceOfAMessageIsWhoStaysFromItsPublicationToItsDeadline() {
        nodes.forEach(node -> node.up(0));
        nodes.get(0).published(0, 42, 20 * SECOND);
        nodes.get(1).given(0, 42);
        nodes.get(1).discarded(0, 42);
        nodes.get(0).discarded(0, 42);
        assertThat(audience().shares().mean()).isEqualTo(0.5e9);
        nodes.get(2).down(30 * SECOND);
        assertThat(audience().shares().mean()).isEqualTo(0.5e9);
        assertThat(audience().missedPairs()).isOne();
        assertThat(audience().judgedPairs()).isEqualTo(2);
        assertThat(audience().unjudged().sum()).isZero();
        Values duplicates = all.duplicates(0, all.everyNode(), spans.during(List.of()));
        assertThat(duplicates.count()).isOne();
        assertThat(duplicates.sum()).isOne();
    }

    @Test
    void whoLeavesBeforeTheDeadlineIsNotJudgedWithTheMessageOrWithout() {
        nodes.forEach(node -> node.up(0));
        nodes.get(0).published(0, 42, 20 * SECOND);
        nodes.get(1).given(0, 42);
        nodes.get(1).down(25 * SECOND);
        nodes.get(1).up(26 * SECOND);
        nodes.get(2).down(30 * SECOND - 1);
        assertThat(audience().shares().count()).isZero();
        assertThat(audience().unjudged().sum()).isEqualTo(2);
    }

    @Test
    void nobodyHasToStayLongerThanTheRun() {
        nodes.forEach(node -> node.up(0));
        nodes.get(0).published(0, 42, 55 * SECOND);
        nodes.get(1).given(0, 42);
        nodes.get(2).down(59 * SECOND);
        assertThat(audience().shares().mean()).isEqualTo(1e9);
        assertThat(audience().unjudged().sum()).isOne();
    }

    @Test
    void whoCameLaterIsNeitherJudgedNorMissed() {
        nodes.get(0).up(0);
        nodes.get(1).up(0);
        nodes.get(0).published(0, 42, 20 * SECOND);
        nodes.get(1).given(0, 42);
        nodes.get(2).up(21 * SECOND);
        assertThat(audience().shares().mean()).isEqualTo(1e9);
        assertThat(audience().unjudged().sum()).isZero();
    }

    @Test
    void aMessageGivenAgainIsTwiceOnlyWithinALife() {
        Recorder node = nodes.getFirst();
        node.up(0);
        node.given(0, 7);
        assertThat(node.givenTwice()).isZero();
        node.given(0, 7);
        assertThat(node.givenTwice()).isOne();
        node.down(1);
        node.up(2);
        node.given(0, 7);
        assertThat(node.givenTwice()).isOne();
    }

    @Test
    void talliesOfAllNodesAddUpByKey() {
        nodes.get(0).tally(1, 5, 10);
        nodes.get(1).tally(1, 5, 1);
        nodes.get(1).tally(1, 6, 2);
        nodes.get(1).tally(2, 6, 100);
        assertThat(all.tallies(1)).containsEntry(5L, 11L).containsEntry(6L, 2L).hasSize(2);
    }

    @Test
    void aMeterIsDeclaredOnceAndKeepsItsKind() {
        assertThat(meters.durations("latency", "w", "")).isSameAs(latency);
        assertThatThrownBy(() -> meters.counter("latency", "w", "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(latency.id()).isEqualTo("latency{workload=w}");
    }

    private Recorder recorder() {
        return new Recorder(spans, SECOND);
    }

    private Values values(List<String> during) {
        return all.values(latency, all.everyNode(), spans.during(during));
    }

    private Audience audience() {
        return all.audience(0, all.everyNode(), 10 * SECOND, spans.during(List.of()));
    }

    private static BitSet only(int node) {
        BitSet set = new BitSet();
        set.set(node);
        return set;
    }
}
