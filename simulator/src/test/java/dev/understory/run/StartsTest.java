package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Geography;
import dev.understory.plan.RunPlan;
import dev.understory.report.RunFolder;
import dev.understory.run.Testbed.Reason;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** So many nodes start at a time that the threads of all shards start theirs at once. */
final class StartsTest {
    /** All that a start touches: must-connect peers, certificates, services and who asks them, several workloads, disks. */
    private static final String WAVES = """
            run: {duration: 20s, warmup: 2s, drain: 4s}
            nodes:
              - {group: validator, count: 5, role: validator}
              - {group: first, count: 40, services: [{kind: echo, port: 7007, tls: true}]}
              - {group: second, count: 40, start: {at: 5s}}
              - {group: third, count: 10, start: {at: 7s, ramp: 3s}}
            overlay: [{kind: full-mesh, among: {group: validator}}, {kind: random, degree: 4}]
            churn: [{name: coming, who: {group: first, fraction: 0.3}, session: {kind: exponential, mean: 5s}, downtime: {kind: exponential, mean: 2s}}]
            workloads:
              - {name: chain, kind: nestbft, among: {group: validator}, blockSize: 20KiB}
              - {name: gossip, kind: broadcast, every: 1s, size: 1KiB}
              - {name: questions, kind: request, every: 1s, size: {request: 100B, response: 1KiB}}
              - {name: echoes, kind: echo, from: {group: second, pick: all}, to: {group: first}, every: 2s, size: 1KiB}
            events:
              - {at: 0s, do: crash, who: {group: first, pick: 3}, disk: lose, restart: {after: 3s}}
              - {at: 10s, do: crash, who: {group: second, pick: 36}, restart: {after: 3s}}
            checks:
              slo:
                - {name: some, metric: broadcast.delivered, stat: p50, min: 0.5}
                - {name: restarts, metric: restarts, stat: mean, max: 10}
            """;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theWholeReportIsTheSameForAnyNumberOfShards(int shards) {
        assertThat(report(shards)).isEqualTo(report(1));
    }

    private static String report(int shards) {
        return RunFolder.report(Runs.simulate(WAVES, 3, shards, CryptoMode.MODELLED));
    }

    /** Few enough for one thread, and enough for two. */
    @ParameterizedTest
    @ValueSource(ints = {10, 100})
    void aStartThatBreaksTheSimulationEndsTheRunAndIsTold(int nodes) {
        RunResult result = runWithoutTheLast(nodes, "[]", OptionalLong.empty());
        assertThat(result.ending()).isEqualTo(broken());
        assertThat(result.reachedNanos()).isZero();
    }

    @Test
    void itIsToldOfARunThatGoesNoFurtherThanTheStarts() {
        assertThat(runWithoutTheLast(100, "[]", OptionalLong.of(0)).ending()).isEqualTo(broken());
    }

    @Test
    void nothingElseIsDoneThenToANodeThatNeverCameUp() {
        String crash = "[{at: 0s, do: crash, who: {pick: all}}]";
        assertThat(runWithoutTheLast(100, crash, OptionalLong.empty()).ending()).isEqualTo(broken());
    }

    private static Testbed.Ending broken() {
        return new Testbed.Ending(Reason.FAILED, "java.lang.IllegalStateException: made up");
    }

    /** On two shards; the last node cannot be started. */
    private static RunResult runWithoutTheLast(int nodes, String events, OptionalLong until) {
        RunPlan plan = RunPlan.of(
                Runs.scenario("""
                        run: {duration: 10s}
                        nodes: [{group: full, count: %d}]
                        events: %s
                        """.formatted(nodes, events)), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        Geography geography = Geography.load(plan.scenario().network(), Path.of("."));
        try (SimTestbed real = new SimTestbed(plan, geography, 2)) {
            return new ScenarioRun(plan, without(real, nodes - 1), ignored -> {}).run(until);
        }
    }

    private static Testbed without(Testbed real, int node) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("start") && arguments[0].equals(node)) {
                throw new IllegalStateException("made up");
            }
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        };
        return (Testbed)
                Proxy.newProxyInstance(Testbed.class.getClassLoader(), new Class<?>[] {Testbed.class}, handler);
    }
}
