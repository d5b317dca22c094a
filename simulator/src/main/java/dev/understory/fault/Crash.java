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
 * The processes of nodes die at once and say nothing more; their machines stay, and reset the connections, so that peers
 * know within the time of the way.
 *
 * @param disk what becomes of what they had stored
 * @param restartAfter after which they start again by themselves
 */
public record Crash(Schedule schedule, Selector who, Disk disk, Optional<Duration> restartAfter) implements Event {
    private static final Key<Crash, Selector> WHO = Key.required(
            "who",
            Selectors.EACH_TIME,
            Crash::who,
            "whose processes die at once: their machines reset all connections");
    private static final Key<Crash, Disk> DISK = Down.DISK.of(Crash::disk);
    private static final Key<Crash, Duration> RESTART = Down.RESTART.of(Crash::restartAfter);

    static final EventKind<Crash> KIND = EventKind.breaking(
                    "crash",
                    Crash.class,
                    List.of(WHO, DISK, RESTART),
                    (schedule, e) -> new Crash(schedule, e.get(WHO), e.get(DISK), e.maybe(RESTART)),
                    """
            processes die at once and say nothing more; their machines reset the connections, so that peers know within the
            time of the way. What the operating system was given to store stays; `disk: lose` loses all but the key;
            `restart: {after: 30s}` starts them again
            """)
            .withExamples(draw ->
                    List.of(new Crash(draw.schedule(), draw.eachTime(), draw.oneOf(Disk.values()), draw.maybeTime())));

    @Override
    public EventKind<Crash> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.up(WHO.name(), who));
    }

    @Override
    public boolean happen(Stage stage) {
        return Down.take(stage, KIND.word(), stage.choose(who), Leaving.CRASH, disk, restartAfter);
    }
}
