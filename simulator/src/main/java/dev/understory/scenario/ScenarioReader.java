package dev.understory.scenario;

import java.nio.file.Path;
import java.util.Map;

/** Reads scenario files. */
public final class ScenarioReader {
    private ScenarioReader() {}

    /**
     * Reads a file.
     *
     * @param file the scenario; problems name it as given
     * @param overrides values for variables that the scenario declares under {@code vars}
     */
    public static ScenarioResult read(Path file, Map<String, String> overrides) {
        throw new UnsupportedOperationException(file + " " + overrides);
    }
}
