package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final long SECOND = 1_000_000_000L;

    /** An actor that does with each message what it is told to. */
    static <M> Behavior<M> actor(Consumer<M> handler) {
        return Behaviors.receiveMessage(message -> {
            handler.accept(message);
            return Behaviors.same();
        });
    }

    private static Behavior<String> ticker(Duration every, Consumer<String> heard) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerAtFixedRate("tick", every);
            return actor(heard);
        });
    }

    private static Simulation simulation(int shards) {
        return new Simulation(SimulationConfig.of(42, shards));
    }

    private static SimNode started(Simulation simulation, String name) {
        SimNode node = simulation.addNode(name);
        node.start();
        return node;
    }

    @Test
    void timersGoOffInVirtualTime() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            List<Long> times = new ArrayList<>();
            node.spawn(ticker(Duration.ofMillis(700), text -> times.add(node.trueTime())), "ticker");
            RunOutcome outcome = simulation.runUntil(3 * SECOND);
            assertThat(outcome).isEqualTo(new RunOutcome(RunOutcome.Reason.REACHED, 3 * SECOND, null));
            assertThat(times).containsExactly(700_000_000L, 1_400_000_000L, 2_100_000_000L, 2_800_000_000L);
            assertThat(simulation.now()).isEqualTo(3 * SECOND);
        }
    }

    @Test
    void aCancelledTimerDoesNotGoOff() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            List<String> heard = new ArrayList<>();
            node.spawn(
                    Behaviors.<String>withTimers(timers -> {
                        timers.startSingleTimer("a", "cancelled", Duration.ofSeconds(1));
                        timers.startSingleTimer("b", "kept", Duration.ofSeconds(2));
                        timers.cancel("a");
                        return actor(heard::add);
                    }),
                    "actor");
            simulation.runUntil(3 * SECOND);
            assertThat(heard).containsExactly("kept");
            assertThat(node.events()).isEqualTo(1);
        }
    }

    @Test
    void controlWorkComesBeforeTheEventsOfItsTimeAndInTheOrderAskedFor() {
        try (Simulation simulation = simulation(2)) {
            SimNode a = simulation.addNode("a");
            List<String> log = new ArrayList<>();
            simulation.post(SECOND, a, (node, data, argument) -> log.add("event " + data), 7, null);
            simulation.at(SECOND, () -> log.add("first"));
            simulation.at(SECOND, () -> {
                log.add("second");
                simulation.at(SECOND, () -> log.add("third"));
            });
            simulation.runUntil(SECOND);
            assertThat(log).containsExactly("first", "second", "third");
            simulation.runUntil(SECOND + 1);
            assertThat(log).containsExactly("first", "second", "third", "event 7");
        }
    }

    @Test
    void aNodeMayBeStartedByAnEventOfItsOwnButByNobodyElses() {
        try (Simulation simulation = simulation(1)) {
            SimNode a = simulation.addNode("a");
            SimNode other = simulation.addNode("other");
            List<Long> heard = new ArrayList<>();
            simulation.post(
                    1_234_567,
                    a,
                    (node, data, argument) -> {
                        node.start();
                        ActorRef<String> actor = node.spawn(actor(text -> heard.add(node.trueTime())), "actor");
                        actor.tell("started");
                    },
                    0,
                    null);
            assertThat(simulation.runUntil(SECOND).reason()).isEqualTo(RunOutcome.Reason.REACHED);
            assertThat(a.isUp()).isTrue();
            assertThat(heard).containsExactly(1_234_567L);
            simulation.post(SECOND, a, (node, data, argument) -> other.start(), 0, null);
            assertThat(simulation.runUntil(2 * SECOND).reason()).isEqualTo(RunOutcome.Reason.FAILED);
        }
    }

    @Test
    void reachingAnotherNodeWithinTheLookaheadFailsTheRun() {
        try (Simulation simulation = simulation(2)) {
            simulation.lookahead(1_000);
            SimNode a = started(simulation, "a");
            SimNode b = started(simulation, "b");
            b.inbox(address -> (node, data, argument) -> {});
            simulation.post(
                    5_000,
                    a,
                    (node, data, argument) -> node.post(5_999, b.index(), b.shardIndex(), Inbox.MACHINE, 0, null),
                    0,
                    null);
            RunOutcome outcome = simulation.runUntil(SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.FAILED);
            assertThat(outcome.failure())
                    .isInstanceOf(LookaheadViolation.class)
                    .hasMessageContaining("node a")
                    .hasMessageContaining("5999");
        }
    }

    @Test
    void anEventThatItsReceiverCannotPlaceFailsTheRunInWhicheverShardItIs() {
        for (int shards : new int[] {1, 2}) {
            try (Simulation simulation = simulation(shards)) {
                SimNode a = started(simulation, "a");
                SimNode deaf = started(simulation, "deaf");
                EventTarget send = (node, data, argument) ->
                        node.post(SECOND, deaf.index(), deaf.shardIndex(), Inbox.MACHINE, 0, null);
                simulation.post(5_000, a, send, 0, null);
                assertThat(simulation.runUntil(2 * SECOND).failure())
                        .isInstanceOf(SimulationException.class)
                        .hasMessageContaining("deaf");
            }
        }
    }

    @Test
    void postingToOnesOwnPastFailsTheRun() {
        try (Simulation simulation = simulation(1)) {
            SimNode a = started(simulation, "a");
            simulation.post(
                    5_000, a, (node, data, argument) -> node.postLocal(4_999, (n, d, x) -> {}, 0, null), 0, null);
            RunOutcome outcome = simulation.runUntil(SECOND);
            assertThat(outcome.failure())
                    .isInstanceOf(SimulationException.class)
                    .hasMessageContaining("past");
        }
    }

    @Test
    void aTaskFromAForeignThreadFailsTheRunAndSaysSo() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            ActorRef<String> actor = node.spawn(actor(text -> {}), "actor");
            simulation.at(SECOND, () -> {
                // What node code that uses futures would do.
                Thread intruder = new Thread(() -> actor.tell("hello"), "intruder");
                intruder.start();
                try {
                    intruder.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            RunOutcome outcome = simulation.runUntil(2 * SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.FAILED);
            assertThat(outcome.failure())
                    .isInstanceOf(ForeignThreadException.class)
                    .hasMessageContaining("thread 'intruder'");
        }
    }

    @Test
    void anExceptionInAnActorIsARecordedResultOfItsNode() {
        try (Simulation simulation = simulation(2)) {
            SimNode a = started(simulation, "a");
            SimNode b = started(simulation, "b");
            ActorRef<String> broken = b.spawn(
                    actor(text -> {
                        throw new IllegalArgumentException("no such " + text);
                    }),
                    "broken");
            List<String> heard = new ArrayList<>();
            a.spawn(ticker(Duration.ofSeconds(1), heard::add), "ticker");
            simulation.at(SECOND, () -> b.run(() -> broken.tell("thing")));
            RunOutcome outcome = simulation.runUntil(5 * SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.REACHED);
            assertThat(simulation.nodeFailureCount()).isEqualTo(1);
            NodeFailure failure = simulation.nodeFailures().getFirst();
            assertThat(failure.time()).isEqualTo(SECOND);
            assertThat(failure.node()).isEqualTo(1);
            assertThat(failure.name()).isEqualTo("b");
            assertThat(failure.message()).isEqualTo("no such thing");
            assertThat(failure.stackTrace()).contains("IllegalArgumentException");
            assertThat(heard).hasSize(4);
        }
    }

    @Test
    void anExceptionInTheEngineFailsTheRun() {
        try (Simulation simulation = simulation(2)) {
            SimNode a = started(simulation, "a");
            simulation.post(
                    SECOND,
                    a,
                    (node, data, argument) -> {
                        throw new IllegalStateException("broken");
                    },
                    0,
                    null);
            RunOutcome outcome = simulation.runUntil(2 * SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.FAILED);
            assertThat(outcome.failure()).hasMessage("broken");
        }
    }

    @Test
    void timersOfAnEndedLifeNeverReachTheNext() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            List<String> heard = new ArrayList<>();
            node.spawn(ticker(Duration.ofSeconds(2), text -> heard.add("first life")), "ticker");
            simulation.at(3 * SECOND, () -> node.stop(SimNode.StopKind.PROCESS_CRASH));
            simulation.at(3 * SECOND + SECOND / 2, () -> {
                node.start();
                node.spawn(ticker(Duration.ofSeconds(2), text -> heard.add("second life")), "ticker");
            });
            simulation.runUntil(6 * SECOND);
            assertThat(heard).containsExactly("first life", "second life");
            assertThat(node.life()).isEqualTo(3);
        }
    }

    /** Control work: the process does nothing until then. */
    static void pause(Simulation simulation, SimNode node, long until) {
        simulation.at(until, node.busyness().pause());
    }

    @Test
    void whatHappensToAPausedNodeWaitsAndKeepsItsOrder() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            List<String> log = new ArrayList<>();
            EventTarget note = (n, data, argument) -> log.add(data + "@" + n.trueTime());
            // Posted in an order that is not that of their times.
            simulation.post(30, node, note, 3, null);
            simulation.post(20, node, note, 2, null);
            simulation.post(10, node, note, 1, null);
            simulation.post(200, node, note, 4, null);
            simulation.at(5, () -> pause(simulation, node, 100));
            simulation.runUntil(SECOND);
            assertThat(log).containsExactly("1@100", "2@100", "3@100", "4@200");
        }
    }

    @Test
    void limitsAndStopsAreOutcomesOfTheirOwn() {
        SimulationConfig config = SimulationConfig.of(1, 1)
                .withLimits(new SimulationConfig.Limits(Duration.ofHours(1), 10, Long.MAX_VALUE));
        try (Simulation simulation = new Simulation(config)) {
            SimNode node = started(simulation, "a");
            node.spawn(ticker(Duration.ofSeconds(1), text -> {}), "ticker");
            assertThat(simulation.runUntil(100 * SECOND).reason()).isEqualTo(RunOutcome.Reason.EVENT_LIMIT);
            assertThat(simulation.events()).isEqualTo(10);
        }
        try (Simulation simulation = simulation(1)) {
            simulation.at(3 * SECOND, simulation::stop);
            assertThat(simulation.runUntil(9 * SECOND))
                    .isEqualTo(new RunOutcome(RunOutcome.Reason.STOPPED, 3 * SECOND, null));
            assertThat(simulation.runUntil(9 * SECOND).reason()).isEqualTo(RunOutcome.Reason.REACHED);
        }
        config = config.withLimits(new SimulationConfig.Limits(Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE));
        try (Simulation simulation = new Simulation(config)) {
            assertThat(simulation.runUntil(SECOND).reason()).isEqualTo(RunOutcome.Reason.WALL_LIMIT);
        }
    }

    @Test
    void aLimitOfEventsCutsAtTheSamePlaceForAnyNumberOfShards() {
        List<List<Long>> cuts = new ArrayList<>();
        for (int shards : new int[] {1, 2, 3}) {
            SimulationConfig config = SimulationConfig.of(1, shards)
                    .withLimits(new SimulationConfig.Limits(Duration.ofHours(1), 1000, Long.MAX_VALUE));
            try (Simulation simulation = new Simulation(config)) {
                simulation.lookahead(SECOND / 10);
                for (int i = 0; i < 7; i++) {
                    started(simulation, "n" + i)
                            .spawn(ticker(Duration.ofMillis(i == 0 ? 1 : 3 + i), text -> {}), "ticker");
                }
                RunOutcome outcome = simulation.runUntil(100 * SECOND);
                assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.EVENT_LIMIT);
                cuts.add(List.of(outcome.time(), simulation.events(), simulation.traceHash()));
            }
        }
        assertThat(cuts.get(0).get(1)).isGreaterThanOrEqualTo(1000L);
        assertThat(cuts).allMatch(cuts.getFirst()::equals);
    }

    @Test
    void aLimitOfEventsEndsAWindowThatWouldNot() {
        SimulationConfig config = SimulationConfig.of(1, 2)
                .withLimits(new SimulationConfig.Limits(Duration.ofHours(1), 50, Long.MAX_VALUE));
        try (Simulation simulation = new Simulation(config)) {
            simulation.lookahead(100 * SECOND);
            SimNode node = started(simulation, "a");
            EventTarget again = new EventTarget() {
                @Override
                public void fire(SimNode self, long data, @Nullable Object argument) {
                    self.postLocal(self.trueTime() + 1, this, 0, null);
                }
            };
            simulation.post(1, node, again, 0, null);
            assertThat(simulation.runUntil(100 * SECOND).reason()).isEqualTo(RunOutcome.Reason.EVENT_LIMIT);
            assertThat(simulation.events()).isEqualTo(50);
        }
    }

    @Test
    void aPersonCanInterruptAndTheRunCanSayHowFarItIs() {
        List<SimulationConfig.Progress> reports = new ArrayList<>();
        SimulationConfig config = SimulationConfig.of(1, 1).withProgress(Duration.ZERO, reports::add);
        try (Simulation simulation = new Simulation(config)) {
            SimNode node = started(simulation, "a");
            node.spawn(ticker(Duration.ofSeconds(1), text -> {}), "ticker");
            simulation.at(5 * SECOND, () -> new Thread(simulation::interrupt).start());
            assertThat(simulation.runUntil(Long.MAX_VALUE / 2).reason()).isEqualTo(RunOutcome.Reason.INTERRUPTED);
            assertThat(reports.getLast().virtualNanos()).isGreaterThan(4 * SECOND);
            assertThat(reports.getLast().pending()).isEqualTo(1);
        }
    }

    private static Simulation interrupted(int shards, boolean interrupt) {
        Simulation simulation = simulation(shards);
        simulation.lookahead(1_000_000);
        List<SimNode> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SimNode node = started(simulation, "n" + i);
            nodes.add(node);
            node.spawn(
                    ticker(Duration.ofMillis(1), text -> {
                        if (interrupt && node.index() == 0 && node.trueTime() == 95_000_000) {
                            simulation.interrupt();
                        }
                    }),
                    "ticker");
        }
        simulation.at(100_000_000, () -> nodes.get(1).stop(SimNode.StopKind.PROCESS_CRASH));
        return simulation;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aRunThatWasInterruptedWhereControlWorkIsDueIsTheSameAgain(int shards) {
        try (Simulation cut = interrupted(shards, true);
                Simulation again = interrupted(1, false)) {
            RunOutcome outcome = cut.runUntil(SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.INTERRUPTED);
            again.runUntil(outcome.time());
            assertThat(again.traceHash()).isEqualTo(cut.traceHash());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anErrorWhileAShardTakesItsMailEndsTheRun(int broken) {
        try (Simulation simulation = simulation(2)) {
            simulation.lookahead(1_000_000);
            List<SimNode> nodes = List.of(started(simulation, "a"), started(simulation, "b"));
            nodes.forEach(node -> node.inbox(address -> {
                if (node.index() == broken && node.trueTime() > 5_000_000) {
                    throw new OutOfMemoryError("pretended");
                }
                return (to, data, argument) -> {};
            }));
            nodes.forEach(node -> node.spawn(
                    ticker(Duration.ofNanos(1_000), text -> {
                        SimNode other = nodes.get(1 - node.index());
                        node.post(node.trueTime() + 2_000_000, other.index(), other.shardIndex(), 0, 0, null);
                    }),
                    "ticker"));
            RunOutcome outcome = simulation.runUntil(SECOND);
            assertThat(outcome.reason()).isEqualTo(RunOutcome.Reason.FAILED);
            assertThat(outcome.failure()).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void anObserverHearsWhatIsHashed() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = simulation.addNode("a");
            TraceHash again = new TraceHash();
            List<TraceKind> kinds = new ArrayList<>();
            node.observe((from, kind, time, subject, size) -> {
                kinds.add(kind);
                again.add(kind, time, subject, size);
            });
            node.start();
            node.spawn(ticker(Duration.ofSeconds(1), text -> {}), "ticker");
            simulation.at(2 * SECOND + 1, () -> node.stop(SimNode.StopKind.EXIT));
            simulation.runUntil(3 * SECOND);
            assertThat(kinds).containsExactly(TraceKind.STARTED, TraceKind.TIMER, TraceKind.TIMER, TraceKind.STOPPED);
            assertThat(node.traceHash()).isEqualTo(again.value());
        }
    }

    @Test
    void aTimerWithoutDelayThatNeverEndsFailsTheRun() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            EventTarget again = new EventTarget() {
                @Override
                public void fire(SimNode n, long data, @Nullable Object argument) {
                    n.postLocal(n.trueTime(), this, 0, null);
                }
            };
            simulation.post(7, node, again, 0, null);
            RunOutcome outcome = simulation.runUntil(SECOND);
            assertThat(outcome.failure()).hasMessageContaining("node a never lets time pass");
        }
    }

    @Test
    void nodesAreUsedOnlyByTheSimulationsThread() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = started(simulation, "a");
            assertThatThrownBy(() ->
                            CompletableFuture.runAsync(() -> node.run(() -> {})).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ForeignThreadException.class);
        }
    }

    @Test
    void nothingIsLeftOfAClosedSimulation() {
        try (Simulation simulation = simulation(3)) {
            started(simulation, "a").spawn(ticker(Duration.ofSeconds(1), text -> {}), "ticker");
            simulation.runUntil(10 * SECOND);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("shard-")
                        || thread.getName().startsWith("simulation"));
    }

    @Test
    void clocksDriftAndStepButNeverGoBackwards() {
        try (Simulation simulation = simulation(1)) {
            SimNode node = simulation.addNode("a");
            node.clock().skew(-SECOND);
            node.clock().drift(100_000_000); // ten percent fast
            node.start();
            List<Long> fired = new ArrayList<>();
            node.spawn(ticker(Duration.ofMillis(1_100), text -> fired.add(node.trueTime())), "ticker");
            List<Long> seen = new ArrayList<>();
            for (long time : new long[] {0, 10, 20}) {
                simulation.at(time * SECOND, () -> seen.add(node.clock().nowNanos()));
            }
            simulation.at(20 * SECOND, () -> node.clock().step(-SECOND));
            for (long tenth : new long[] {201, 205, 210, 215, 300}) {
                simulation.at(tenth * SECOND / 10, () -> seen.add(node.clock().nowNanos() / 1_000_000));
            }
            simulation.runUntil(31 * SECOND);
            assertThat(fired.subList(0, 3)).containsExactly(SECOND, 2 * SECOND, 3 * SECOND);
            assertThat(seen)
                    .containsExactly(-SECOND, 10 * SECOND, 21 * SECOND, 21_000L, 21_000L, 21_100L, 21_650L, 31_000L);
        }
    }
}
