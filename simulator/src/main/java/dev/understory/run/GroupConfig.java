package dev.understory.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.understory.node.NodeConfig;
import dev.understory.node.SettingsCheck;
import dev.understory.scenario.NodeGroup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The settings of a group of nodes in the form that production nodes read. */
final class GroupConfig {
    private static final String ROOT = "understory.";

    private GroupConfig() {}

    /** Reads them with other defaults than a production node has. */
    static NodeConfig read(NodeGroup group, Map<String, String> defaults) {
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

    /** A setting as a number in base units; empty if it is none. */
    static OptionalDouble number(NodeGroup group, String key) {
        Config all = ConfigFactory.parseResources("reference.conf")
                .resolve(com.typesafe.config.ConfigResolveOptions.defaults().setAllowUnresolved(true));
        String path = path(key);
        String own = group.config().get(key);
        Config config = own == null ? all : all.withValue(path, ConfigValueFactory.fromAnyRef(own));
        if (!config.hasPath(path)) {
            return OptionalDouble.empty();
        }
        ConfigValue value = config.getValue(path);
        if (value.valueType() == ConfigValueType.NUMBER) {
            return OptionalDouble.of(config.getDouble(path));
        }
        try {
            return OptionalDouble.of(config.getDuration(path).toNanos());
        } catch (ConfigException noDuration) {
            return size(config, path);
        }
    }

    private static OptionalDouble size(Config config, String path) {
        try {
            return OptionalDouble.of(config.getBytes(path));
        } catch (ConfigException noSize) {
            return OptionalDouble.empty();
        }
    }

    private static String path(String key) {
        return key.startsWith(ROOT) ? key : ROOT + key;
    }
}
