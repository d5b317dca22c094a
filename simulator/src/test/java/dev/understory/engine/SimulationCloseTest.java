package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class SimulationCloseTest {
    @Test
    void everyShardIsClosedWhenCloseReturnsEvenIfTheCallerIsInterrupted() {
        Queue<String> ended = new ConcurrentLinkedQueue<>();
        Simulation simulation = threeNodes(ended::add);
        Thread.currentThread().interrupt();
        simulation.close();
        assertThat(Thread.interrupted()).as("the caller is still interrupted").isTrue();
        assertThat(ended).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void whatGoesWrongInOneShardIsToldAfterAllAreClosed() {
        for (String broken : new String[] {"a", "b", "c"}) {
            Queue<String> ended = new ConcurrentLinkedQueue<>();
            Simulation simulation = threeNodes(node -> {
                ended.add(node);
                if (node.equals(broken)) {
                    throw new LinkageError("made up by " + node);
                }
            });
            assertThatThrownBy(simulation::close).as(broken).hasStackTraceContaining("made up by " + broken);
            assertThat(ended).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    /** Each on a shard of its own, with an actor that does something when it ends. */
    private static Simulation threeNodes(Consumer<String> atEnd) {
        Simulation simulation = new Simulation(SimulationConfig.of(42, 3));
        for (String name : new String[] {"a", "b", "c"}) {
            SimNode node = simulation.addNode(name);
            node.start();
            node.spawn(untilTheEnd(() -> atEnd.accept(name)), "actor");
        }
        simulation.runUntil(1_000_000_000L);
        return simulation;
    }

    private static Behavior<String> untilTheEnd(Runnable atEnd) {
        return Behaviors.receive(String.class)
                .onSignal(PostStop.class, signal -> {
                    atEnd.run();
                    return Behaviors.same();
                })
                .build();
    }
}
