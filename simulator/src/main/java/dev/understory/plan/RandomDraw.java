package dev.understory.plan;

import dev.understory.scenario.Draw;
import dev.understory.scenario.Event;
import dev.understory.scenario.Selector;
import java.time.Duration;
import java.util.Optional;

/** What kinds make their examples from in a random scenario. */
record RandomDraw(RandomScenarios scenarios) implements Draw {
    @Override
    public Event.Schedule schedule() {
        return scenarios.schedule();
    }

    @Override
    public Selector once() {
        return scenarios.selector(false);
    }

    @Override
    public Selector eachTime() {
        return scenarios.selector(true);
    }

    @Override
    public Duration time() {
        return scenarios.duration(10);
    }

    @Override
    public Optional<Duration> maybeTime() {
        return scenarios.chance() ? Optional.of(time()) : Optional.empty();
    }

    @Override
    public int number(int most) {
        return scenarios.number(most);
    }

    @Override
    public <T> T oneOf(T[] values) {
        return scenarios.constant(values);
    }
}
