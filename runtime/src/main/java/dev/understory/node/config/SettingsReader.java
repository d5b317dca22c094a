package dev.understory.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed settings and collects everything that is wrong with them instead of stopping at the first. After a problem
 * a method returns some value of its type, which nobody uses: a reader with problems makes no configuration.
 */
final class SettingsReader {
    private final Config config;
    private final SourceLines source;
    private final Map<String, String> names;
    private final List<ConfigProblem> problems;
    /** Settings of which something was said already: their values are made up. */
    private final Set<String> wrong;

    /**
     * Over a complete configuration.
     *
     * @param names what the user calls a setting, where that is not its path
     * @param problems where problems go
     * @param wrong settings that have problems; others join them
     */
    SettingsReader(
            Config config,
            SourceLines source,
            Map<String, String> names,
            List<ConfigProblem> problems,
            Set<String> wrong) {
        this.config = config;
        this.source = source;
        this.names = names;
        this.problems = problems;
        this.wrong = wrong;
    }

    String text(String path) {
        ConfigValue value = config.getValue(path);
        if (value.valueType() != ConfigValueType.STRING && value.valueType() != ConfigValueType.NUMBER) {
            problem(path, value, "must be a text, not " + shown(value));
            return "";
        }
        return config.getString(path);
    }

    /** A text that {@code parse} understands; it says what is wrong by an {@link IllegalArgumentException}. */
    <T> T parsed(String path, Function<String, T> parse, T otherwise) {
        T value = parsedOrNull(path, parse);
        return value == null ? otherwise : value;
    }

    /** The same where there may be nothing; also null after a problem. */
    <T> @Nullable T parsedOrNull(String path, Function<String, @Nullable T> parse) {
        String text = text(path);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException wrong) {
            problem(path, config.getValue(path), String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    boolean flag(String path) {
        ConfigValue value = config.getValue(path);
        if (value.valueType() != ConfigValueType.BOOLEAN) {
            problem(path, value, "must be true or false, not " + shown(value));
            return false;
        }
        return config.getBoolean(path);
    }

    int number(String path, int least, int most) {
        ConfigValue value = config.getValue(path);
        Object unwrapped = value.unwrapped();
        if ((unwrapped instanceof Integer || unwrapped instanceof Long)
                && ((Number) unwrapped).longValue() >= least
                && ((Number) unwrapped).longValue() <= most) {
            return ((Number) unwrapped).intValue();
        }
        problem(path, value, "must be a whole number from " + least + " to " + most + ", not " + shown(value));
        return least;
    }

    /** A number of 64 bits without sign. */
    long id(String path) {
        ConfigValue value = config.getValue(path);
        if (value.valueType() == ConfigValueType.NUMBER || value.valueType() == ConfigValueType.STRING) {
            try {
                // The library holds what exceeds 63 bits as a fraction or a text, but keeps how it was written.
                return Long.parseUnsignedLong(config.getString(path));
            } catch (NumberFormatException notUnsigned) {
                // Said below.
            }
        }
        problem(path, value, "must be a whole number from 0 to 18446744073709551615, not " + shown(value));
        return 0;
    }

    double fraction(String path, double least, double most) {
        ConfigValue value = config.getValue(path);
        if (value.unwrapped() instanceof Number number
                && number.doubleValue() >= least
                && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        problem(path, value, "must be a number from " + least + " to " + most + ", not " + shown(value));
        return least;
    }

    Duration duration(String path, Duration least, Duration most) {
        ConfigValue value = config.getValue(path);
        try {
            Duration duration = config.getDuration(path);
            if (value.valueType() == ConfigValueType.STRING
                    && duration.compareTo(least) >= 0
                    && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (ConfigException notADuration) {
            // Said below.
        }
        problem(
                path,
                value,
                "must be a time with its unit (such as 500 ms, 3 s) from " + shown(least) + " to " + shown(most)
                        + ", not " + shown(value));
        return least;
    }

    long bytes(String path, long least, long most) {
        ConfigValue value = config.getValue(path);
        try {
            long bytes = config.getBytes(path);
            if (bytes >= least && bytes <= most) {
                return bytes;
            }
        } catch (ConfigException notASize) {
            // Said below.
        }
        problem(
                path,
                value,
                "must be a size (such as 64 KiB, 8 MiB) from " + least + " to " + most + " bytes, not " + shown(value));
        return least;
    }

    /** The elements of a list that {@code parse} understands; the others are problems, each at its own place. */
    <T> List<T> list(String path, Function<String, T> parse) {
        ConfigValue value = config.getValue(path);
        List<T> parsed = new ArrayList<>();
        if (!(value instanceof ConfigList list)) {
            if (value.valueType() != ConfigValueType.NULL) { // Canopy writes null for an empty list.
                problem(path, value, "must be a list of texts, not " + shown(value));
            }
            return parsed;
        }
        for (ConfigValue element : list) {
            String text = String.valueOf(element.unwrapped());
            try {
                if (element.valueType() != ConfigValueType.STRING) {
                    throw new IllegalArgumentException("must be a list of texts, not of " + shown(element));
                }
                parsed.add(parse.apply(text));
            } catch (IllegalArgumentException wrong) {
                problems.add(new ConfigProblem(
                        source.where(element.origin(), text), name(path) + ": " + wrong.getMessage()));
            }
        }
        return parsed;
    }

    /**
     * Reports two settings that do not fit together, at the first one, or at the other if only that one was set. Says
     * nothing if one of them, or of {@code more} that the conflict depends on, is wrong itself: what it is to be decides
     * whether there is a conflict.
     */
    void conflict(String path, String other, String message, String... more) {
        if (isWrong(path) || isWrong(other) || Arrays.stream(more).anyMatch(this::isWrong)) {
            return;
        }
        String placed = isWritten(path) ? path : other;
        String where = source.where(config.getValue(placed).origin(), nameInFile(placed));
        problems.add(new ConfigProblem(where, name(path) + ": " + message));
    }

    /** Whether a setting, or a block that it stands in, has a problem. */
    private boolean isWrong(String path) {
        return wrong.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "."));
    }

    /** Reports what is wrong with a setting as a whole. */
    void problem(String path, String message) {
        problem(path, config.getValue(path), message);
    }

    private void problem(String path, ConfigValue value, String message) {
        wrong.add(path);
        String where = source.where(value.origin(), nameInFile(path));
        // An option is its own name.
        problems.add(new ConfigProblem(where, where.startsWith("--") ? message : name(path) + ": " + message));
    }

    private String nameInFile(String path) {
        return names.containsKey(path) ? name(path) : lastOf(path);
    }

    /** Whether somebody has written it, and it is not there by default. */
    boolean isWritten(String path) {
        return config.getValue(path).origin().resource() == null;
    }

    /** Where a setting stands. */
    String where(String path) {
        return source.where(config.getValue(path).origin(), nameInFile(path));
    }

    /** What the user calls a setting. */
    String name(String path) {
        return names.getOrDefault(path, path);
    }

    static String lastOf(String path) {
        List<String> parts = ConfigUtil.splitPath(path);
        return parts.get(parts.size() - 1);
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    static String shown(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a block";
            case LIST -> "a list";
            case NULL -> "null";
            case STRING -> "'" + value.unwrapped() + "'";
            case NUMBER, BOOLEAN -> value.render();
        };
    }
}
