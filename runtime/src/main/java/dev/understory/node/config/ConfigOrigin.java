package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.understory.identity.PeerAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a configuration was read from, so that it can be read again, and how each of its settings is written there. */
public final class ConfigOrigin {
    /** Longer values are cut off where a change is told. */
    private static final int LONGEST_VALUE = 80;

    private static final String REFERENCE = "reference.conf";

    /**
     * A setting that is written in another way than before.
     *
     * @param path its full path
     * @param name what the user calls it: a key of Canopy's, or its path
     * @param where {@code file:line:column}; the file alone where it stands there no longer, and has its default again
     * @param what {@code 21 -> 10}, or for a list how many entries are new and gone
     */
    record Change(String path, String name, String where, String what) {
        /** For people. */
        String line() {
            return name + ": " + what;
        }
    }

    private final @Nullable Path file;
    private final Config options;
    private final List<PeerAddress> dial;
    private final Map<String, String> names;
    private final SourceLines source;
    private final Map<String, ConfigValue> settings = new TreeMap<>();

    ConfigOrigin(
            @Nullable Path file,
            Config options,
            List<PeerAddress> dial,
            Map<String, String> names,
            SourceLines source,
            Config whole) {
        this.file = file;
        this.options = options;
        this.dial = List.copyOf(dial);
        this.names = names;
        this.source = source;
        whole.entrySet().forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
    }

    /** The file; null for a configuration of options or of a text, which cannot be read again. */
    public @Nullable Path file() {
        return file;
    }

    /** What stands there now. */
    public ConfigReading read() {
        return NodeConfigReader.read(file, options, dial);
    }

    /** What is written in another way in {@code wanted}, in the order of the paths. */
    List<Change> changesTo(ConfigOrigin wanted) {
        Set<String> paths = new TreeSet<>(settings.keySet());
        paths.addAll(wanted.settings.keySet());
        List<Change> changes = new ArrayList<>();
        for (String path : paths) {
            ConfigValue before = settings.get(path);
            ConfigValue after = wanted.settings.get(path);
            if (!Objects.equals(unwrapped(before), unwrapped(after))) {
                String name = wanted.names.getOrDefault(path, names.getOrDefault(path, path));
                changes.add(new Change(path, name, wanted.where(path, name), difference(before, after)));
            }
        }
        return changes;
    }

    private String where(String path, String name) {
        ConfigValue value = settings.get(path);
        if (value == null || value.origin().resource() != null) {
            return file == null ? REFERENCE : file.toString();
        }
        return source.where(value.origin(), name.equals(path) ? SettingsReader.lastOf(path) : name);
    }

    private static String difference(@Nullable ConfigValue before, @Nullable ConfigValue after) {
        if (!(before instanceof ConfigList || after instanceof ConfigList)) {
            return shown(before) + " -> " + shown(after);
        }
        Set<Object> gone = entries(before);
        Set<Object> news = entries(after);
        int now = news.size();
        news.removeAll(gone);
        gone.removeAll(entries(after));
        return now + (now == 1 ? " entry, " : " entries, ") + news.size() + " of them new, " + gone.size() + " gone";
    }

    private static Set<Object> entries(@Nullable ConfigValue value) {
        return value instanceof ConfigList list ? new LinkedHashSet<>(list.unwrapped()) : new LinkedHashSet<>();
    }

    private static @Nullable Object unwrapped(@Nullable ConfigValue value) {
        return value == null ? null : value.unwrapped();
    }

    private static String shown(@Nullable ConfigValue value) {
        String text = value == null
                ? "nothing"
                : value.valueType() == ConfigValueType.NUMBER ? value.render() : String.valueOf(value.unwrapped());
        String plain = (text.isEmpty() ? "nothing" : text).replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= LONGEST_VALUE ? plain : plain.substring(0, LONGEST_VALUE) + "...";
    }
}
