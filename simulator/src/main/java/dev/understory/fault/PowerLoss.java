package dev.understory.fault;

import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Stage;
import dev.understory.scenario.Whom;
import dev.understory.scenario.shape.Key;
import dev.understory.timeline.Leaving;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The machines of nodes are gone, as when power is lost or a cable pulled: their connections fall silent, and peers find
 * out by their own time-outs. When the machines are back they reset what still comes for the old connections.
 *
 * @param disk what becomes of what they had stored
 * @param restartAfter after which they start again by themselves
 */
public record PowerLoss(Schedule schedule, Selector who, Disk disk, Optional<Duration> restartAfter) implements Event {
    private static final Key<PowerLoss, Selector> WHO =
            Key.required("who", Selectors.EACH_TIME, PowerLoss::who, "whose machines are gone at once: nobody is told");
    private static final Key<PowerLoss, Disk> DISK = Down.DISK.of(PowerLoss::disk);
    private static final Key<PowerLoss, Duration> RESTART = Down.RESTART.of(PowerLoss::restartAfter);

    static final EventKind<PowerLoss> KIND = EventKind.breaking(
                    "power-loss",
                    PowerLoss.class,
                    List.of(WHO, DISK, RESTART),
                    (schedule, e) -> new PowerLoss(schedule, e.get(WHO), e.get(DISK), e.maybe(RESTART)),
                    """
            machines are gone, as by a power loss or a pulled cable: connections fall silent, and peers find out when nothing
            was heard for `p2p.connection.liveness-timeout` (3 s). What they were [storing](#what-it-stores) and had not on
            the disk yet is gone, unless the group's `disk` has a battery. A machine that is back resets what still comes for
            its old connections. Only on the simulated network: over `--network tcp` all nodes share one machine, and `check`
            says so
            """)
            .withExamples(draw -> List.of(
                    new PowerLoss(draw.schedule(), draw.eachTime(), draw.oneOf(Disk.values()), draw.maybeTime())));

    @Override
    public EventKind<PowerLoss> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.up(WHO.name(), who));
    }

    @Override
    public Optional<String> impossibleOverTcp() {
        return Optional.of(
                "over --network tcp all nodes share this machine, whose kernel resets the connections of a node"
                        + " that dies; use crash, or the simulated network");
    }

    @Override
    public boolean happen(Stage stage) {
        return Down.take(stage, KIND.word(), stage.choose(who), Leaving.POWER_LOSS, disk, restartAfter);
    }
}
