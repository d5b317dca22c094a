package dev.understory.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The settings of the production node that a group's {@code config} may change. */
final class ConfigKeys {
    private static final String ROOT = "understory";

    private ConfigKeys() {}

    /** All keys of the production node's own {@code reference.conf}, without their common root. */
    static Set<String> ofProductionNode() {
        Config reference = ConfigFactory.defaultReference();
        Set<String> keys = new TreeSet<>();
        if (reference.hasPath(ROOT)) {
            reference.getConfig(ROOT).entrySet().forEach(entry -> keys.add(entry.getKey()));
        }
        return Collections.unmodifiableSet(keys);
    }
}
