package dev.understory.scenario;

import dev.understory.node.config.ConfigProblem;
import dev.understory.node.config.SettingsCheck;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of the production node, read as the node itself would, so that each problem has its place in the scenario. */
final class ConfigShape implements Shape<Map<String, String>> {
    private static final Shape<Map<String, String>> MAP =
            Shapes.mapOf("config", Shapes.reference(Names.CONFIG_KEY), Shapes.anyScalar());

    @Override
    public @Nullable Map<String, String> read(YamlValue value, Reading reading) {
        Map<String, String> read = MAP.read(value, reading);
        if (read != null && value instanceof YamlValue.Mapping mapping) {
            Map<String, String> known = new LinkedHashMap<>();
            read.forEach((key, text) -> {
                // The others are reported as unknown.
                if (ConfigKeys.ofProductionNode().contains(key)) {
                    known.put(ConfigKeys.path(key), text);
                }
            });
            for (ConfigProblem problem : SettingsCheck.problems(known)) {
                YamlValue.Entry entry = mapping.entries().get(ConfigKeys.withoutRoot(problem.where()));
                reading.problem(entry == null ? value : entry.value(), ConfigKeys.withoutRoot(problem.message()));
            }
        }
        return read;
    }

    @Override
    public Object write(Map<String, String> value) {
        return MAP.write(value);
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        return MAP.schema(definitions);
    }
}
