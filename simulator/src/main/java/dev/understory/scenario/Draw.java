package dev.understory.scenario;

import java.time.Duration;
import java.util.Optional;

/** What a kind makes valid examples of itself from. Everything is drawn anew at each call. */
public interface Draw {
    /** Within the duration of the run, and before its end. */
    Event.Schedule schedule();

    /** Nodes that are chosen once per run. */
    Selector once();

    /** Nodes that are chosen each time. */
    Selector eachTime();

    /** Some seconds at most. */
    Duration time();

    /** The same, or nothing. */
    Optional<Duration> maybeTime();

    /** From 1 to {@code most}. */
    int number(int most);

    /** One of these. */
    <T> T oneOf(T[] values);
}
