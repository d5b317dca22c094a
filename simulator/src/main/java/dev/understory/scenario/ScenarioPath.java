package dev.understory.scenario;

import java.util.ArrayList;
import java.util.List;

/** The path to a part of a scenario: the keys and lists of its file: {@code workloads[2].among}. */
public record ScenarioPath(List<Step> steps) {
    /** One step of the path. */
    sealed interface Step {}

    /** Into the value of a key. */
    record Key(String name) implements Step {}

    /** Into an element of a list, from 0. */
    record Element(int index) implements Step {}

    public ScenarioPath {
        steps = List.copyOf(steps);
    }

    /** A section of the file. */
    public static ScenarioPath of(String section) {
        return new ScenarioPath(List.of(new Key(section)));
    }

    /** The value of a key of this part. */
    public ScenarioPath key(String name) {
        return with(new Key(name));
    }

    /** An element of this part, from 0. */
    public ScenarioPath element(int index) {
        return with(new Element(index));
    }

    private ScenarioPath with(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new ScenarioPath(longer);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Key key -> text.append(text.isEmpty() ? "" : ".").append(key.name());
                case Element element -> text.append('[').append(element.index()).append(']');
            }
        }
        return text.toString();
    }
}
