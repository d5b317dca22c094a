package dev.understory.scenario;

import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Problem;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.YamlParser;
import dev.understory.scenario.shape.YamlValue;
import dev.understory.scenario.shape.YamlValue.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenarios. Never throws because of what is in a file: a scenario is either valid or comes back as the list of
 * all its problems.
 */
public final class ScenarioReader {
    private final Language language;
    private final Set<String> configKeys;

    /** A reader that knows the settings of the production node. */
    public ScenarioReader(Language language) {
        this(language, ConfigKeys.ofProductionNode());
    }

    /** @param configKeys the settings that a group's {@code config} may have */
    ScenarioReader(Language language, Set<String> configKeys) {
        this.language = language;
        this.configKeys = configKeys;
    }

    /**
     * Reads a file.
     *
     * @param file the scenario; problems name it as given
     * @param overrides values for variables that the scenario declares under {@code vars}
     */
    public ScenarioResult read(Path file, Map<String, String> overrides) {
        return read(file, overrides, file.toAbsolutePath().getParent());
    }

    /**
     * Reads a file that was moved.
     *
     * @param folder where the files are that it refers to
     */
    public ScenarioResult read(Path file, Map<String, String> overrides, @Nullable Path folder) {
        byte[] bytes;
        try {
            bytes = limited(file);
        } catch (IOException | SecurityException e) {
            String reason =
                    Files.isDirectory(file) ? "is a folder" : Files.exists(file) ? "cannot be read" : "does not exist";
            return new ScenarioResult.Invalid(
                    List.of(new Problem(file.toString(), Position.START, "the file " + reason)));
        }
        return read(file.toString(), bytes, overrides, path -> neighbour(folder, path));
    }

    /**
     * Reads bytes.
     *
     * @param name what problems call the file
     * @param neighbours files that the scenario refers to
     */
    public ScenarioResult read(String name, byte[] yaml, Map<String, String> overrides, Reading.Neighbours neighbours) {
        Reading reading = new Reading(name, neighbours);
        YamlValue value = YamlParser.parse(yaml, reading);
        Variables variables = new Variables(reading);
        YamlValue replaced = value instanceof Mapping file ? replaced(file, variables, overrides, reading) : value;
        Scenario scenario = replaced == null ? null : scenario(replaced, reading);
        variables.reportUnused();
        List<Problem> problems = reading.finish();
        if (replaced == null || scenario == null || !problems.isEmpty()) {
            return new ScenarioResult.Invalid(problems);
        }
        return new ScenarioResult.Valid(scenario, variables.texts(), reading.warnings(), new Places(name, replaced));
    }

    /** The file with its variables replaced; null if it is of another format. */
    private static @Nullable Mapping replaced(
            Mapping file, Variables variables, Map<String, String> overrides, Reading reading) {
        if (isOfAnotherSchema(file, reading)) {
            return null;
        }
        variables.declare(file, overrides);
        return variables.replaceIn(file);
    }

    private @Nullable Scenario scenario(YamlValue file, Reading reading) {
        reading.declareAll(Names.CONFIG_KEY, configKeys);
        Scenario scenario = language.shape().read(file, reading);
        reading.declareAll(Names.ACCESS, AccessSettings.builtin().keySet());
        if (reading.shared(NetworkSection.REGIONS) == null) {
            reading.forgive(Names.REGION);
        }
        return scenario;
    }

    /** A file of another format would be full of problems that say nothing: this one is reported alone. */
    private static boolean isOfAnotherSchema(Mapping file, Reading reading) {
        YamlValue.Entry schema = file.entries().get(ScenarioShape.SCHEMA_KEY);
        if (schema == null
                || (schema.value() instanceof YamlValue.Scalar scalar
                        && scalar.text().equals(Scenario.SCHEMA))) {
            return false;
        }
        reading.problem(
                schema.value(),
                "this version reads only the schema " + Scenario.SCHEMA + ", not "
                        + schema.value().noun());
        return true;
    }

    private static byte[] limited(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(YamlParser.MAX_BYTES + 1);
        }
    }

    private static byte[] neighbour(@Nullable Path folder, String path) throws IOException {
        try {
            return limited(folder == null ? Path.of(path) : folder.resolve(path));
        } catch (InvalidPathException e) {
            throw new IOException(e);
        }
    }
}
