package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Reads a configuration file to the library's tree, or to the one problem that prevented it. */
final class ConfigSource {
    /** Larger files are no configurations. */
    static final int MOST_BYTES = 1 << 20;

    /** The library prints whole configurations where it is at its wits' end. */
    private static final int LONGEST_MESSAGE = 500;

    /** What came of reading. */
    sealed interface Parsed {
        /** The tree, all references in it resolved. */
        record Tree(Config config) implements Parsed {}

        /** No tree. */
        record Failed(ConfigProblem problem) implements Parsed {}
    }

    private ConfigSource() {}

    static Parsed read(Path file) {
        if (file.toString().isEmpty()) {
            return new Parsed.Failed(new ConfigProblem("--config", "the name of the file is empty"));
        }
        if (!Files.exists(file)) {
            return failed(file, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            return failed(file, "is not a file");
        }
        if (!Files.isReadable(file)) {
            return failed(file, "no permission to read it");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                return failed(file, "is larger than " + MOST_BYTES + " bytes");
            }
            // Read as HOCON whatever it is called: the library's JSON knows no numbers of 64 bits without sign.
            return resolved(
                    file,
                    ConfigFactory.parseFile(file.toFile(), options().setSyntax(ConfigSyntax.CONF)),
                    surroundings());
        } catch (ConfigException broken) {
            return new Parsed.Failed(problem(file, broken));
        } catch (IOException unreadable) {
            return failed(file, "cannot be read: " + unreadable.getMessage());
        }
    }

    static Parsed parse(String text, String name) {
        try {
            Config parsed = ConfigFactory.parseString(text, options().setOriginDescription(name));
            return resolved(Path.of(name), parsed, surroundings());
        } catch (ConfigException broken) {
            return failed(Path.of(name), firstSentence(broken));
        }
    }

    private static Parsed resolved(Path file, Config parsed, Config surroundings) {
        try {
            return new Parsed.Tree(parsed.resolveWith(surroundings));
        } catch (ConfigException broken) {
            // What does not fit its default is said of the default's place: so each value is tried alone.
            ConfigProblem misfit = misfit(new SourceLines(file), List.of(), parsed.root(), surroundings);
            return new Parsed.Failed(misfit == null ? problem(file, broken) : misfit);
        }
    }

    /** The first value that cannot be joined to what it has to be joined to. */
    private static @Nullable ConfigProblem misfit(
            SourceLines source, List<String> path, ConfigValue value, Config surroundings) {
        Map<String, ConfigValue> entries = value instanceof ConfigObject block ? entries(block) : null;
        if (entries == null) {
            return path.isEmpty() ? null : misfitAlone(source, path, value, surroundings);
        }
        for (Map.Entry<String, ConfigValue> entry : entries.entrySet()) {
            List<String> here = new ArrayList<>(path);
            here.add(entry.getKey());
            ConfigProblem found = misfit(source, here, entry.getValue(), surroundings);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Null where what stands in a block depends on what is not resolved yet. */
    private static @Nullable Map<String, ConfigValue> entries(ConfigObject block) {
        try {
            return new TreeMap<>(block);
        } catch (ConfigException.NotResolved open) {
            return null;
        }
    }

    private static @Nullable ConfigProblem misfitAlone(
            SourceLines source, List<String> path, ConfigValue value, Config surroundings) {
        String name = ConfigUtil.joinPath(path);
        try {
            ConfigFactory.empty().withValue(name, value).resolveWith(surroundings);
            return null;
        } catch (ConfigException.WrongType | ConfigException.BugOrBroken noList) {
            return new ConfigProblem(
                    source.where(value.origin(), path.get(path.size() - 1)),
                    name + ": is no list, so that nothing can be joined to it (did you mean '='?)");
        } catch (ConfigException another) {
            return null;
        }
    }

    private static ConfigParseOptions options() {
        return ConfigParseOptions.defaults().setClassLoader(SystemSettings.classLoader());
    }

    /** What a value may refer to by name; environment variables the library adds. */
    private static Config surroundings() {
        return SystemSettings.ofNode().withFallback(ConfigFactory.systemProperties());
    }

    private static Parsed failed(Path file, String message) {
        return new Parsed.Failed(new ConfigProblem(file.toString(), message));
    }

    private static ConfigProblem problem(Path file, ConfigException broken) {
        ConfigOrigin origin = broken.origin();
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            ConfigProblem exact = jsonProblem(file);
            if (exact != null) {
                return exact;
            }
        }
        String name = origin == null ? null : origin.filename();
        String where = name == null || origin.lineNumber() < 1
                ? file.toString()
                : SourceLines.shown(file, name) + ":" + origin.lineNumber();
        return new ConfigProblem(where, firstSentence(broken));
    }

    /** The library knows the line only; a JSON parser also knows the column. */
    private static @Nullable ConfigProblem jsonProblem(Path file) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(file))) {
            JsonToken token;
            do {
                token = parser.nextToken();
            } while (token != null);
            return null;
        } catch (StreamReadException broken) {
            TokenStreamLocation at = broken.getLocation();
            return new ConfigProblem(
                    file + ":" + at.getLineNr() + ":" + at.getColumnNr(),
                    oneLine(broken.getOriginalMessage(), "is not JSON", " (start marker"));
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** The library's message without the place in front and the advice behind. */
    private static String firstSentence(ConfigException broken) {
        String message = oneLine(broken.getMessage(), "is not a configuration", " (if you");
        ConfigOrigin origin = broken.origin();
        if (origin != null && message.startsWith(origin.description() + ": ")) {
            message = message.substring(origin.description().length() + 2);
        }
        return message.strip();
    }

    /** The first line without the advice behind it; a file that is no text must not write to a terminal at will. */
    private static String oneLine(@Nullable String message, String otherwise, String advice) {
        String line = String.valueOf(message).lines().findFirst().orElse(otherwise);
        int end = line.indexOf(advice);
        return line.substring(0, Math.min(LONGEST_MESSAGE, end < 0 ? line.length() : end))
                .replaceAll("[^\\x20-\\x7e]", "?");
    }
}
