package dev.understory.scenario;

import static dev.understory.scenario.Yaml.problems;
import static dev.understory.scenario.Yaml.read;
import static dev.understory.scenario.Yaml.scenario;
import static dev.understory.scenario.Yaml.small;
import static dev.understory.scenario.Yaml.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.fault.Crash;
import dev.understory.fault.Partition;
import dev.understory.identity.KeyType;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.load.Broadcast;
import dev.understory.load.OwnProtocol;
import dev.understory.mux.Topic;
import dev.understory.scenario.Selector.Pick;
import dev.understory.scenario.shape.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScenarioReaderTest {

    @Test
    void theSmallestScenarioHasADefaultForEverything() {
        Scenario scenario = scenario("nodes: [{group: validator, count: 3}]");
        assertThat(scenario.name()).isEqualTo("test");
        assertThat(scenario.run().duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(scenario.overlay()).containsExactly(new OverlayLayer.RandomGraph(Selector.EVERYONE, 8, true));
        NodeGroup group = scenario.group("validator").orElseThrow();
        assertThat(group.role()).isEqualTo(NodeGroup.Role.VALIDATOR);
        assertThat(group.keyType()).isEqualTo(KeyType.BLS12_381);
        assertThat(group.place().regions()).containsEntry("europe", 5599 / 11326.0);
        assertThat(group.place().access()).containsOnlyKeys("datacenter");
    }

    @Test
    void placesAreOneNameAListOrShares() {
        Scenario scenario = scenario(
                "nodes:",
                "  - {group: a, count: 3, place: {regions: europe}}",
                "  - {group: b, count: 3, place: {regions: [europe, na_east]}}",
                "  - {group: c, count: 3, place: {regions: {europe: 0.25, na_east: 0.75}}}");
        assertThat(scenario.nodes().get(0).place().regions()).containsExactly(java.util.Map.entry("europe", 1.0));
        assertThat(scenario.nodes().get(1).place().regions().values()).containsExactly(0.5, 0.5);
        assertThat(scenario.nodes().get(2).place().regions().values()).containsExactly(0.25, 0.75);
    }

    @Test
    void groupsSpreadOverTheNetworksWeightsUnlessTheySay() {
        Scenario scenario = scenario(small("network: {regions: {dataset: {file: map.csv, meaning: rtt}}}"));
        assertThat(scenario.network().regions().dataset())
                .isEqualTo(new Dataset.FromFile("map.csv", Dataset.Unit.MS, Dataset.Meaning.RTT));
        assertThat(scenario.nodes().getFirst().place().regions()).containsOnlyKeys("here", "there");
    }

    @Test
    void phasesFollowEachOtherAndMomentsReferToThem() {
        Scenario scenario = scenario(small(
                "phases: [{name: boot, until: 10s}, {name: rest, until: end}]",
                "events:",
                "  - {at: phase(rest).start + 5s, do: crash, who: {pick: 2}, restart: {after: 3s}}",
                "  - {at: phase(boot).end - 1s, do: heal-all}",
                "  - {at: end, do: restart}"));
        assertThat(scenario.phases())
                .containsExactly(
                        new Phase("boot", Duration.ZERO, Duration.ofSeconds(10)),
                        new Phase("rest", Duration.ofSeconds(10), Duration.ofSeconds(60)));
        assertThat(scenario.events().stream().map(event -> event.schedule().at()))
                .containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(9), Duration.ofSeconds(60));
        assertThat(scenario.events().getFirst()).isInstanceOfSatisfying(Crash.class, crash -> {
            assertThat(crash.who().pick()).isEqualTo(new Pick.Some(2));
            assertThat(crash.restartAfter()).contains(Duration.ofSeconds(3));
        });
        assertThat(scenario.spans(List.of("rest"))).extracting(Phase::name).containsExactly("rest");
        assertThat(scenario.spans(List.of()).getFirst().end()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void eventsRepeat() {
        Event.Schedule schedule = scenario(small("events: [{at: 5s, every: 2s, times: 3, do: heal-all}]"))
                .events()
                .getFirst()
                .schedule();
        assertThat(schedule.moment(2)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aPublisherIsDrawnAnewForEachMessageUnlessTheScenarioSaysOtherwise() {
        Scenario scenario = scenario(small(
                "workloads:",
                "  - {name: a, kind: broadcast, every: 1s}",
                "  - {name: b, kind: broadcast, rate: 30/m, topic: TX, from: {group: full, pick: all}}"));
        assertThat((Broadcast) scenario.workloads().get(0))
                .returns(new Pick.Any(), workload -> workload.acting().from().pick())
                .returns(
                        new Pace.Every(Distribution.constant(1e9)),
                        broadcast -> broadcast.acting().pace());
        assertThat((Broadcast) scenario.workloads().get(1))
                .returns(new Pick.All(), workload -> workload.acting().from().pick())
                .returns(Topic.TX, Broadcast::topic)
                .returns(new Pace.Poisson(0.5), broadcast -> broadcast.acting().pace());
    }

    @Test
    void measuredChurnLawsHaveNames() {
        Churn churn = scenario(small("churn: [{name: c, who: {}, session: ipfs-2022, downtime: 1h}]"))
                .churn()
                .getFirst();
        assertThat(churn.session().law()).isEqualTo(new Law.Weibull(0.61, 13_176e9));
        assertThat(churn.leave()).isEqualTo(Churn.Leave.DEFAULT);
    }

    @Test
    void applicationsGetTheirSettingsAsText() {
        Scenario scenario = scenario(small(
                "workloads: [{name: a, kind: application, class: org.example.Mine, settings: {k: 3, on: true}}]"));
        assertThat((OwnProtocol) scenario.workloads().getFirst())
                .returns("org.example.Mine", OwnProtocol::className)
                .satisfies(own ->
                        assertThat(own.settings()).containsEntry("k", "3").containsEntry("on", "true"));
    }

    @Test
    void anEventuallyLastsUntilTheEndOfTheDrainUnlessItSays() {
        Checks.Eventually check = scenario(small("checks: {eventually: [{name: a, rule: graph.nodes() == 4}]}"))
                .checks()
                .eventually()
                .getFirst();
        assertThat(check.from()).isEqualTo(Duration.ofSeconds(60));
        assertThat(check.within()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void countingSamplesNeedsNoUnit() {
        Checks.ServiceLevel level = scenario(
                        small("checks: {slo: [{name: a, metric: handshake.time, stat: count, min: 5}]}"))
                .checks()
                .slo()
                .getFirst();
        assertThat(level.min()).hasValue(5);
    }

    @Test
    void aPartitionThatNothingEndsIsAWarning() {
        ScenarioResult.Valid result = valid(read(
                Collections.emptyMap(),
                small("events: [{at: 5s, do: partition, sides: [{region: europe}, {region: na_east}]}]")));
        assertThat(result.warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "partition 'partition-1' has neither 'for' nor a later heal: it ends with the duration");
        assertThat(((Partition) result.scenario().events().getFirst()).duration())
                .isEqualTo(Optional.empty());
    }

    @Test
    void filesThatCannotBeReadAreAProblemOfTheirOwn(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.yaml");
        assertThat(problems(Yaml.READER.read(file, Collections.emptyMap())))
                .containsExactly(file + ":1:1: the file does not exist");
        assertThat(problems(Yaml.READER.read(folder, Collections.emptyMap())))
                .containsExactly(folder + ":1:1: the file is a folder");
        Files.writeString(
                file, "nodes: [{group: a, count: 1}]\nnetwork: {regions: {dataset: {file: m.csv, meaning: rtt}}}");
        Files.writeString(folder.resolve("m.csv"), "from,to,ms\nx,y,3\n");
        assertThat(valid(Yaml.READER.read(file, Collections.emptyMap()))
                        .scenario()
                        .network()
                        .regions()
                        .weights())
                .containsOnlyKeys("x", "y");
    }
}
