package dev.understory.scenario;

import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Quantity;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.YamlValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A moment of the run: a time since its start ({@code 90s}), the edge of a phase ({@code phase(steady).start},
 * {@code phase(steady).end + 5s}), or {@code end} for the end of the duration.
 */
record Moments() implements Shape<Duration> {
    private static final Shape<Duration> TIME = Quantities.duration();
    private static final Pattern EDGE =
            Pattern.compile("(?:phase\\(([^)]*)\\)\\.(start|end)|(end))(?: *([+-]) *([0-9].*))?", Pattern.DOTALL);

    @Override
    public @Nullable Duration read(YamlValue value, Reading reading) {
        if (!(value instanceof YamlValue.Scalar scalar) || !isEdge(scalar.text())) {
            return TIME.read(value, reading);
        }
        Matcher edge = EDGE.matcher(scalar.text());
        if (!edge.matches()) {
            reading.problem(
                    scalar,
                    "expected a moment such as 90s, phase(NAME).start, phase(NAME).end + 5s or end, not "
                            + scalar.noun());
            return null;
        }
        Duration offset = edge.group(5) == null ? Duration.ZERO : offset(edge.group(5), scalar, reading);
        Duration base = edge.group(3) != null
                ? reading.shared(RunSection.DURATION)
                : edgeOf(edge.group(1), edge.group(2).equals("start"), scalar, reading);
        if (base == null || offset == null) {
            return null;
        }
        return "-".equals(edge.group(4)) ? base.minus(offset) : base.plus(offset);
    }

    private static boolean isEdge(String text) {
        return !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    private static @Nullable Duration offset(String text, YamlValue.Scalar scalar, Reading reading) {
        return switch (Quantity.parse(text, Dimension.DURATION)) {
            case Quantity.Accepted accepted ->
                Duration.ofNanos(accepted.quantity().baseUnits());
            case Quantity.Refused refused -> {
                reading.problem(scalar, refused.message());
                yield null;
            }
        };
    }

    private static @Nullable Duration edgeOf(String name, boolean isStart, YamlValue.Scalar scalar, Reading reading) {
        int inside = scalar.plain() ? "phase(".length() : "phase(".length() + 1;
        reading.refer(Names.PHASE, name, scalar.position().plus(scalar.variable() == null ? inside : 0));
        List<Phase> phases = reading.shared(ScenarioShape.PHASES);
        if (phases == null) {
            return null;
        }
        return phases.stream()
                .filter(phase -> phase.name().equals(name))
                .map(phase -> isStart ? phase.start() : phase.end())
                .findFirst()
                .orElse(null);
    }

    @Override
    public Object write(Duration value) {
        return TIME.write(value);
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        return definitions.define(
                "moment",
                () -> SchemaDefinitions.object(
                        "anyOf",
                        List.of(
                                TIME.schema(definitions),
                                SchemaDefinitions.object(
                                        "type", "string", "pattern", "^(phase\\([^)]*\\)\\.(start|end)|end)"))));
    }
}
