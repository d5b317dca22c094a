package dev.understory.plan;

import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.SettingsCheck;
import dev.understory.scenario.NodeGroup;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a group of nodes in the form that production nodes read. */
public final class GroupConfig {
    private static final String ROOT = "understory.";

    private GroupConfig() {}

    /** Reads them with other defaults than a production node has. */
    public static NodeConfig read(NodeGroup group, Map<String, String> defaults) {
        Map<String, String> settings = new LinkedHashMap<>(defaults);
        settings.putAll(group.config());
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(path(key))
                .append(" = ")
                .append(SettingsCheck.value(value).render())
                .append('\n'));
        try {
            return NodeConfig.parse(text.toString());
        } catch (IllegalArgumentException problem) {
            throw new UnrunnableException("config of group '" + group.name() + "': " + problem.getMessage(), problem);
        }
    }

    private static String path(String key) {
        return key.startsWith(ROOT) ? key : ROOT + key;
    }
}
