package dev.understory.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult.Status;
import dev.understory.measure.Commits;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.measure.Spans;
import dev.understory.measure.Subject;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.ScenarioReader;
import dev.understory.scenario.ScenarioResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChecklistTest {
    private static final long SECOND = 1_000_000_000L;

    private final MeterSet meters = new MeterSet();
    private final Meter peers = meters.gauge("peers");
    private final Meter inbound = meters.gauge("conns.inbound");
    private final Meter latency = meters.durations("broadcast.latency", "blocks", "block");
    private final Spans spans = Spans.of(
            List.of(new Spans.Part("boot", 0, 10 * SECOND), new Spans.Part("steady", 10 * SECOND, 60 * SECOND)),
            0,
            60 * SECOND);
    private final List<Recorder> nodes =
            IntStream.range(0, 4).mapToObj(node -> new Recorder(spans, SECOND)).toList();

    ChecklistTest() {
        nodes.forEach(node -> node.up(0));
    }

    @Test
    void anInvariantIsBrokenAtTheFirstLookAtWhichItDoesNotHold() {
        Checklist checklist = checklist("always: [{name: few, rule: \"max(node.peers) <= 3\"}]");
        checklist.look(0);
        nodes.get(2).gauge(peers, 4);
        checklist.look(7 * SECOND);
        nodes.get(2).gauge(peers, 5);
        checklist.look(8 * SECOND);
        CheckResult result = checklist.results(Reach.WHOLE).getFirst();
        assertThat(result.status()).isEqualTo(Status.BROKEN);
        assertThat(result.measured().text()).isEqualTo("4");
        assertThat(result.measured().value()).hasValue(4);
        assertThat(result.target()).isEqualTo("<= 3");
        assertThat(result.brokenAtNanos()).isEqualTo(7 * SECOND);
        assertThat(result.note()).isEqualTo("first broken at 7.000 s");
    }

    @Test
    void anInvariantThatHeldShowsWhatWasNearestToABreach() {
        Checklist checklist = checklist(
                "always: [{name: few, rule: \"max(node.peers) <= 3\"},"
                        + " {name: each, rule: \"all(node.peers) <= 3\"}]\n  never: [{name: many, rule: \"any(node.peers) > 3\"}]");
        nodes.forEach(node -> node.gauge(peers, 0));
        checklist.look(0);
        nodes.get(2).gauge(peers, 2);
        checklist.look(7 * SECOND);
        nodes.get(2).gauge(peers, 0);
        checklist.look(8 * SECOND);
        assertThat(checklist.results(Reach.WHOLE))
                .hasSize(3)
                .allSatisfy(result -> assertThat(result.measured().text()).isEqualTo("2"))
                .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.HELD));
    }

    @Test
    void anInvariantOfAPhaseIsNotJudgedOutsideIt() {
        Checklist checklist = checklist("always: [{name: some, rule: \"all(node.peers) >= 1\", during: steady}]");
        checklist.look(9 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.OPEN);
        nodes.forEach(node -> node.gauge(peers, 1));
        checklist.look(10 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.HELD);
    }

    @Test
    void whatMustNeverBeIsBrokenOnceItIs() {
        Checklist checklist = checklist("never: [{name: alone, rule: \"any(node.peers) == 0\"}]");
        nodes.forEach(node -> node.gauge(peers, 1));
        checklist.look(SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.HELD);
        nodes.get(3).gauge(peers, 0);
        checklist.look(2 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.BROKEN);
    }

    @Test
    void aNodeThatIsDownIsNotLookedAt() {
        Checklist checklist = checklist("always: [{name: some, rule: \"all(node.peers) >= 1\"}]");
        nodes.forEach(node -> node.gauge(peers, 1));
        nodes.get(3).gauge(peers, 0);
        nodes.get(3).down(SECOND);
        checklist.look(2 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.HELD);
    }

    @Test
    void eventuallyHoldsOnceItWasTrueInItsWindowAndNotBefore() {
        Checklist checklist = checklist(
                "eventually: [{name: met, rule: \"sum(node.peers) == 8\", of: phase(steady).start, within: 5s}]");
        nodes.forEach(node -> node.gauge(peers, 2));
        checklist.look(9 * SECOND);
        nodes.get(0).gauge(peers, 1);
        checklist.look(11 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.BROKEN);
        nodes.get(0).gauge(peers, 2);
        checklist.look(12 * SECOND);
        nodes.get(0).gauge(peers, 1);
        checklist.look(13 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.HELD);
        assertThat(checklist.results(Reach.WHOLE).getFirst().note()).isEqualTo("true at 12.000 s");
    }

    @Test
    void aServiceLevelComparesAStatisticOfItsSamples() {
        for (int i = 1; i <= 100; i++) {
            nodes.get(i % 4).sample(latency, 20 * SECOND, i * 1_000_000L);
        }
        nodes.get(0).sample(latency, 5 * SECOND, 99 * SECOND);
        Checklist checklist = checklist(
                "slo: [{name: fast, metric: broadcast.latency, stat: p99, max: 100ms,"
                        + " where: {topic: BLOCK}, during: steady},"
                        + " {name: faster, metric: broadcast.latency, stat: max, max: 50ms, where: {group: b}, during: steady}]");
        assertThat(checklist.results(Reach.WHOLE).get(0).status()).isEqualTo(Status.HELD);
        assertThat(checklist.results(Reach.WHOLE).get(0).note()).isEqualTo("p99 of 100");
        assertThat(checklist.results(Reach.WHOLE).get(1).status()).isEqualTo(Status.BROKEN);
        assertThat(checklist.results(Reach.WHOLE).get(1).note()).isEqualTo("max of 50");
    }

    @Test
    void aStatisticCanBeComparedWithTheSameOneOfAnotherPhase() {
        nodes.get(0).sample(latency, 5 * SECOND, 100_000_000);
        nodes.get(0).sample(latency, 20 * SECOND, 150_000_000);
        nodes.get(1).sample(latency, 20 * SECOND, 210_000_000);
        Checklist checklist = checklist("slo: ["
                + "{name: slower, metric: broadcast.latency, stat: max, during: steady, against: boot, max: 2},"
                + "{name: usual, metric: broadcast.latency, stat: min, during: steady, against: boot, max: 2},"
                + "{name: none, metric: bft.commit.latency, stat: min, during: steady, against: boot, max: 2}]");
        List<CheckResult> results = checklist.results(Reach.WHOLE);
        assertThat(results).extracting(CheckResult::status).containsExactly(Status.BROKEN, Status.HELD, Status.OPEN);
        assertThat(results.get(0).measured().text()).isEqualTo("2.1");
        assertThat(results.get(0).note()).isEqualTo("max of 2; 210 ms against 100 ms");
        assertThat(results.get(1).target()).isEqualTo("<= 2");
    }

    @Test
    void withoutAnythingToCompareWithAComparisonIsOpen() {
        nodes.get(0).sample(latency, 20 * SECOND, 150_000_000);
        Checklist checklist = checklist(
                "slo: [{name: a, metric: broadcast.latency, stat: max, during: steady, against: boot, max: 2}]");
        CheckResult result = checklist.results(Reach.WHOLE).getFirst();
        assertThat(result.status()).isEqualTo(Status.OPEN);
        assertThat(result.note()).isEqualTo("nothing to compare with");
    }

    @Test
    void withoutSamplesAServiceLevelIsOpenAndNotHeld() {
        Checklist checklist = checklist("slo: [{name: fast, metric: broadcast.latency, stat: p99, max: 100ms}]");
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.OPEN);
    }

    @Test
    void theGraphHasAnEdgeWhereBothHaveAdmittedEachOther() {
        joined(0, 1);
        joined(1, 0);
        joined(2, 3);
        Checklist checklist = checklist("always: [{name: three, rule: \"graph.components() == 3\"},"
                + " {name: one, rule: \"graph.links() == 1\"}, {name: least, rule: \"graph.minDegree() == 0\"},"
                + " {name: largest, rule: \"graph.largest() == 2\"}]");
        checklist.look(0);
        assertThat(checklist.results(Reach.WHOLE))
                .extracting(CheckResult::status)
                .containsOnly(Status.HELD);
        joined(3, 2);
        joined(1, 2);
        joined(2, 1);
        checklist.look(1);
        assertThat(checklist.results(Reach.WHOLE))
                .extracting(check -> check.measured().text())
                .containsExactly("1", "3", "1", "4");
    }

    @Test
    void twoBlocksAtAHeightBreakAgreement() {
        Checklist checklist = checklist("always: [{name: agree, rule: bft.agreement}]");
        checklist.look(0);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.OPEN);
        nodes.get(0).committed(0, new Commits.Commit(1, 77, 0, SECOND));
        nodes.get(1).committed(0, new Commits.Commit(1, 77, 0, SECOND));
        checklist.look(2 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.HELD);
        nodes.get(2).committed(0, new Commits.Commit(1, 78, 1, 3 * SECOND));
        checklist.look(4 * SECOND);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.BROKEN);
    }

    @Test
    void arithmeticOfRulesIsDecimal() {
        nodes.forEach(node -> node.gauge(peers, 25));
        nodes.get(0).gauge(inbound, 7);
        Checklist checklist =
                checklist("always: [{name: part, rule: \"max(node.conns.inbound) == 0.07 * sum(node.peers)\"},"
                        + " {name: third, rule: \"graph.nodes() / 3 * 3 == graph.nodes()\"},"
                        + " {name: tenths, rule: \"0.1 * 3 == 0.3 * graph.nodes() / 4\"},"
                        + " {name: nothing, rule: \"graph.nodes() / min(node.conns.inbound) > 5\"}]");
        checklist.look(0);
        assertThat(checklist.results(Reach.WHOLE))
                .extracting(CheckResult::status)
                .containsExactly(Status.HELD, Status.HELD, Status.HELD, Status.OPEN);
    }

    @Test
    void aSettingOfTheNodeCanBeTheLimit() {
        Checklist checklist =
                checklist("always: [{name: bounded, rule: \"all(node.conns.inbound) <= config(p2p.max-inbound)\"}]");
        nodes.get(1).gauge(inbound, 21);
        checklist.look(0);
        assertThat(checklist.results(Reach.WHOLE).getFirst().status()).isEqualTo(Status.HELD);
        nodes.get(1).gauge(inbound, 22);
        checklist.look(1);
        assertThat(checklist.results(Reach.WHOLE).getFirst().measured().text()).isEqualTo("22");
        assertThat(checklist.results(Reach.WHOLE).getFirst().target()).isEqualTo("<= 21");
    }

    private void joined(int node, int other) {
        nodes.get(node).joined(other);
    }

    private Checklist checklist(String checks) {
        String yaml = """
                nodes: [{group: a, count: 2}, {group: b, count: 2}]
                phases: [{name: boot, until: 10s}, {name: steady, until: end}]
                workloads:
                  - {name: blocks, kind: broadcast, every: 1s}
                  - {name: votes, kind: nestbft, among: {group: a}}
                checks:
                  %s
                """.formatted(checks);
        ScenarioResult read = new ScenarioReader(ScenarioLanguage.WHOLE)
                .read("test.yaml", yaml.getBytes(StandardCharsets.UTF_8), Collections.emptyMap(), path -> {
                    throw new IOException("no neighbours");
                });
        assertThat(read).isInstanceOf(ScenarioResult.Valid.class);
        Map<String, BitSet> groups = new LinkedHashMap<>();
        groups.put("a", set(0, 2));
        groups.put("b", set(2, 4));
        World world = new World(
                new Measurements(meters, spans, nodes, 60 * SECOND), groups, (key, node) -> OptionalDouble.of(21));
        Subject votes = new Subject(0, "nestbft", "votes", "", set(0, 4), 0);
        return new Checklist(
                ((ScenarioResult.Valid) read).scenario().checks(),
                List.of(votes),
                world,
                selector -> set(0, 4),
                (metric, where) -> where.containsKey("group") ? groups.get(where.get("group")) : set(0, 4));
    }

    private static BitSet set(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to);
        return set;
    }
}
