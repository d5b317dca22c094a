package dev.understory.scenario;

import dev.understory.scenario.law.Distribution;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code churn}. */
final class ChurnSection {
    private static final double TOLERANCE = 1e-6;

    private static final Key<Double, Double> CRASH =
            Key.optional("crash", Quantities.fraction(), crash -> crash, "share that vanishes without a goodbye");
    private static final Key<Double, Double> GRACEFUL = Key.optional(
            "graceful", Quantities.fraction(), ChurnSection::rest, "share that closes its connections first");
    private static final MapShape<Double> LEAVE_SHAPE =
            new MapShape<>("leave", List.of(CRASH, GRACEFUL), ChurnSection::crashShare);

    private static final Key<Churn, String> NAME =
            Key.required("name", Shapes.declaredName(Names.CHURN), Churn::name, "unique");
    private static final Key<Churn, Selector> WHO =
            Key.required("who", Selectors.SET, Churn::who, "who comes and goes");
    private static final Key<Churn, Distribution> SESSION =
            Key.required("session", new LifetimeShape(), Churn::session, "how long a node stays; a law or its name");
    private static final Key<Churn, Distribution> DOWNTIME =
            Key.required("downtime", Distributions.of(Dimension.DURATION), Churn::downtime, "how long it is away");
    private static final Key<Churn, Boolean> STEADY_STATE = Key.withDefault(
            "steadyState",
            Shapes.flag(),
            true,
            Churn::steadyState,
            "true: nodes are in the middle of their sessions at time zero, so that there is no wave at the start");
    private static final Key<Churn, Double> LEAVE =
            Key.withDefault("leave", LEAVE_SHAPE, 0.5, Churn::crash, "how nodes leave; the shares sum to 1");
    private static final Key<Churn, List<String>> DURING = Key.withDefault(
            "during",
            WorkloadSection.phases(),
            List.of(),
            Churn::during,
            "phases in which nodes leave; always by default");

    static final Shape<List<Churn>> SHAPE = Shapes.list(
            new MapShape<>(
                    "churn",
                    List.of(NAME, WHO, SESSION, DOWNTIME, STEADY_STATE, LEAVE, DURING),
                    e -> new Churn(
                            e.get(NAME),
                            e.get(WHO),
                            e.get(SESSION),
                            e.get(DOWNTIME),
                            e.get(STEADY_STATE),
                            e.get(LEAVE),
                            e.get(DURING))),
            0);

    private ChurnSection() {}

    private static @Nullable Double crashShare(Entries entries) {
        @Nullable Double crash = entries.find(CRASH);
        @Nullable Double graceful = entries.find(GRACEFUL);
        if (crash != null && graceful != null) {
            if (Math.abs(crash + graceful - 1) > TOLERANCE) {
                entries.problem(CRASH, "crash and graceful have to sum to 1");
            }
            return crash;
        }
        return crash != null ? crash : graceful != null ? rest(graceful) : Double.valueOf(0.5);
    }

    /** What is missing to one, in decimal: 0.3 of 0.7. */
    private static Double rest(Double share) {
        return BigDecimal.ONE.subtract(BigDecimal.valueOf(share)).doubleValue();
    }

    /** A distribution of durations, or the name of a measured one. */
    private record LifetimeShape() implements Shape<Distribution> {
        private static final Shape<Distribution> LAW = Distributions.of(Dimension.DURATION);
        private static final Map<String, Distribution> NAMED = ChurnLaws.byName();
        private static final Shape<String> NAMES = Shapes.word("churn law", List.copyOf(NAMED.keySet()), name -> name);

        @Override
        public @Nullable Distribution read(YamlValue value, Reading reading) {
            boolean named = value instanceof YamlValue.Scalar scalar
                    && !scalar.text().isEmpty()
                    && Character.isLetter(scalar.text().charAt(0));
            if (!named) {
                return LAW.read(value, reading);
            }
            String name = NAMES.read(value, reading);
            return name == null ? null : NAMED.get(name);
        }

        @Override
        public Object write(Distribution value) {
            return LAW.write(value);
        }

        @Override
        public Map<String, Object> schema(SchemaDefinitions definitions) {
            return SchemaDefinitions.object("anyOf", List.of(NAMES.schema(definitions), LAW.schema(definitions)));
        }
    }
}
