package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.check.CheckResult;
import dev.understory.check.CheckResult.Status;
import dev.understory.run.RunResult.Verdict;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a run says: it passes only if everything that was asked was answered, and everything that was to happen did. */
class VerdictTest {
    /** Fails or stops after a second, or before it begins. */
    public static final class Ending implements Application {
        private enum Tick implements ApplicationEvent.Own {
            NOW
        }

        private final String how;

        public Ending(Map<String, String> settings) {
            how = settings.getOrDefault("how", "throws");
        }

        @Override
        public Behavior<ApplicationEvent> create(Node node) {
            if (how.equals("at-once")) {
                throw new IllegalArgumentException("not even begun");
            }
            return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
                timers.startSingleTimer(Tick.NOW, Duration.ofSeconds(1));
                return Behaviors.receiveMessage(event -> {
                    if (event != Tick.NOW) {
                        return Behaviors.same();
                    }
                    if (how.equals("stops")) {
                        return Behaviors.stopped();
                    }
                    if (how.equals("asserts")) {
                        throw new AssertionError("boom");
                    }
                    if (how.equals("silent")) {
                        throw new IllegalStateException();
                    }
                    if (how.equals("mute")) {
                        throw new Mute();
                    }
                    if (how.equals("unborn")) {
                        context.spawnAnonymous(Behaviors.setup(child -> {
                            throw new UnsupportedOperationException();
                        }));
                        return Behaviors.same();
                    }
                    if (how.equals("child")) {
                        context.spawnAnonymous(Behaviors.receiveMessage(message -> {
                                    throw new UnsupportedOperationException();
                                }))
                                .tell("fail");
                        return Behaviors.same();
                    }
                    throw new IllegalStateException("boom");
                });
            }));
        }
    }

    /** Cannot even say what it is. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalArgumentException("no message");
        }
    }

    private static final String TWO = """
            run: {duration: 3s, drain: 1s}
            nodes: [{group: a, count: 1}, {group: b, count: 1}]
            """;
    private static final String CHECKED = "checks: {always: [{name: two, rule: \"graph.nodes() <= 2\"}]}\n";

    @ParameterizedTest
    @ValueSource(strings = {"throws", "asserts"})
    void anApplicationThatThrowsFailsTheRunAndSaysWhoWhenAndWhat(String how) {
        RunResult result = application("settings: {how: " + how + "}", CHECKED);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.failures().count()).isEqualTo(2);
        assertThat(result.failures().first())
                .extracting(Failure::node, Failure::atNanos)
                .containsExactly(tuple("a-0", 1_000_000_000L), tuple("b-0", 1_000_000_000L));
        assertThat(result.failures().first().getFirst().text())
                .startsWith("the application failed: java.lang.")
                .contains("boom at " + Ending.class.getName());
        assertThat(result.checks())
                .extracting(CheckResult::name, CheckResult::status)
                .containsExactly(tuple("two", Status.HELD), tuple("no-failures", Status.BROKEN));
        assertThat(result.checks().getLast().brokenAtNanos()).isEqualTo(1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "silent, the application failed: java.lang.IllegalStateException",
        "mute, 'the application failed: dev.understory.run.VerdictTest$Mute, whose message cannot be read'",
        "child, java.lang.UnsupportedOperationException",
        "unborn, 'caused by java.lang.UnsupportedOperationException'"
    })
    void whatWasThrownWithoutAMessageIsNamedWithItsPlaceAndNothingElseIsSaidOfIt(String how, String text) {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        RunResult result;
        try {
            result = application("settings: {how: " + how + "}", CHECKED);
        } finally {
            root.detachAppender(logged);
        }
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.failures().count()).isEqualTo(2);
        assertThat(result.failures().first())
                .extracting(Failure::text)
                .allMatch(said -> said.contains(text + " at " + Ending.class.getName() + "."));
        assertThat(logged.list).isEmpty();
    }

    @Test
    void anApplicationThatDoesNotEvenBeginFailsTheRun() {
        RunResult result = application("settings: {how: at-once}", CHECKED);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.failures().first().getFirst().text()).contains("not even begun");
    }

    @Test
    void anApplicationThatStopsItselfFailsTheRunUnlessItMay() {
        RunResult result = application("settings: {how: stops}", CHECKED);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.failures().first())
                .extracting(Failure::text)
                .containsExactly("the application stopped itself", "the application stopped itself");
        assertThat(application("settings: {how: stops}, mayStop: true", CHECKED).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aFailureCountsWithoutAnyCheck() {
        assertThat(application("settings: {how: throws}", "").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aCheckWithoutAnswerBesideOneThatHoldsIsNoSuccess() {
        RunResult result = Runs.simulate(TWO + """
                workloads: [{name: rare, kind: broadcast, rate: 1/h}]
                checks:
                  always:
                    - {name: two, rule: "graph.nodes() == 2"}
                    - {name: intact, rule: broadcast.intact}
                    - {name: once, rule: broadcast.once}
                  slo: [{name: fast, metric: broadcast.latency, stat: p99, max: 1s}]
                """);
        assertThat(result.checks())
                .extracting(CheckResult::status)
                .containsExactly(Status.HELD, Status.OPEN, Status.OPEN, Status.OPEN);
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void anEventThatAffectsNobodyLeavesTheRunWithoutAVerdict() {
        String twice = """
                events:
                  - {at: 1s, do: crash, who: {group: b}}
                  - {at: 2s, do: crash, who: {group: b}%s}
                  - {at: 2s, do: partition, sides: [{group: a}, {group: b}], for: 500ms%s}
                  - {at: 2900ms, do: heal-all%s}
                  - {at: 1s, do: restart, who: {group: a}%s}
                """;
        RunResult result = Runs.simulate(TWO + CHECKED + twice.formatted("", "", "", ""));
        assertThat(result.checks())
                .extracting(CheckResult::name, CheckResult::status)
                .containsExactly(
                        tuple("two", Status.HELD),
                        tuple("events[1]", Status.OPEN),
                        tuple("events[2]", Status.OPEN),
                        tuple("events[3]", Status.OPEN),
                        tuple("events[4]", Status.OPEN));
        assertThat(result.checks().get(1).note()).isEqualTo("the crash at 2.000 s affected nobody");
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        String may = ", mayMiss: true";
        assertThat(Runs.simulate(TWO + CHECKED + twice.formatted(may, may, may, may))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aPowerLossOfNodesThatAreDownAffectsNobody() {
        String second = """
                events:
                  - {at: 1s, do: power-loss, who: {group: b}}
                  - {at: 2s, do: power-loss, who: {group: b}%s}
                """;
        RunResult result = Runs.simulate(TWO + CHECKED + second.formatted(""));
        assertThat(result.checks().getLast().name()).isEqualTo("events[1]");
        assertThat(result.checks().getLast().note()).isEqualTo("the power-loss at 2.000 s affected nobody");
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Runs.simulate(TWO + CHECKED + second.formatted(", mayMiss: true"))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crash", "power-loss"})
    void aShareOfZeroIsNobodyOnPurpose(String kind) {
        assertThat(Runs.simulate(TWO + CHECKED + "events: [{at: 1s, do: " + kind + ", who: {fraction: 0}}]")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void anEventThatAffectsSomebodyOnceIsEnough() {
        assertThat(Runs.simulate(TWO + CHECKED + "events: [{at: 1s, every: 1s, times: 2, do: crash, who: {group: b}}]")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aPartitionOfNodesThatStartLaterHasAnEffect() {
        assertThat(Runs.simulate("""
                                run: {duration: 5s, drain: 1s}
                                nodes: [{group: a, count: 1}, {group: b, count: 1, start: {at: 2s}}]
                                events: [{at: 1s, do: partition, sides: [{group: a}, {group: b}], for: 3s}]
                                """ + CHECKED).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aChurnInWhichNobodyLeavesSaysSo() {
        RunResult result = Runs.simulate(TWO + CHECKED + """
                churn: [{name: homes, who: {group: b}, session: 10h, downtime: 1m, steadyState: false}]
                """);
        assertThat(result.checks().getLast().name()).isEqualTo("churn-homes");
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void whatCouldStillHaveComeTrueIsOpenInARunThatIsCutShort() {
        RunResult result = Runs.simulate("""
                run: {duration: 60s, limits: {events: 6000}}
                nodes: [{group: full, count: 10}, {group: late, count: 1, start: {at: 50s}}]
                phases: [{name: first, until: 100ms}, {name: rest, until: end}]
                workloads: [{name: blocks, kind: broadcast, every: 1s}]
                checks:
                  always:
                    - {name: still, rule: "graph.nodes() == 10"}
                    - {name: over, rule: "graph.nodes() == 10", during: first}
                    - {name: late, rule: "all(late.peers) >= 0"}
                  eventually:
                    - {name: later, rule: "graph.nodes() == 11"}
                    - {name: asked-early, rule: "graph.nodes() == 12", of: 0s}
                    - {name: missed, rule: "graph.nodes() == 13", of: 0s, within: 1s}
                  slo:
                    - {name: latency, metric: broadcast.latency, stat: p99, max: 10s}
                    - {name: slowest, metric: broadcast.latency, stat: max, max: 1ns}
                    - {name: mean, metric: broadcast.latency, stat: mean, max: 1ns}
                    - {name: back, metric: reconnect.time, stat: p99, max: 10s}
                """);
        assertThat(result.ending().reason()).isEqualTo(Testbed.Reason.LIMIT);
        assertThat(result.checks())
                .extracting(CheckResult::name, CheckResult::status)
                .containsExactly(
                        tuple("still", Status.OPEN),
                        tuple("over", Status.HELD),
                        tuple("late", Status.OPEN),
                        tuple("later", Status.OPEN),
                        tuple("asked-early", Status.OPEN),
                        tuple("missed", Status.BROKEN),
                        tuple("latency", Status.OPEN),
                        tuple("slowest", Status.BROKEN),
                        tuple("mean", Status.OPEN),
                        tuple("back", Status.OPEN));
        assertThat(result.checks().get(0).note()).matches("held until \\d+\\.\\d{3} s, where the run ended");
        assertThat(result.checks().get(4).note()).matches("not true by \\d+\\.\\d{3} s, where the run ended");
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }

    private static RunResult application(String more, String checks) {
        return Runs.simulate(TWO
                + checks
                + "workloads: [{name: mine, kind: application, class: %s, %s}]\n"
                        .formatted(Ending.class.getName().replace("$", "$$"), more));
    }
}
