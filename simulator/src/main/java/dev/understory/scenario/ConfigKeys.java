package dev.understory.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The settings of the production node that a group's {@code config} may change. */
final class ConfigKeys {
    private static final String ROOT = "understory";

    private static final Set<String> KEYS = read();

    private ConfigKeys() {}

    /** All keys of the production node's own {@code reference.conf}, without their common root. */
    static Set<String> ofProductionNode() {
        return KEYS;
    }

    /** What the node itself calls a key. */
    static String path(String key) {
        return ROOT + '.' + key;
    }

    /** A path of the node's, or a text that starts with one, as scenarios write it. */
    static String withoutRoot(String path) {
        return path.startsWith(ROOT + '.') ? path.substring(ROOT.length() + 1) : path;
    }

    private static Set<String> read() {
        Config reference = ConfigFactory.defaultReference();
        Set<String> keys = new TreeSet<>();
        if (reference.hasPath(ROOT)) {
            reference.getConfig(ROOT).entrySet().forEach(entry -> keys.add(entry.getKey()));
        }
        return Collections.unmodifiableSet(keys);
    }
}
