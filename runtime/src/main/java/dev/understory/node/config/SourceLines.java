package dev.understory.node.config;

import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says where a setting stands, as {@code file:line:column}. The configuration library knows files and lines; the column
 * is where the setting's name or text stands in that line.
 */
final class SourceLines {
    /** How an empty text is written: the place of a text is behind its quote. */
    private static final String EMPTY = "\"\"";

    private final Path file;
    private final Map<String, List<String>> lines = new TreeMap<>();

    /** For a configuration that was read from {@code file}, which is named in messages the way the user named it. */
    SourceLines(Path file) {
        this.file = file;
    }

    /** Where a value with that origin stands, looking for {@code text} in its line. */
    String where(ConfigOrigin origin, String text) {
        String name = origin.filename();
        if (name == null) {
            return origin.description();
        }
        String shown = shown(file, name);
        if (origin.lineNumber() < 1) {
            return shown;
        }
        return shown + ":" + origin.lineNumber() + ":" + column(name, origin.lineNumber(), text);
    }

    /** A file of that name as the user named it, if it is the one that he named. */
    static String shown(Path file, String name) {
        return Path.of(name).equals(file.toAbsolutePath()) ? file.toString() : name;
    }

    private int column(String name, int number, String text) {
        List<String> all = lines.computeIfAbsent(name, SourceLines::read);
        String line = number <= all.size() ? all.get(number - 1) : "";
        int at = text.isEmpty() ? behind(line.indexOf(EMPTY)) : line.indexOf(text);
        if (at < 0) {
            at = line.length() - line.stripLeading().length();
        }
        return at + 1;
    }

    private static int behind(int quote) {
        return quote < 0 ? quote : quote + 1;
    }

    private static List<String> read(String name) {
        try {
            return Files.readAllLines(Path.of(name));
        } catch (IOException unreadable) {
            return List.of(); // It was read a moment ago; a position without its column is still of use.
        }
    }
}
