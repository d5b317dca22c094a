package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class SmokeTest {
    static Behavior<String> ticker(Duration every) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerAtFixedRate("tick", every);
            return Behaviors.receive(String.class)
                    .onAnyMessage(text -> {
                        if (text.equals("boom")) {
                            throw new IllegalArgumentException("boom");
                        }
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    @Test
    void timersFireInVirtualTime() {
        try (Simulation simulation = new Simulation(SimulationConfig.of(1, 2))) {
            SimNode a = simulation.addNode("a");
            SimNode b = simulation.addNode("b");
            a.start();
            b.start();
            a.spawn(ticker(Duration.ofSeconds(1)), "t");
            var ref = b.spawn(ticker(Duration.ofMillis(500)), "t");
            simulation.at(3_000_000_000L, () -> b.run(() -> ref.tell("boom")));
            RunOutcome outcome = simulation.runUntil(10_000_000_001L);
            assertThat(outcome.failure()).isNull();
            assertThat(a.events()).isEqualTo(10);
            assertThat(b.events()).isEqualTo(5);
            assertThat(simulation.nodeFailures()).hasSize(1);
            System.out.println(simulation.nodeFailures());
        }
    }
}
