package dev.understory.scenario;

import dev.understory.scenario.rule.Vocabulary;
import dev.understory.scenario.shape.MapShape;
import java.util.List;

/**
 * The language of scenarios with all that other packages bring along to it. Reading, writing and the schema go by it.
 *
 * <p>This package knows no kind of event, workload or attack and no metric by name, as kinds know what they do to a run: whoever puts a simulator together
 * says which there are.
 */
public final class Language {
    private final List<EventKind<?>> events;
    private final List<WorkloadKind<?>> workloads;
    private final List<WorkloadKind<?>> attacks;
    private final Vocabulary vocabulary;
    private final MapShape<Scenario> shape;

    /** A language with these kinds, in the order of the reference. */
    public Language(
            List<EventKind<?>> events,
            List<WorkloadKind<?>> workloads,
            List<WorkloadKind<?>> attacks,
            Vocabulary vocabulary) {
        this.events = List.copyOf(events);
        this.workloads = List.copyOf(workloads);
        this.attacks = List.copyOf(attacks);
        this.vocabulary = vocabulary;
        this.shape = ScenarioShape.shape(this);
    }

    /** The kinds of event that there are. */
    public List<EventKind<?>> events() {
        return events;
    }

    /** The kinds of workload that there are. */
    public List<WorkloadKind<?>> workloads() {
        return workloads;
    }

    /** The kinds of attack that there are. */
    public List<WorkloadKind<?>> attacks() {
        return attacks;
    }

    /** What checks can ask for. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    MapShape<Scenario> shape() {
        return shape;
    }
}
