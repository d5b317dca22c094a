package dev.understory.scenario;

import static dev.understory.scenario.Yaml.problems;
import static dev.understory.scenario.Yaml.read;
import static dev.understory.scenario.Yaml.small;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ScenarioLanguage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of problem, with its exact place and words. Line 2 is the line under test. */
final class ScenarioProblemsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "sumary: x | 2:1: unknown key 'sumary' in a scenario (did you mean 'summary'?)",
                "name: two words | 2:7: expected a name of letters, digits, dots and dashes, not 'two words'",
                "run: 60s | 2:6: run has to be a map with the keys seed, duration, warmup, drain, limits, crypto, not '60s'",
                "run: | 2:1: key 'run' has no value",
                "run: {duration: 10} | 2:17: '10' has no unit: write a duration such as 50ms, 1.5s, 30m",
                "run: {duration: 5sec} | 2:17: unknown unit 'sec': write a duration such as 50ms, 1.5s, 30m"
                        + " (there are ns, us, ms, s, m, h and d)",
                "run: {duration: 64KiB} | 2:17: '64KiB' is a size: write a duration such as 50ms, 1.5s, 30m",
                "run: {duration: 5 s} | 2:17: '5 s' has a space before its unit (did you mean '5s'?)",
                "run: {duration: 1.5ns} | 2:17: '1.5ns' is finer than 1ns",
                "run: {duration: 0s} | 2:17: expected a duration from 1ns to 3650d, not '0s'",
                "run: {duration: soon} | 2:17: expected a duration such as 50ms, 1.5s, 30m, not 'soon'",
                "run: {duration: [1s]} | 2:17: expected a duration such as 50ms, 1.5s, 30m, not a list",
                "run: {duration: '1s'} | 2:17: expected a duration such as 50ms, 1.5s, 30m, not text in quotes",
                "run: {duration: 1m, warmup: 60s} | 2:29: the warm-up has to be shorter than the duration",
                "run: {seed: -1} | 2:13: expected a whole number of at least 0, not '-1'",
                "run: {seed: 1.5} | 2:13: expected a whole number of at least 0, not '1.5'",
                "run: {crypto: none} | 2:15: unknown crypto mode 'none' (there are real and modelled)",
                "run: {limits: {heap: 1s}} | 2:22: '1s' is a duration: write a size such as 100B, 64KiB, 1MB",
                "network: {regions: {dataset: builtin/regions-9}} | 2:30: unknown dataset 'builtin/regions-9'"
                        + " (did you mean 'builtin/regions-8'?)",
                "network: {regions: {dataset: {file: no.csv, meaning: rtt}}} | 2:30: cannot read no.csv",
                "network: {regions: {dataset: {file: bad.csv, meaning: rtt}}} | 2:30: cannot use bad.csv:2:1:"
                        + " expected 3 cells 'from,to,delay', found 1",
                "network: {regions: {weights: {europ: 1}}} | 2:31: unknown region 'europ' (did you mean 'europe'?)",
                "network: {regions: {weights: {europe: 0.5}}} | 2:30: the shares sum to 0.5, not to 1",
                "network: {transport: {loss: {rate: 5%}}} | 2:36: '5%' is in percent: write a fraction from 0 to 1",
                "network: {transport: {loss: {rate: 1.5}}} | 2:36: expected a fraction from 0 to 1, not '1.5'",
                "network: {access: {dsl: {up: 5Mbit/s}}} | 2:25: missing key 'down' in an access class",
                "network: {access: {dsl: {up: 5Mbit, down: 5Mbit/s}}} | 2:30: unknown unit 'Mbit': write a bandwidth"
                        + " such as 512Kbit/s, 10Mbit/s, 1Gbit/s (there are bit/s, Kbit/s, Mbit/s and Gbit/s)",
                "network: {latency: {jitter: {shape: 1}}} | 2:29: missing key 'kind' in a distribution: one of"
                        + " constant, uniform, exponential, normal, lognormal, weibull, pareto, gamma, generalized-pareto",
                "network: {latency: {jitter: {kind: lognorm}}} | 2:36: unknown kind 'lognorm' of a distribution"
                        + " (did you mean 'lognormal'?)",
                "network: {latency: {jitter: {kind: uniform, min: 2ms, max: 1ms}}} | 2:60: max is smaller than min",
                "network: {latency: {jitter: {kind: constant, value: 2ms, max: 1ms}}} | 2:58: unknown key 'max' in"
                        + " a distribution of kind constant (there are value and kind)",
                "overlay: {kind: mesh} | 2:17: unknown kind 'mesh' of an overlay (there are full-mesh, random, discovery and dial)",
                "overlay: {kind: random, among: {grup: full}} | 2:33: unknown key 'grup' in a selector"
                        + " (did you mean 'group'?)",
                "overlay: {kind: random, among: {group: ful}} | 2:40: unknown group 'ful' (did you mean 'full'?)",
                "overlay: {kind: random, among: {pick: any}} | 2:39: 'any' makes no sense here, where nodes are"
                        + " chosen once: write one or a number",
                "overlay: {kind: random, among: {pick: 1, fraction: 0.5}} | 2:52: 'pick' and 'fraction' exclude each other",
                "overlay: {kind: random, among: {access: hom}} | 2:41: unknown access class 'hom' (did you mean 'home'?)",
                "events: [{at: 1s, do: crash, who: {role: seed}}] | 2:42: no group has the role 'seed'",
                "overlay: {kind: random, among: {role: king}} | 2:39: unknown role 'king' (there are seed, validator, full and attacker)",
                "attacks: [{name: a, kind: garbege, from: {}}] | 2:27: unknown kind 'garbege' of an attack"
                        + " (did you mean 'garbage'?)",
                "attacks: [{name: a, kind: garbage}] | 2:11: missing key 'from' in an attack of kind garbage",
                "attacks: [{name: a, kind: garbage, from: {}, conections: 3}] | 2:46: unknown key 'conections' in an attack"
                        + " of kind garbage (did you mean 'connections'?)",
                "attacks: [{name: a, kind: garbage, from: {}, at: frames}] | 2:50: unknown stage 'frames'"
                        + " (did you mean 'frame'?)",
                "attacks: [{name: a, kind: sybil, from: {}, connections: 2000}] | 2:57: expected a whole number from 1 to"
                        + " 1024, not '2000'",
                "attacks: [{name: a, kind: sybil, from: {}, addresses: {network: 10.0.0.1/8, count: 3}}] | 2:65:"
                        + " '10.0.0.1/8' is an address inside a network, not a network: did you mean '10.0.0.0/8' (all of"
                        + " it) or '10.0.0.1' (this one address)?",
                "attacks: [{name: a, kind: sybil, from: {}}, {name: a, kind: sybil, from: {}}] | 2:52: workload 'a' is here"
                        + " twice (first in line 2)",
                "checks: {slo: [{name: a, metric: attack.bytes, stat: sum, max: 1B}]} | 2:34: no attack of this scenario"
                        + " samples attack.bytes",
                "checks: {slo: [{name: a, metric: peers, stat: max, max: 1, against: a}]} | 2:69: only what is sampled can be compared with another phase; a state such as peers can not",
                "phases: [{name: a, until: 2m}] | 2:17: phase 'a' ends after the run",
                "phases: [{name: a, until: 9s}, {name: b, until: 5s}] | 2:39: phase 'b' ends before it starts:"
                        + " phases are in order of time",
                "phases: [{name: a, until: 9s}, {name: a, until: end}] | 2:39: phase 'a' is here twice (first in line 2)",
                "workloads: [{name: x, kind: brodcast}] | 2:29: unknown kind 'brodcast' of a workload"
                        + " (did you mean 'broadcast'?)",
                "workloads: [{name: x, kind: broadcast}] | 2:13: a workload needs either 'every' or 'rate'",
                "workloads: [{name: x, kind: broadcast, every: 1s, rate: 1/s}] | 2:57: a workload needs either 'every' or 'rate'",
                "workloads: [{name: x, kind: broadcast, every: 0s}] | 2:47: the time from one to the next has to be"
                        + " more than zero",
                "workloads: [{name: x, kind: broadcast, rate: 4}] | 2:46: '4' has no unit: write a rate such as"
                        + " 400/s, 30/m, 5/h",
                "workloads: [{name: x, kind: broadcast, every: 1s, topic: BLOK}] | 2:58: unknown topic 'BLOK'"
                        + " (did you mean 'BLOCK'?)",
                "workloads: [{name: x, kind: broadcast, every: 1s, during: ned}] | 2:59: unknown phase 'ned'",
                "workloads: [{name: x, kind: application, class: a b}] | 2:49: expected the full name of a class, not 'a b'",
                "churn: [{name: c, who: {}, session: ipfs-2023, downtime: 1m}] | 2:37: unknown churn law 'ipfs-2023'"
                        + " (did you mean 'ipfs-2022'?)",
                "churn: [{name: c, who: {}, session: 1h, downtime: 1m, leave: {crash: 0.5, graceful: 0.6}}] | 2:70:"
                        + " crash, powerLoss and graceful have to sum to 1",
                "events: [{at: 1s, do: crsh}] | 2:23: unknown do 'crsh' of an event (did you mean 'crash'?)",
                "events: [{do: heal-all}] | 2:10: missing key 'at' in an event heal-all",
                "events: [{at: soon, do: heal-all}] | 2:15: expected a moment such as 90s, phase(NAME).start,"
                        + " phase(NAME).end + 5s or end, not 'soon'",
                "events: [{at: phase(x).start, do: heal-all}] | 2:21: unknown phase 'x'",
                "events: [{at: 2m, do: heal-all}] | 2:15: this moment is not within the duration of the run",
                "events: [{at: 1s, every: 1s, do: heal-all}] | 2:26: 'every' and 'times' go together",
                "events: [{at: 1s, do: heal, name: cut}] | 2:35: unknown partition 'cut'",
                "events: [{at: 1s, do: partition, sides: [{region: europe}]}] | 2:41: expected at least 2 elements",
                "events: [{at: 1s, do: crash, who: full}] | 2:35: a selector has to be a map with the keys group, role,"
                        + " region, access, honest, pick, fraction, not 'full'",
                "checks: {always: [{name: a, rule: bft.agrement}]} | 2:35: unknown rule 'bft.agrement'"
                        + " (did you mean 'bft.agreement'?)",
                "checks: {always: [{name: a, rule: all(ful.peers) > 1}]} | 2:39: unknown group 'ful' (did you mean 'full'?)",
                "checks: {always: [{name: a, rule: \"all(full.pears) > 1\"}]} | 2:45: unknown state 'pears'"
                        + " (did you mean 'peers'?)",
                "checks: {always: [{name: a, rule: all(node.peers) < config(p2p.max-inbond)}]} | 2:60:"
                        + " unknown config key 'p2p.max-inbond' (did you mean 'p2p.max-inbound'?)",
                "checks: {eventually: [{name: a, rule: graph.nodes() > 1, within: 20s}]} | 2:66: this ends after the run"
                        + " and its drain",
                "checks: {slo: [{name: a, metric: peers, stat: max}]} | 2:16: a service level needs 'min', 'max' or both",
                "checks: {slo: [{name: a, metric: pears, stat: max, max: 1}]} | 2:34: unknown metric 'pears'"
                        + " (did you mean 'peers'?)",
                "checks: {slo: [{name: a, metric: peers, stat: p98, max: 1}]} | 2:47: unknown statistic 'p98'"
                        + " (did you mean 'p90'?)",
                "checks: {slo: [{name: a, metric: peers, stat: max, max: 1s}]} | 2:57: '1s' has a unit: write a number"
                        + " without a unit such as 5, 0.999",
                "checks: {slo: [{name: a, metric: peers, stat: max, min: 2, max: 1}]} | 2:65: max is smaller than min",
                "checks: {slo: [{name: a, metric: peers, stat: max, max: 1, where: {topic: TX}}]} | 2:67: peers has no"
                        + " label 'topic', only group, region",
                "checks: {slo: [{name: a, metric: bft.rounds, stat: max, max: 1}]} | 2:34: no workload of this scenario"
                        + " samples bft.rounds",
                "network: {transport: {loss: {rate: 1}}} | 2:36: where every segment is lost, none ever arrives: the chance"
                        + " has to be less than 1",
                "workloads: [{name: x, kind: broadcast, every: 1s, size: 1GB}] | 2:57: a message of BLOCK has at most"
                        + " 64MiB (p2p.topics.BLOCK.max-message-size), not 1GB",
                "workloads: [{name: x, kind: broadcast, every: 1s, topic: TX, size: {kind: uniform, min: 1B, max: 70MB}}]"
                        + " | 2:68: a message of TX has at most 64MiB (p2p.topics.TX.max-message-size), not draws of up"
                        + " to 70MB",
                "workloads: [{name: x, kind: request, every: 1s, size: {request: 5MiB}}] | 2:65: a message of"
                        + " BLOCK_REQUEST has at most 4MiB (p2p.topics.BLOCK_REQUEST.max-message-size), not 5MiB",
                "workloads: [{name: x, kind: request, every: 1s, size: {response: 65MiB}}] | 2:66: a message of BLOCK"
                        + " has at most 64MiB (p2p.topics.BLOCK.max-message-size), not 65MiB",
                "workloads: [{name: x, kind: nestbft, blockSize: 32MiB}] | 2:49: a block has at most 31MiB, so that two"
                        + " fit into a message of CONSENSUS (p2p.topics.CONSENSUS.max-message-size), not 32MiB",
                "workloads: [{name: x, kind: application, class: a.B, during: y}] | 2:54: unknown key 'during' in a"
                        + " workload of kind application (there are name, on, topics, class, settings, mayStop and kind)",
                "checks: {always: [{name: a, rule: bft.agreement}]} | 2:35: bft.agreement needs a workload of kind nestbft",
                "checks: {always: [{name: a, rule: graph.nodes() > 1 or broadcast.once}]} | 2:35: broadcast.once needs a"
                        + " workload of kind broadcast",
                "checks: {never: [{name: a, rule: max(node.height) > 3}]} | 2:34: the state height needs a workload of"
                        + " kind nestbft",
                "events: [{at: end, do: crash, who: {}}] | 2:15: at the end of the duration all faults are lifted: this"
                        + " one would never be",
                "events: [{at: 60s, do: partition, sides: [{}, {}], for: 1s}] | 2:15: at the end of the duration all"
                        + " faults are lifted: this one would never be",
                "events: [{at: 1s, do: heal, name: c}, {at: 2s, do: partition, name: c, sides: [{}, {}]}] | 2:15: this is"
                        + " over before partition 'c' begins, at 2s",
                "sweep: {} | 2:1: unknown key 'sweep' in a scenario: part of the language, but not supported by this version",
                "events: [{at: 1s, do: flap}] | 2:23: unknown do 'flap' of an event: part of the language, but not"
                        + " supported by this version",
                "run: {seed: 1_000} | 2:13: expected a whole number of at least 0, not '1_000'",
                "vars: {a: {b: 1}} | 2:11: expected a value, not a map",
                "summary: $peers | 2:10: unknown variable '$peers' (the scenario has no vars)",
                "labels: [a, b | 2:14: not YAML: expected ',' or ']', but got <stream end>",
                "labels: [&a x, *a] | 2:10: anchors are not part of the language: use vars",
                "labels: [!!str x] | 2:10: tags are not part of the language",
                "nodes: [] | 2:1: key 'nodes' is here twice (first in line 1)",
                "? [a] : b | 2:3: a key has to be a word, not a list",
            })
    void saysWhereAndWhat(String line, String expected) {
        assertThat(problems(small(line))).contains("test.yaml:" + expected);
    }

    @Test
    void reportsAllProblemsAtOnceSortedByPlace() {
        assertThat(problems(
                        "sumary: x",
                        "checks: {slo: [{name: a, metric: pears, stat: max, max: 1}]}",
                        "nodes:",
                        "  - {group: a, count: 0}",
                        "  - {group: a, count: 1, place: {access: hom}}"))
                .containsExactly(
                        "test.yaml:1:1: unknown key 'sumary' in a scenario (did you mean 'summary'?)",
                        "test.yaml:2:34: unknown metric 'pears' (did you mean 'peers'?)",
                        "test.yaml:4:23: expected a whole number from 1 to 1000000, not '0'",
                        "test.yaml:5:13: group 'a' is here twice (first in line 4)",
                        "test.yaml:5:42: unknown access class 'hom' (did you mean 'home'?)");
    }

    @Test
    void settingsOfNodesAreReadAsTheNodeWouldAndHaveTheirPlace() {
        assertThat(problems(
                        "nodes:",
                        "  - {group: a, count: 1, config: {p2p.max-inbound: x, p2p.max-outbound: -1}}",
                        "  - {group: b, count: 1, config: {p2p.max-inbound: 5, p2p.max-outbound: 5s}}"))
                .containsExactly(
                        "test.yaml:2:52: p2p.max-inbound: must be a whole number from 0 to 1000000, not 'x'",
                        "test.yaml:2:73: p2p.max-outbound: must be a whole number from 0 to 1000000, not -1",
                        "test.yaml:3:73: p2p.max-outbound: must be a whole number from 0 to 1000000, not '5s'");
    }

    @Test
    void howLargeAMessageMayBeIsUpToTheNodesOfWhichOneHasToTakeIt() {
        String workload = "workloads: [{name: x, kind: broadcast, every: 1s, size: 100MiB}]";
        assertThat(production(
                        "nodes: [{group: a, count: 1}, "
                                + "{group: b, count: 1, config: {p2p.topics.BLOCK.max-message-size: 100 MiB}}]",
                        workload))
                .isInstanceOf(ScenarioResult.Valid.class);
        assertThat(problems(production(
                        "nodes: [{group: b, count: 1, config: {p2p.topics.BLOCK.max-message-size: 99 MiB}}]",
                        workload)))
                .containsExactly("test.yaml:2:57: a message of BLOCK has at most 99MiB"
                        + " (p2p.topics.BLOCK.max-message-size), not 100MiB");
    }

    @Test
    void theTailOfALawIsNoMistake() {
        assertThat(read(
                        Collections.emptyMap(),
                        small("workloads: [{name: x, kind: broadcast, every: 1s,"
                                + " size: {kind: lognormal, median: 64KiB, sigma: 1}}]")))
                .isInstanceOf(ScenarioResult.Valid.class);
    }

    @Test
    void aSettingThatIsNoNumberCannotBeCompared() {
        assertThat(problems(production(
                        "nodes: [{group: a, count: 1}]",
                        "checks: {always: [{name: a, rule: all(a.peers) < config(p2p.listen-address)}]}")))
                .containsExactly("test.yaml:2:57: 'p2p.listen-address' is no number: a rule cannot compare it");
    }

    @Test
    void aServiceLevelThatNothingIsSampledForIsAProblemOfItsLabels() {
        assertThat(
                        problems(
                                small(
                                        "workloads: [{name: b, kind: broadcast, every: 1s}, {name: r, kind: request, every: 1s}]",
                                        "checks:",
                                        "  slo:",
                                        "    - {name: c, metric: broadcast.latency, where: {workload: r}, stat: max, max: 1s}",
                                        "    - {name: d, metric: broadcast.latency, where: {topic: TX}, stat: max, max: 1s}",
                                        "    - {name: e, metric: broadcast.latency, where: {workload: b, topic: BLOCK}, stat: max, max: 1s}")))
                .containsExactly(
                        "test.yaml:5:51: no workload with these labels samples broadcast.latency",
                        "test.yaml:6:51: no workload with these labels samples broadcast.latency");
    }

    @Test
    void aServiceLevelWithinTheWarmUpIsAProblem() {
        assertThat(problems(small(
                        "run: {warmup: 10s}",
                        "phases: [{name: boot, until: 10s}, {name: rest, until: end}]",
                        "checks:",
                        "  slo:",
                        "    - {name: c, metric: peers, stat: max, max: 1, during: boot}",
                        "    - {name: d, metric: peers, stat: max, max: 1, during: [boot, rest]}")))
                .containsExactly("test.yaml:6:59: this is over before the warm-up is, and samples count only after it");
    }

    @Test
    void thereIsALimitToTheNodesAndToTheWorkloadsOfARun() {
        assertThat(problems("nodes: [{group: a, count: 1000000}, {group: b, count: 1}]"))
                .containsExactly("test.yaml:1:8: 1000001 nodes in all: a run has at most 1000000");
        String hundred = IntStream.range(0, 100)
                .mapToObj(i -> "{name: w" + i + ", kind: broadcast, every: 1s}, ")
                .collect(Collectors.joining());
        assertThat(problems(small("workloads: [" + hundred + "\n  {name: last, kind: broadcast, every: 1s}]")))
                .containsExactly("test.yaml:3:3: a run has 100 workloads at most");
    }

    @Test
    void aGroupStartsBeforeTheEnd() {
        assertThat(problems("nodes: [{group: a, count: 1, start: {at: 60s}}]"))
                .containsExactly("test.yaml:1:42: no node starts before the end of the run");
    }

    @Test
    void settingsThatDoNotFitTogetherAreAProblemOfTheOneThatWasWritten() {
        ScenarioResult result = production("nodes: [{group: a, count: 1, config: {p2p.handshake.step-timeout: 10 s}}]");
        assertThat(problems(result))
                .containsExactly("test.yaml:1:67: p2p.handshake.timeout: must not be shorter than step-timeout");
    }

    @Test
    void noGroupIsCalledWhatStandsForEveryGroup() {
        assertThat(problems("nodes: [{group: node, count: 1}]"))
                .containsExactly("test.yaml:1:17: 'node' stands for every group in rules: give this one another name");
    }

    @Test
    void aFileOfAnotherSchemaIsNotLookedAtAnyFurther() {
        assertThat(problems("schema: understory/v2", "nonsense: 1"))
                .containsExactly(
                        "test.yaml:1:9: this version reads only the schema understory/v1, not 'understory/v2'");
    }

    @Test
    void aScenarioNeedsNodes() {
        assertThat(problems("summary: nothing")).containsExactly("test.yaml:1:1: missing key 'nodes' in a scenario");
        assertThat(problems("nodes: []")).containsExactly("test.yaml:1:8: expected at least 1 element");
    }

    @Test
    void theFileHasToBeOneMap() {
        assertThat(problems("")).containsExactly("test.yaml:1:1: the file is empty");
        assertThat(problems("# nothing")).containsExactly("test.yaml:1:1: the file is empty");
        assertThat(problems("- a")).singleElement().asString().startsWith("test.yaml:1:1: a scenario has to be a map");
        assertThat(problems(small("---", "nodes: []")))
                .contains("test.yaml:2:1: a second document: a file is one scenario");
    }

    @Test
    void bytesThatAreNoTextAreRefusedWithTheirPlace() {
        assertThat(problems(read(Collections.emptyMap(), new byte[] {'a', '\n', 'b', ':', (byte) 0xff})))
                .containsExactly("test.yaml:2:3: not UTF-8 text");
        assertThat(problems("a: \u0001")).singleElement().asString().startsWith("test.yaml:1:4: not YAML");
    }

    @Test
    void namesOfRegionsAreNotComplainedAboutWhenTheirDatasetIsUnknown() {
        assertThat(problems(
                        "network: {regions: {dataset: builtin/moon}}",
                        "nodes: [{group: a, count: 1, place: {regions: crater}}]"))
                .singleElement()
                .asString()
                .startsWith("test.yaml:1:30: unknown dataset");
    }

    @Test
    void theNumberOfReportedProblemsIsLimited() {
        StringBuilder keys = new StringBuilder("nodes: [{group: a, count: 1}]\n");
        for (int i = 0; i < 1000; i++) {
            keys.append("unknown").append(i).append(": 1\n");
        }
        assertThat(problems(keys.toString())).hasSize(201).last().asString().endsWith("and 800 more problems");
    }

    /** Read with the settings that production nodes have. */
    private static ScenarioResult production(String... lines) {
        byte[] scenario = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return new ScenarioReader(ScenarioLanguage.WHOLE)
                .read("test.yaml", scenario, Collections.emptyMap(), path -> new byte[0]);
    }
}
