package dev.understory.scenario;

import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes scenarios with all defaults filled in and all variables and phase edges replaced by their values. Reading what
 * was written gives an equal scenario.
 */
public final class ScenarioWriter {
    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndent(2)
            .setIndicatorIndent(0)
            .setWidth(120)
            .setSplitLines(false)
            .build();

    private ScenarioWriter() {}

    /** The scenario as YAML. */
    public static String write(Language language, Scenario scenario) {
        return new Dump(SETTINGS).dumpToString(escaped(language.shape().write(scenario)));
    }

    /** Doubles the dollar signs, which would be variables otherwise. */
    private static Object escaped(Object value) {
        return switch (value) {
            case String text -> text.replace("$", "$$");
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new java.util.LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(key, escaped(item)));
                yield copy;
            }
            case java.util.List<?> list ->
                list.stream().map(ScenarioWriter::escaped).toList();
            default -> value;
        };
    }
}
