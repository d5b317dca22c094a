package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;

/** Settings that are written one by one somewhere else than in a configuration file, by their full paths. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /**
     * Everything that is wrong with those settings on top of the defaults; where a problem is says the path of its
     * setting. The paths have to be those of settings that exist.
     */
    public static List<ConfigProblem> problems(Map<String, String> settings) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            ConfigValue value = value(setting.getValue()).withOrigin(ConfigOriginFactory.newSimple(setting.getKey()));
            config = config.withValue(setting.getKey(), value);
        }
        return switch (NodeConfigReader.read(null, config, List.of())) {
            case ConfigReading.Read read -> List.of();
            case ConfigReading.Unreadable unreadable -> unreadable.problems();
        };
    }

    /** A number or a flag where the text is one; everything else is a text. */
    public static ConfigValue value(String text) {
        boolean plain =
                !text.isEmpty() && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-. ".indexOf(c) >= 0);
        try {
            return plain
                    ? ConfigFactory.parseString("value = " + text).getValue("value")
                    : ConfigValueFactory.fromAnyRef(text);
        } catch (ConfigException noSyntax) {
            return ConfigValueFactory.fromAnyRef(text);
        }
    }
}
