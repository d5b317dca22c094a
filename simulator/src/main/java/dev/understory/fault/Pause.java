package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Stage;
import dev.understory.scenario.Stage.Wrong;
import dev.understory.scenario.Whom;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The processes of nodes do nothing for a while, as those that are sent SIGSTOP or collect garbage. Nothing of them is lost;
 * what they had to do they do late.
 */
public record Pause(Schedule schedule, Selector who, Duration duration) implements Event {
    private static final Key<Pause, Selector> WHO = Key.required(
            "who", Selectors.EACH_TIME, Pause::who, "whose processes do nothing; those of them that are up");
    private static final Key<Pause, Duration> FOR =
            Key.required("for", Quantities.positiveDuration(), Pause::duration, "they go on after this");

    static final EventKind<Pause> KIND = EventKind.breaking(
                    "pause",
                    Pause.class,
                    List.of(WHO, FOR),
                    (schedule, e) -> new Pause(schedule, e.get(WHO), e.get(FOR)),
                    """
            processes do nothing `for` so long, as after a SIGSTOP or in a long garbage collection. Their machines go on:
            connections stay open, what arrives is acknowledged and kept until the receive window is full, dials are answered.
            Then the processes see what has come, and after that their timers go off, late. Peers drop a connection that was
            silent for `p2p.connection.liveness-timeout` (3 s). A process that dies in its pause has lost what it had not seen.
            Only on the simulated network: over `--network tcp` all nodes are one process
            """)
            .withExamples(draw -> List.of(new Pause(draw.schedule(), draw.eachTime(), draw.time())));

    @Override
    public EventKind<Pause> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.up(WHO.name(), who));
    }

    @Override
    public Optional<String> impossibleOverTcp() {
        return Optional.of(
                "over --network tcp all nodes are one process, which cannot stop for some of them; use the simulated network");
    }

    @Override
    public boolean happen(Stage stage) {
        int[] up = stage.choose(who).stream().filter(stage.lives()::isUp).toArray();
        for (int node : up) {
            Runnable resume = stage.faults().pause(node);
            stage.begin(Wrong.ofNode(KIND.word(), node, "node " + node + " paused", Optional.of(duration), resume));
        }
        return up.length > 0;
    }
}
