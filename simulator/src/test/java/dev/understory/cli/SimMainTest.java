package dev.understory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimMainTest {
    private static final String SMALL = """
            summary: Six nodes
            vars: {latency: 5s}
            run: {duration: 8s, warmup: 3s, drain: 2s, crypto: modelled}
            nodes: [{group: full, count: 6}]
            workloads: [{name: blocks, kind: broadcast, every: 500ms}]
            checks:
              slo: [{name: latency, metric: broadcast.latency, stat: p99, max: $latency}]
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path small;

    @BeforeEach
    void write() throws IOException {
        small = Files.writeString(folder.resolve("small.yaml"), SMALL);
    }

    @Test
    void aScenarioWhoseChecksHoldPassesWithCodeZero() {
        assertThat(run("run", small.toString(), "--out", folder.resolve("r").toString()))
                .isZero();
        assertThat(out()).startsWith("PASS  " + small + "   seed 1   10 s simulated in ");
        assertThat(out()).containsPattern("trace [0-9a-f]{16}\n  ok  latency   .* ms   <= 5 s   p99 of 50\n");
        assertThat(out()).endsWith("  report:    " + folder.resolve("r/report.html") + "\n");
        assertThat(folder.resolve("r/report.json")).exists();
    }

    @Test
    void aCheckThatDoesNotHoldFailsWithCodeOneAndSaysHowToSeeItAgain() {
        int code = run("run", small.toString(), "--out", folder.resolve("r").toString(), "--set", "latency=1ms");
        assertThat(code).isOne();
        assertThat(out()).startsWith("FAIL  ").contains("\n  NO  latency   ").contains("<= 1 ms");
        assertThat(out()).contains("  reproduce: understory replay --seed 1 --set latency=1ms " + small + "\n");
    }

    @Test
    void aRunIsRepeatedFromItsFolderWithTheSameHash() {
        assertThat(run(
                        "run",
                        small.toString(),
                        "--seed",
                        "9",
                        "--out",
                        folder.resolve("r").toString()))
                .isZero();
        out.reset();
        assertThat(run("replay", folder.resolve("r").toString(), "--shards", "2"))
                .isZero();
        assertThat(out()).contains("  same trace hash: the recorded run and this one\n");
    }

    @Test
    void aRecordedHashThatIsNotMetIsNondeterminismWithCodeFour() throws IOException {
        assertThat(run("run", small.toString(), "--out", folder.resolve("r").toString()))
                .isZero();
        Path report = folder.resolve("r/report.json");
        Files.writeString(
                report, Files.readString(report).replaceAll("\"traceHash\": \"[0-9a-f]+\"", "\"traceHash\": \"00\""));
        assertThat(run("replay", folder.resolve("r").toString())).isEqualTo(4);
        assertThat(out()).contains("  NONDETERMINISM: the recorded run has the trace hash 00, this one has ");
    }

    @Test
    void aScenarioIsReplayedByRunningItTwice() {
        assertThat(run("replay", "--seed", "3", small.toString())).isZero();
        assertThat(out()).contains("  same trace hash: one thread and 2 threads\n");
    }

    @Test
    void aReplayUntilATimeSaysNothingOfWhatComesLater() {
        assertThat(run("replay", "--until", "4s", small.toString())).isEqualTo(3);
        assertThat(out()).startsWith("INCONCLUSIVE  ").contains("   4 s simulated in ");
        assertThat(run("replay", "--until", "soon", small.toString())).isEqualTo(2);
        assertThat(err()).contains("understory replay: --until: expected a duration");
    }

    @Test
    void checkSaysWhatAScenarioHas() {
        assertThat(run("check", small.toString())).isZero();
        assertThat(out()).isEqualTo("ok  " + small + "   6 nodes   1 workload   1 check\n");
    }

    @Test
    void allProblemsOfAScenarioAreToldAtOnceWithTheirPlace() throws IOException {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"), "nodes: [{grup: full, count: 6}]\nrun: {duration: 10}\n");
        assertThat(run("run", wrong.toString())).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err().lines())
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.startsWith(wrong + ":"))
                .anyMatch(line -> line.contains("did you mean 'group'?"))
                .anyMatch(line -> line.contains(":2:17: '10' has no unit"));
        assertThat(run("check", wrong.toString(), small.toString())).isEqualTo(2);
        assertThat(out()).startsWith("ok  " + small);
    }

    @Test
    void checkSaysOfAScenarioWhatRunWouldSayAllAtOnceAndWithPlaces() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), """
                vars: {where: na_east, long: 2h}
                nodes: [{group: full, count: 4, place: {regions: europe}}]
                overlay: {kind: dial, from: {access: mobile}, to: {}}
                workloads:
                  - {name: bft, kind: nestbft, among: {region: $where}}
                  - {name: rare, kind: broadcast, every: $long}
                events: [{at: 1s, do: crash, who: {region: australia}}]
                """);
        String problems = wrong + ":3:29: no node has the access class mobile\n"
                + wrong + ":5:39: no node is in na_east\n"
                + wrong + ":6:42: this is as long as the time in which the workload may act: it never does"
                + " (from $long)\n"
                + wrong + ":7:35: no node is in australia\n";
        wrong(problems, "check", wrong.toString());
        wrong(problems, "run", wrong.toString(), "--out", folder.resolve("r").toString());
        wrong(problems, "replay", wrong.toString());
        assertThat(folder.resolve("r")).doesNotExist();
    }

    @Test
    void checkLooksForTheClassOfAnApplicationOnlyWhereItIsToldTo() throws IOException {
        Path own = Files.writeString(folder.resolve("own.yaml"), """
                nodes: [{group: full, count: 2}]
                workloads: [{name: mine, kind: application, class: not.There}]
                """);
        assertThat(run("check", own.toString())).isZero();
        wrong(
                own + ":2:52: there is no class not.There on the class path (option --classpath)\n",
                "check",
                own.toString(),
                "--classpath",
                folder.toString());
    }

    @Test
    void checkKnowsTheNetworkAndTheSeedOfTheRun() throws IOException {
        Path many = Files.writeString(folder.resolve("many.yaml"), "nodes: [{group: full, count: 1001}]\n");
        assertThat(run("check", many.toString(), "--seed", "7")).isZero();
        wrong(
                many + ":1:8: 1001 nodes: --network tcp runs 1000 at most, lower the counts, for example by --set\n",
                "check",
                many.toString(),
                "--network",
                "tcp");
        wrong("understory check: --network is sim or tcp, not 'udp'\n", "check", "x", "--network", "udp");
        wrong("understory check: --seed is not negative\n", "check", "x", "--seed", "-1");
        wrong("understory check: --classpath: nowhere does not exist\n", "check", "x", "--classpath", "nowhere");
    }

    @Test
    void aFileThatIsNotThereIsOneLine() {
        assertThat(run("run", "nowhere.yaml")).isEqualTo(2);
        assertThat(err()).isEqualTo("nowhere.yaml:1:1: the file does not exist\n");
    }

    @Test
    void wrongUseIsOneLineAndCodeTwo() {
        wrong("understory: a command is missing: run, check, replay, list, attacks, node, bench\n");
        wrong("understory: there is no command 'rum' (did you mean 'run'?)\n", "rum");
        wrong("understory run: missing required parameter: 'FILE'\n", "run");
        wrong("understory run: there is no option '--shard' (did you mean '--shards'?)\n", "run", "x", "--shard", "2");
        wrong("understory run: --network is sim or tcp, not 'udp'\n", "run", "x", "--network", "udp");
        wrong("understory run: --shards is from 1 to 64, not 99\n", "run", "x", "--shards", "99");
        wrong("understory run: --shards is from 1 to 64, not 0\n", "run", "x", "--shards", "0");
        wrong("understory replay: --shards is from 1 to 64, not 0\n", "replay", "x", "--shards", "0");
        wrong(
                "understory run: invalid value for option '--seed': 'abc' is not a whole number of at most "
                        + "9223372036854775807\n",
                "run",
                "x",
                "--seed",
                "abc");
        wrong("understory replay: --seed is not negative\n", "replay", "x", "--seed", "-1");
        wrong("understory run: --out: the name of the folder is empty\n", "run", "x", "--out", "");
        wrong("understory: the name of the scenario is empty\n", "run", "");
        wrong("understory run: --set takes name=value, not 'n'\n", "run", small.toString(), "--set", "n");
        wrong("understory list: there is no folder nowhere\n", "list", "nowhere");
        wrong(
                "understory replay: " + folder.resolve("run.json") + " is not there or is not the file of a run\n",
                "replay",
                folder.toString());
        wrong("understory: 'node' has to be the first argument: understory node COMMAND\n", "node");
    }

    @Test
    void anUnknownVariableIsToldWithTheOnesThereAre() {
        assertThat(run("run", small.toString(), "--set", "latencyy=2s")).isEqualTo(2);
        assertThat(err()).contains("latencyy").contains("latency").doesNotContain("Exception");
    }

    @Test
    void aReportThatCannotBeWrittenIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        wrong(
                "understory run: --out " + file + " is a file, not a folder\n",
                "run",
                small.toString(),
                "--out",
                file.toString());
    }

    @Test
    void aFolderThatCannotBeMadeIsToldBeforeTheRun() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        wrong(
                "understory run: cannot write to " + file + "/r: " + file + " is not a folder\n",
                "run",
                small.toString(),
                "--out",
                file + "/r");
        assertThat(folder).isDirectoryNotContaining("glob:**.writing-*");
    }

    @Test
    void theResolvedScenarioOfARunIsThatRun() throws IOException {
        String one = folder.resolve("one").toString();
        String two = folder.resolve("two").toString();
        assertThat(run("run", small.toString(), "--seed", "9", "--crypto", "real", "--set", "latency=4s", "--out", one))
                .isZero();
        assertThat(run("run", one + "/scenario.resolved.yaml", "--out", two)).isZero();
        assertThat(folder.resolve("two/report.json")).hasSameTextualContentAs(folder.resolve("one/report.json"));
    }

    @Test
    void aRunWithAMapOfItsOwnIsRepeatedFromItsFolder() throws IOException {
        Files.writeString(
                folder.resolve("map.csv"), "from,to,ms\nhere,there,40\nthere,here,40\nhere,here,2\nthere,there,2\n");
        Path own = Files.writeString(
                folder.resolve("own.yaml"), SMALL + "network: {regions: {dataset: {file: map.csv, meaning: rtt}}}\n");
        String report = folder.resolve("runs/one").toString();
        assertThat(run("run", own.toString(), "--out", report)).isZero();
        assertThat(run("replay", report)).isZero();
        assertThat(out()).contains("  same trace hash: the recorded run and this one\n");
    }

    @Test
    void aMistakeInAMapIsToldWithItsLine() throws IOException {
        Files.writeString(folder.resolve("map.csv"), "from,to,ms\nhere,here,fast\n");
        Path own = Files.writeString(
                folder.resolve("own.yaml"), SMALL + "network: {regions: {dataset: {file: map.csv, meaning: rtt}}}\n");
        wrong(own + ":8:30: map.csv:2:11: a delay must be a number, found 'fast'\n", "check", own.toString());
        wrong(own + ":8:30: map.csv:2:11: a delay must be a number, found 'fast'\n", "run", own.toString());
    }

    @Test
    void aRunThatHitALimitIsRepeatedUpToWhereItGot() throws IOException {
        Path limited =
                Files.writeString(folder.resolve("limited.yaml"), SMALL.replace("drain: 2s", "limits: {events: 800}"));
        String report = folder.resolve("r").toString();
        assertThat(run("run", limited.toString(), "--out", report)).isEqualTo(3);
        assertThat(out()).contains("  ended early: the limit of events was hit\n");
        out.reset();
        assertThat(run("replay", report)).isEqualTo(3);
        assertThat(out()).containsPattern("  same trace hash: the recorded run and this one up to [0-9.]+ s\n");
        out.reset();
        assertThat(run("replay", report, "--shards", "3")).isEqualTo(3);
        assertThat(out()).contains("  same trace hash: the recorded run and this one up to ");
        out.reset();
        assertThat(run("replay", limited.toString(), "--shards", "3")).isEqualTo(3);
        assertThat(out()).contains("  same trace hash: one thread and 3 threads up to ");
        out.reset();
        assertThat(run("replay", report, "--until", "1s")).isEqualTo(3);
        assertThat(out()).contains("  not compared: the recorded run ended at ");
    }

    @Test
    void aRunThatRanOutOfWallTimeIsRepeatedAsFarWithoutThatLimit() throws IOException {
        Path limited = Files.writeString(
                folder.resolve("limited.yaml"),
                SMALL.replace("drain: 2s", "limits: {wall: 300ms}")
                        .replace("duration: 8s", "duration: 1000h")
                        .replace("every: 500ms", "every: 1h"));
        String report = folder.resolve("r").toString();
        assertThat(run("run", limited.toString(), "--out", report)).isEqualTo(3);
        assertThat(out()).contains("  ended early: the limit of wall time was hit\n");
        assertThat(run("replay", report, "--shards", "2")).isEqualTo(3);
        assertThat(out()).contains("  same trace hash: the recorded run and this one up to ");
        assertThat(run("replay", limited.toString())).isEqualTo(3);
        assertThat(out())
                .contains("  same trace hash: one thread and 2 threads up to ")
                .doesNotContain("NONDETERMINISM");
    }

    @Test
    void whatFailsOutsideTheChecksIsCodeOneAndAFailedTest() throws IOException {
        Path failing = Files.writeString(folder.resolve("failing.yaml"), """
                run: {duration: 2s, drain: 1s}
                nodes: [{group: full, count: 2}]
                workloads: [{name: mine, kind: application, class: dev.understory.run.VerdictTest$$Ending}]
                checks: {always: [{name: two, rule: "graph.nodes() == 2"}]}
                """);
        String report = folder.resolve("r").toString();
        assertThat(run("run", failing.toString(), "--out", report)).isEqualTo(1);
        assertThat(out())
                .startsWith("FAIL  ")
                .contains("\n  ok  two ")
                .contains(
                        "\n  NO  no-failures   2 failures   == 0 failures   full-0 at 1.000 s: the application failed: ")
                .contains(
                        "\n  failure: full-1 at 1.000 s: the application failed: java.lang.IllegalStateException: boom");
        assertThat(folder.resolve("r/junit.xml"))
                .content()
                .contains("tests=\"2\" failures=\"1\" skipped=\"0\"")
                .contains("<failure message=\"2 failures, wanted == 0 failures (full-0 at 1.000 s");
        assertThat(folder.resolve("r/report.json")).content().contains("\"failureCount\": 2");
    }

    @Test
    void aRunThatIsCutShortHasNoFailedTests() throws IOException {
        Path limited = Files.writeString(folder.resolve("limited.yaml"), """
                run: {duration: 20s, limits: {events: 60}}
                nodes: [{group: full, count: 2}]
                checks:
                  always: [{name: two, rule: "graph.nodes() == 2"}]
                  eventually: [{name: three, rule: "graph.nodes() == 3"}]
                """);
        String report = folder.resolve("r").toString();
        assertThat(run("run", limited.toString(), "--out", report)).isEqualTo(3);
        assertThat(out())
                .startsWith("INCONCLUSIVE  ")
                .containsPattern("\n  --  two +2 +== 2 +held until [0-9.]+ s, where the run ended\n")
                .containsPattern(
                        "\n  --  three +- +graph.nodes\\(\\) == 3 +not true by [0-9.]+ s, where the run ended\n");
        assertThat(folder.resolve("r/junit.xml"))
                .content()
                .contains("tests=\"3\" failures=\"0\" skipped=\"3\"")
                .contains("<skipped message=\"ended early: the limit of events was hit\"/>");
        assertThat(folder.resolve("r/report.json")).content().doesNotContain("\"broken\"");
    }

    @Test
    void aRunThatJudgesNothingSaysWhy() throws IOException {
        Path silent = Files.writeString(folder.resolve("silent.yaml"), """
                run: {duration: 1s, drain: 1s}
                nodes: [{group: full, count: 2}]
                """);
        assertThat(run("run", silent.toString(), "--out", folder.resolve("r").toString()))
                .isEqualTo(3);
        assertThat(out()).contains("  nothing was judged: the scenario has no checks\n");
    }

    @Test
    void everyCommandTellsTheVersion() {
        for (String command : List.of("run", "check", "replay", "list")) {
            out.reset();
            assertThat(run(command, "--version")).isZero();
            assertThat(out()).isEqualTo("understory 0.1.0\n");
        }
    }

    @Test
    void aSummaryCannotWriteToTheTerminalAtWill() throws IOException {
        Files.writeString(small, "summary: \"a\\e[2Jb\"\nnodes: [{group: full, count: 2}]\n");
        assertThat(run("list", folder.toString())).isZero();
        assertThat(out()).isEqualTo(small + "\n    a [2Jb\n");
    }

    @Test
    void aClassThatIsNotThereIsOneLine() throws IOException {
        Path own = Files.writeString(folder.resolve("own.yaml"), """
                nodes: [{group: full, count: 2}]
                workloads: [{name: mine, kind: application, class: not.There}]
                """);
        wrong(
                own + ":2:52: there is no class not.There on the class path (option --classpath)\n",
                "run",
                own.toString(),
                "--out",
                folder.resolve("r").toString());
        wrong(
                "understory run: --classpath: nowhere.jar does not exist\n",
                "run",
                own.toString(),
                "--classpath",
                "nowhere.jar");
        assertThat(folder.resolve("r")).doesNotExist();
    }

    @Test
    void theHelpNamesEveryCommandAndExitCode() {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("run ", "check ", "replay ", "list ", "node ", "bench ");
        assertThat(out()).contains("nondeterminism: two runs of a seed differ").contains("130");
        assertThat(run("replay", "--help")).isZero();
        assertThat(out()).contains("exit code 4");
    }

    @Test
    void listTellsWhatTheScenariosShow() {
        assertThat(run("list", folder.toString())).isZero();
        assertThat(out()).isEqualTo(small + "\n    Six nodes\n");
    }

    private void wrong(String line, String... arguments) {
        err.reset();
        out.reset();
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err()).isEqualTo(line);
        assertThat(out()).isEmpty();
    }

    private int run(String... arguments) {
        PrintStream toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream toErr = new PrintStream(err, true, StandardCharsets.UTF_8);
        return SimMain.run(new Console(toOut, toErr, new CompletableFuture<>()), arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
