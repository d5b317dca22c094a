package dev.understory.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import dev.understory.node.config.SettingsCheck;
import dev.understory.node.config.SystemSettings;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** The settings of the production node that a group's {@code config} may change. */
final class ConfigKeys {
    private static final String ROOT = "understory";

    private ConfigKeys() {}

    /** All keys of the production node's own {@code reference.conf}, without their common root. */
    static Set<String> ofProductionNode() {
        return Keys.ALL;
    }

    /** What the node itself calls a key. */
    static String path(String key) {
        return ROOT + '.' + key;
    }

    /** A path of the node's, or a text that starts with one, as scenarios write it. */
    static String withoutRoot(String path) {
        return path.startsWith(ROOT + '.') ? path.substring(ROOT.length() + 1) : path;
    }

    /** A setting as a number in base units, {@code own} before the node's default; empty if it is no number. */
    static OptionalDouble number(Map<String, String> own, String key) {
        String path = path(withoutRoot(key));
        String text = own.get(key);
        Config reference = SystemSettings.ofNode();
        Config config = text == null ? reference : reference.withValue(path, SettingsCheck.value(text));
        if (!config.hasPath(path)) {
            return OptionalDouble.empty();
        }
        if (config.getValue(path).valueType() == ConfigValueType.NUMBER) {
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

    /** Read when they are first asked for. */
    private static final class Keys {
        static final Set<String> ALL = read();

        private static Set<String> read() {
            Set<String> keys = new TreeSet<>();
            SystemSettings.ofNode().getConfig(ROOT).entrySet().forEach(entry -> keys.add(entry.getKey()));
            return Collections.unmodifiableSet(keys);
        }
    }
}
