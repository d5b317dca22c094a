package dev.understory.plan;

import dev.understory.law.Distribution;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Event;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What kinds make their examples from in a random scenario. */
record RandomDraw(RandomScenarios scenarios) implements Draw {
    @Override
    public Event.Schedule schedule() {
        return scenarios.schedule();
    }

    @Override
    public String name() {
        return scenarios.name();
    }

    @Override
    public List<String> phases() {
        return scenarios.during();
    }

    @Override
    public Pace pace() {
        return scenarios.pace();
    }

    @Override
    public Distribution size() {
        return scenarios.size();
    }

    @Override
    public OptionalLong maybeNumber() {
        return scenarios.optionalLong();
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
