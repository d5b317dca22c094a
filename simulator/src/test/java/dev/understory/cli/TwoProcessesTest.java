package dev.understory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of one seed in processes of their own, which have nothing in common but the classes. */
class TwoProcessesTest {
    private static final String SCENARIO = """
            run: {duration: 10s, warmup: 2s, drain: 5s, crypto: real}
            nodes: [{group: full, count: 12}]
            overlay: {kind: random, degree: 4}
            churn: [{name: all, who: {group: full}, session: {kind: exponential, mean: 5s}, downtime: {kind: exponential, mean: 2s}}]
            workloads: [{name: blocks, kind: broadcast, every: 500ms, size: 2KiB}]
            checks:
              slo: [{name: delivery, metric: broadcast.delivered, stat: mean, min: 0.5}]
            """;

    @TempDir
    Path folder;

    /** Row R6. Another collector, interpreter instead of compiler, other threads and other identity hashes may not matter. */
    @Test
    void twoProcessesWriteTheSameBytesForOneSeed() throws IOException, InterruptedException {
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), SCENARIO);
        Path one = run(scenario, "one", List.of("-XX:+UseSerialGC", "-XX:hashCode=2"), List.of("--shards", "1"));
        Path two = run(
                scenario, "two", List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1"), List.of("--shards", "3"));
        for (String file : List.of("report.json", "metrics.csv", "junit.xml")) {
            assertThat(two.resolve(file)).as(file).hasSameBinaryContentAs(one.resolve(file));
        }
        assertThat(Files.readString(one.resolve("report.json"))).contains("\"traceHash\"");
    }

    private Path run(Path scenario, String name, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        Path out = folder.resolve(name);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockExperimentalVMOptions"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SimMain.class.getName(), "run"));
        command.addAll(List.of(scenario.toString(), "--seed", "7", "--out", out.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve(name + ".log")))
                .isZero();
        return out;
    }
}
