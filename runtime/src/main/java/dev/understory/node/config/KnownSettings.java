package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares a configuration with {@code reference.conf}, which names every setting there is. */
final class KnownSettings {
    private static final String OURS = "understory";

    /** What some expect to be read, as elsewhere; here nothing would come of it. */
    private static final String ACTOR_SYSTEM = "pekko";

    private final SourceLines source;
    private final List<ConfigProblem> problems;
    private final Set<String> wrong;
    private Config kept;

    private KnownSettings(Config config, SourceLines source, List<ConfigProblem> problems, Set<String> wrong) {
        this.kept = config;
        this.source = source;
        this.problems = problems;
        this.wrong = wrong;
    }

    /** The configuration without what no setting is called, or what cannot be one; each a problem, its path in {@code wrong}. */
    static Config check(
            Config config, Config reference, SourceLines source, List<ConfigProblem> problems, Set<String> wrong) {
        KnownSettings check = new KnownSettings(config, source, problems, wrong);
        Map<String, ConfigValue> top = new TreeMap<>(reference.root());
        top.keySet().retainAll(List.of(OURS));
        check.block(List.of(), config.root(), top);
        return check.kept;
    }

    private void block(List<String> path, ConfigObject block, Map<String, ConfigValue> reference) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(block).entrySet()) {
            List<String> here = new ArrayList<>(path);
            here.add(entry.getKey());
            ConfigValue known = reference.get(entry.getKey());
            if (path.isEmpty() && entry.getKey().equals(ACTOR_SYSTEM)) {
                refuse(
                        here,
                        entry.getValue(),
                        "a node's actor system takes no settings of 'pekko': they would set nothing");
            } else if (known == null) {
                refuse(here, entry.getValue(), unknown(entry.getKey(), path, reference.keySet()));
            } else if (known instanceof ConfigObject knownBlock) {
                if (entry.getValue() instanceof ConfigObject inner) {
                    block(here, inner, knownBlock);
                } else {
                    refuse(
                            here,
                            entry.getValue(),
                            ConfigUtil.joinPath(here) + ": must be a block of settings in braces, not "
                                    + SettingsReader.shown(entry.getValue()));
                }
            } else if (entry.getValue().valueType() == ConfigValueType.NULL) {
                refuse(here, entry.getValue(), ConfigUtil.joinPath(here) + ": has no value");
            }
        }
    }

    private static String unknown(String key, List<String> path, Collection<String> known) {
        String where = path.isEmpty() ? "" : " in " + ConfigUtil.joinPath(path);
        return "there is no setting '" + key + "'" + where + Spelling.hint(key, known);
    }

    private void refuse(List<String> path, ConfigValue value, String message) {
        kept = kept.withoutPath(ConfigUtil.joinPath(path));
        wrong.add(ConfigUtil.joinPath(path));
        problems.add(new ConfigProblem(source.where(value.origin(), path.get(path.size() - 1)), message));
    }
}
