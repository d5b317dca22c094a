package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
            return new Parsed.Tree(
                    ConfigFactory.parseFile(file.toFile(), options().setSyntax(ConfigSyntax.CONF))
                            .resolveWith(surroundings()));
        } catch (ConfigException broken) {
            return new Parsed.Failed(problem(file, broken));
        } catch (IOException unreadable) {
            return failed(file, "cannot be read: " + unreadable.getMessage());
        }
    }

    static Parsed parse(String text, String name) {
        try {
            return new Parsed.Tree(ConfigFactory.parseString(text, options().setOriginDescription(name))
                    .resolveWith(surroundings()));
        } catch (ConfigException broken) {
            return failed(Path.of(name), firstSentence(broken));
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
        String where = origin != null && origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file.toString();
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
        return (end < 0 ? line : line.substring(0, end)).replaceAll("[^\\x20-\\x7e]", "?");
    }
}
