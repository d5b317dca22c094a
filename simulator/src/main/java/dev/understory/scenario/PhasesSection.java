package dev.understory.scenario;

import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code phases}: named spans, each from the end of the one before it. */
final class PhasesSection {
    /** A phase as it is written. */
    private record Written(String name, Until until) {}

    /** A time, or none for the end of the run. */
    private record Until(@Nullable Duration time) {}

    private static final Shape<String> END = Shapes.word("moment", List.of("end"), word -> word);
    private static final Shape<Duration> TIME = Quantities.positiveDuration();

    private static final Key<Written, String> NAME =
            Key.required("name", Shapes.declaredName(Names.PHASE), Written::name, "unique");
    private static final Key<Written, Until> UNTIL = Key.required(
            "until", new UntilShape(), Written::until, "when it ends, since the start of the run; or 'end'");

    static final Shape<List<Phase>> SHAPE = Shapes.list(
                    new MapShape<>("a phase", List.of(NAME, UNTIL), e -> new Written(e.get(NAME), e.get(UNTIL))), 0)
            .map(PhasesSection::spans, PhasesSection::written);

    private PhasesSection() {}

    /** Names of phases; one may stand without its list. */
    static Shape<List<String>> names() {
        return Shapes.oneOrMore(Shapes.reference(Names.PHASE));
    }

    private static @Nullable List<Phase> spans(List<Written> written, YamlValue source, Reading reading) {
        Duration end = reading.shared(RunSection.DURATION);
        if (end == null) {
            return null;
        }
        List<Phase> phases = new ArrayList<>();
        Duration start = Duration.ZERO;
        boolean ordered = true;
        for (Written phase : written) {
            Duration time = phase.until().time();
            Duration until = time == null ? end : time;
            ordered &= inOrder(phase.name(), start, until, end, reading);
            phases.add(new Phase(phase.name(), start, until));
            start = until;
        }
        return ordered ? List.copyOf(phases) : null;
    }

    private static boolean inOrder(String name, Duration start, Duration until, Duration end, Reading reading) {
        String complaint;
        if (until.compareTo(end) > 0) {
            complaint = "phase '" + name + "' ends after the run";
        } else if (until.compareTo(start) <= 0) {
            complaint = "phase '" + name + "' ends before it starts: phases are in order of time";
        } else {
            return true;
        }
        reading.problem(reading.declaration(Names.PHASE, name), complaint);
        return false;
    }

    private static List<Written> written(List<Phase> phases) {
        return phases.stream()
                .map(phase -> new Written(phase.name(), new Until(phase.end())))
                .toList();
    }

    /** {@code end} or a time. */
    private record UntilShape() implements Shape<Until> {
        @Override
        public @Nullable Until read(YamlValue value, Reading reading) {
            if (value instanceof YamlValue.Scalar scalar && scalar.text().equals("end")) {
                return new Until(null);
            }
            Duration time = TIME.read(value, reading);
            return time == null ? null : new Until(time);
        }

        @Override
        public Object write(Until value) {
            Duration time = value.time();
            return time == null ? END.write("end") : TIME.write(time);
        }

        @Override
        public Map<String, Object> schema(SchemaDefinitions definitions) {
            return SchemaDefinitions.object("anyOf", List.of(END.schema(definitions), TIME.schema(definitions)));
        }
    }
}
