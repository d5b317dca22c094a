package dev.understory.scenario;

import dev.understory.law.Distribution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a kind makes valid examples of itself from. Everything is drawn anew at each call. */
public interface Draw {
    /** Within the duration of the run, and before its end. */
    Event.Schedule schedule();

    /** A name of its own. */
    String name();

    /** Some of the phases. */
    List<String> phases();

    /** Nodes that are chosen once per run. */
    Selector once();

    /** Nodes that are chosen each time. */
    Selector eachTime();

    /** Some seconds at most. */
    Duration time();

    /** The same, or nothing. */
    Optional<Duration> maybeTime();

    /** How often something is done. */
    Pace pace();

    /** Of messages, small enough for any topic. */
    Distribution size();

    /** At least one, or nothing. */
    OptionalLong maybeNumber();

    /** From 1 to {@code most}. */
    int number(int most);

    /** Yes or no. */
    boolean chance();

    /** One of these. */
    <T> T oneOf(T[] values);
}
