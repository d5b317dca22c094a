package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.junit.jupiter.api.Test;

/** Timers of a machine that is not always there: they go off when Pekko's own would. */
class TimerTest {
    private static final long MS = 1_000_000L;
    private static final Duration TENTH = Duration.ofMillis(100);

    private final List<Long> times = new ArrayList<>();

    private Behavior<String> ticking(SimNode node, Consumer<TimerScheduler<String>> start) {
        return Behaviors.withTimers(timers -> {
            start.accept(timers);
            return SimulationTest.actor(text -> times.add(node.trueTime() / MS));
        });
    }

    /** Runs for three seconds, of which the machine is paused from 0.95 s to {@code untilMillis}. */
    private void runPaused(long untilMillis, Consumer<TimerScheduler<String>> start) {
        try (Simulation simulation = new Simulation(SimulationConfig.of(42, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            node.spawn(ticking(node, start), "ticker");
            simulation.at(950 * MS, () -> SimulationTest.pause(simulation, node, untilMillis * MS));
            simulation.runUntil(3_000 * MS + 1);
        }
    }

    /** Pekko: "will not compensate the delay between messages if the scheduling is delayed longer than specified". */
    @Test
    void aFixedDelayTimerOfAPausedMachineGoesOffOnceAndThenADelayLater() {
        runPaused(2_450, timers -> timers.startTimerWithFixedDelay("tick", TENTH));
        assertThat(times).containsExactly(every(100, 900, 2_450, 3_000));
    }

    /** Pekko: "can result in bursts of scheduled messages after a long garbage collection pause". */
    @Test
    void aFixedRateTimerOfAPausedMachineMakesUpForWhatItMissed() {
        runPaused(2_450, timers -> timers.startTimerAtFixedRate("tick", TENTH));
        List<Long> expected = new ArrayList<>(List.of(every(100, 900)));
        expected.addAll(Collections.nCopies(15, 2_450L)); // those of 1.0, 1.1, ... 2.4 s
        expected.addAll(List.of(every(2_500, 3_000)));
        assertThat(times).containsExactlyElementsOf(expected);
    }

    @Test
    void aSingleTimerOfAPausedMachineGoesOffWhenItIsBack() {
        runPaused(2_450, timers -> {
            timers.startSingleTimer("in time", "a", Duration.ofMillis(500));
            timers.startSingleTimer("late", "b", Duration.ofSeconds(1));
        });
        assertThat(times).containsExactly(500L, 2_450L);
    }

    @Test
    void aTimerThatIsCancelledWhileItWaitsForAPausedMachineDoesNotGoOff() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(42, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            node.spawn(
                    Behaviors.<String>withTimers(timers -> {
                        timers.startSingleTimer("first", "cancel", Duration.ofMillis(100));
                        timers.startTimerWithFixedDelay("delay", "delay", Duration.ofMillis(110));
                        timers.startTimerAtFixedRate("rate", "rate", Duration.ofMillis(120));
                        return SimulationTest.actor(text -> {
                            times.add(node.trueTime() / MS);
                            if (text.equals("cancel")) {
                                timers.cancel("delay");
                                timers.cancel("rate");
                            }
                        });
                    }),
                    "canceller");
            simulation.at(50 * MS, () -> SimulationTest.pause(simulation, node, 1_000 * MS));
            simulation.runUntil(3_000 * MS);
        }
        assertThat(times).containsExactly(1_000L);
    }

    @Test
    void timersOfALifeThatEndedInAPauseAreNobodysInTheNext() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(42, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            node.spawn(ticking(node, timers -> timers.startTimerWithFixedDelay("tick", TENTH)), "ticker");
            simulation.at(250 * MS, () -> SimulationTest.pause(simulation, node, 2_000 * MS));
            simulation.at(1_000 * MS, () -> node.stop(SimNode.StopKind.PROCESS_CRASH));
            simulation.at(1_500 * MS, node::start);
            simulation.runUntil(3_000 * MS);
        }
        assertThat(times).containsExactly(100L, 200L);
    }

    @Test
    void timersWithoutADelayAndTimersInThePastGoOffAtOnceAndInOrder() {
        List<String> heard = new ArrayList<>();
        try (Simulation simulation = new Simulation(SimulationConfig.of(42, 1))) {
            SimNode node = simulation.addNode("a");
            node.start();
            node.spawn(
                    Behaviors.<String>withTimers(timers -> {
                        timers.startSingleTimer("a", "none", Duration.ZERO);
                        timers.startSingleTimer("b", "past", Duration.ofMillis(-5));
                        timers.startSingleTimer("c", "later", Duration.ofMillis(1));
                        return SimulationTest.actor(text -> heard.add(text + " " + node.trueTime() / MS));
                    }),
                    "actor");
            simulation.runUntil(10 * MS);
        }
        assertThat(heard).containsExactly("none 0", "past 0", "later 1");
    }

    /** Steps of 100 ms from each first to each last number of milliseconds. */
    private static Long[] every(long... firstsAndLasts) {
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < firstsAndLasts.length; i += 2) {
            for (long at = firstsAndLasts[i]; at <= firstsAndLasts[i + 1]; at += 100) {
                steps.add(at);
            }
        }
        return steps.toArray(Long[]::new);
    }
}
