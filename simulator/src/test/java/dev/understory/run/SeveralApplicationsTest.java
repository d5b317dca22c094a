package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.application.Registration;
import dev.understory.check.CheckResult;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.mux.Topic;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Fleet;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** Workloads and a user's own application beside each other on the same nodes, each with topics of its own. */
class SeveralApplicationsTest {
    private static final String SCENARIO = """
            run: {duration: 6s, warmup: 2s, drain: 2s}
            nodes: [{group: all, count: 2, keyType: ed25519}, {group: most, count: 2, keyType: ed25519}]
            overlay: {kind: full-mesh}
            workloads:
              - {name: blocks, kind: broadcast, topic: BLOCK, every: 500ms, size: 2KiB}
              - {name: transactions, kind: broadcast, topic: TX, every: 100ms, size: 300B}
              - name: chat
                kind: application
                class: dev.understory.run.SeveralApplicationsTest$$Chat
                topics: [CONSENSUS]
                settings: {topic: CONSENSUS, sends: SENDS}
              - name: quiet
                kind: application
                on: {group: all}
                class: dev.understory.run.SeveralApplicationsTest$$Chat
                settings: {topic: PEERS_REQUEST, sends: PEERS_REQUEST}
            checks:
              always: [{name: intact, rule: broadcast.intact}]
              slo:
                - {name: blocks, metric: broadcast.delivered, where: {workload: blocks}, stat: min, min: 1}
                - {name: txs, metric: broadcast.delivered, where: {topic: TX}, stat: min, min: 1}
            """;

    /** Says a word of seven bytes to all peers every 200 ms; bears no message but on its topic. */
    public static final class Chat implements Application {
        private static final Bytes WORD = Bytes.wrap("chat is".getBytes(StandardCharsets.US_ASCII));

        private final Topic topic;
        private final Topic sends;

        private enum Say implements ApplicationEvent.Own {
            NOW
        }

        public Chat(Map<String, String> settings) {
            topic = Topic.valueOf(settings.getOrDefault("topic", "TX"));
            sends = Topic.valueOf(settings.getOrDefault("sends", "TX"));
        }

        @Override
        public Behavior<ApplicationEvent> create(Node node) {
            return Behaviors.withTimers(timers -> {
                timers.startTimerWithFixedDelay(Say.NOW, Duration.ofMillis(200));
                return Behaviors.receiveMessage(event -> hear(node, event));
            });
        }

        private Behavior<ApplicationEvent> hear(Node node, ApplicationEvent event) {
            switch (event) {
                case Say now -> node.broadcast(sends, WORD);
                case ApplicationEvent.Delivered delivered -> {
                    if (delivered.topic() != topic || !delivered.payload().equals(WORD)) {
                        throw new IllegalStateException("not for me: " + delivered);
                    }
                }
                default -> {}
            }
            return Behaviors.same();
        }
    }

    private static RunPlan plan(String sends, CryptoMode crypto) {
        Scenario scenario = Runs.scenario(SCENARIO.replace("SENDS", sends));
        return RunPlan.of(scenario, 1, crypto, ApplicationLoader.of(""));
    }

    private static long total(RunResult result, String id) {
        Measurements measured = result.measurements();
        Meter meter = measured.meters().all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        return measured.total(meter, measured.everyNode(), measured.always());
    }

    private static void assertThatEachIsMeasuredApart(RunResult result) {
        assertThat(result.failures().first()).isEmpty();
        for (String topic : new String[] {"block", "tx", "chat.consensus", "peers_request"}) {
            assertThat(total(result, "messages.delivered{topic=" + topic + "}")).isPositive();
        }
        assertThat(total(result, "bytes.delivered{topic=chat.consensus}"))
                .isEqualTo(7 * total(result, "messages.delivered{topic=chat.consensus}"));
        assertThat(total(result, "broadcast.published{workload=blocks,topic=block}"))
                .isBetween(1L, 11L);
        assertThat(total(result, "broadcast.published{workload=transactions,topic=tx}"))
                .isBetween(1L, 59L);
        assertThat(result.checks())
                .filteredOn(check -> check.name().equals("intact"))
                .allMatch(check -> check.status() == CheckResult.Status.HELD);
    }

    @Test
    void eachIsRegisteredForItsTopicsUnderItsNameWhereItRuns() {
        Fleet fleet = new Fleet(plan("CONSENSUS", CryptoMode.MODELLED));
        assertThat(fleet.applications(1).inLife())
                .extracting(Registration::name, each -> each.topics().toString())
                .containsExactly(
                        tuple("blocks", "[BLOCK]"),
                        tuple("transactions", "[TX]"),
                        tuple("chat", "[CONSENSUS]"),
                        tuple("quiet", "[BLOCK_REQUEST, PEERS_RESPONSE, PEERS_REQUEST]"));
        assertThat(fleet.applications(2).inLife())
                .extracting(Registration::name)
                .containsExactly("blocks", "transactions", "chat");
    }

    @Test
    void workloadsWithATopicInCommonAreOneApplicationAndOneThatIsAloneIsCalledSo() {
        RunPlan plan = RunPlan.of(Runs.scenario("""
                        run: {duration: 6s, drain: 2s}
                        nodes: [{group: full, count: 4}]
                        workloads:
                          - {name: p2p, kind: broadcast, topic: TX, every: 1s}
                          - {name: blocks, kind: broadcast, topic: BLOCK, every: 1s}
                          - {name: questions, kind: request, every: 1s}
                        """), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        assertThat(new Fleet(plan).applications(0).inLife())
                .extracting(Registration::name, each -> each.topics().toString())
                .containsExactly(tuple("application-1", "[TX]"), tuple("blocks", "[BLOCK, BLOCK_REQUEST]"));
        RunPlan alone = RunPlan.of(Runs.scenario("""
                        run: {duration: 6s, drain: 2s}
                        nodes: [{group: full, count: 4}]
                        workloads: [{name: blocks, kind: broadcast, every: 1s}]
                        """), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        assertThat(new Fleet(alone).applications(0).inLife())
                .extracting(Registration::name)
                .containsExactly("application");
    }

    @Test
    void eachHearsItsOwnMessagesAndIsMeasuredApartOnSimulatedNodes() {
        RunResult result = Runs.simulate(plan("CONSENSUS", CryptoMode.MODELLED), 1);
        assertThatEachIsMeasuredApart(result);
        assertThat(result.checks()).hasSize(3).allMatch(check -> check.status() == CheckResult.Status.HELD);
    }

    @Test
    void eachHearsItsOwnMessagesAndIsMeasuredApartOverTcp() {
        RunPlan plan = plan("CONSENSUS", CryptoMode.REAL);
        try (TcpTestbed testbed =
                new TcpTestbed(plan, Geography.load(plan.scenario().network(), Path.of(".")))) {
            assertThatEachIsMeasuredApart(new ScenarioRun(plan, testbed, ignored -> {}).run());
        }
    }

    @Test
    void oneThatSendsOnATopicOfAnotherFailsAndHarmsNoOther() {
        RunResult result = Runs.simulate(plan("TX", CryptoMode.MODELLED), 1);
        assertThat(result.failures().count()).isEqualTo(4);
        assertThat(result.failures().first().getFirst().text())
                .contains("the application 'chat' failed: ")
                .contains("the application 'chat' is not registered for TX");
        assertThat(result.checks())
                .filteredOn(check -> check.status() == CheckResult.Status.HELD)
                .extracting(CheckResult::name)
                .contains("intact", "blocks", "txs");
    }
}
