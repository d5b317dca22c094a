package dev.understory.scenario;

import dev.understory.scenario.shape.MapShape;
import java.util.List;

/**
 * The language of scenarios with all that other packages bring along to it. Reading, writing and the schema go by it.
 *
 * <p>This package knows no kind of event by name, as kinds know what they do to a run: whoever puts a simulator together
 * says which there are.
 */
public final class Language {
    private final List<EventKind<?>> events;
    private final MapShape<Scenario> shape;

    /** A language with these kinds of event, in the order of the reference. */
    public Language(List<EventKind<?>> events) {
        this.events = List.copyOf(events);
        this.shape = ScenarioShape.shape(EventSection.shape(this.events));
    }

    /** The kinds of event that there are. */
    public List<EventKind<?>> events() {
        return events;
    }

    MapShape<Scenario> shape() {
        return shape;
    }
}
