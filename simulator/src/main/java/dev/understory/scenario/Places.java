package dev.understory.scenario;

import dev.understory.scenario.shape.Problem;
import dev.understory.scenario.shape.YamlValue;
import dev.understory.scenario.shape.YamlValue.Entry;
import dev.understory.scenario.shape.YamlValue.Mapping;
import dev.understory.scenario.shape.YamlValue.Sequence;

/**
 * Where the parts of a scenario stand in its file, for problems that are only found when a run is planned. A part that the
 * file leaves to its default has the place of what it would stand in.
 */
public final class Places {
    private final String file;
    private final YamlValue root;

    /** Of a file whose variables are replaced by their values. */
    Places(String file, YamlValue root) {
        this.file = file;
        this.root = root;
    }

    /** A problem with a part of the scenario, at its place. */
    public Problem problem(ScenarioPath part, String message) {
        YamlValue found = find(part);
        return new Problem(file, found.position(), message + YamlValue.origin(found));
    }

    private YamlValue find(ScenarioPath part) {
        YamlValue at = root;
        for (ScenarioPath.Step step : part.steps()) {
            switch (step) {
                case ScenarioPath.Key key -> {
                    Entry entry = at instanceof Mapping map ? map.entries().get(key.name()) : null;
                    if (entry == null) {
                        return at;
                    }
                    at = entry.value();
                }
                case ScenarioPath.Element element -> {
                    // A single element may stand without its list.
                    if (at instanceof Sequence list) {
                        at = list.items().get(element.index());
                    }
                }
            }
        }
        return at;
    }
}
