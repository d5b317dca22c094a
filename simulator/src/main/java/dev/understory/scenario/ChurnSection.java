package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.scenario.Churn.Leave;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The section {@code churn}. */
final class ChurnSection {
    private static final double TOLERANCE = 1e-6;

    private static final Key<Leave, Double> CRASH = Key.optional(
            "crash", Quantities.fraction(), Leave::crash, "share whose processes die: connections are reset");
    private static final Key<Leave, Double> POWER_LOSS = Key.withDefault(
            "powerLoss",
            Quantities.fraction(),
            0.0,
            Leave::powerLoss,
            "share whose machines are gone: connections fall silent");
    private static final Key<Leave, Double> GRACEFUL =
            Key.optional("graceful", Quantities.fraction(), Leave::graceful, "share that closes its connections first");
    private static final MapShape<Leave> LEAVE_SHAPE =
            new MapShape<>("leave", List.of(CRASH, POWER_LOSS, GRACEFUL), ChurnSection::leave);

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
    private static final Key<Churn, Leave> LEAVE =
            Key.withDefault("leave", LEAVE_SHAPE, Leave.DEFAULT, Churn::leave, "how nodes leave; the shares sum to 1");
    private static final Key<Churn, List<String>> DURING = Key.withDefault(
            "during",
            PhasesSection.names(),
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

    /** Of crash and graceful, one that is not written is the rest. */
    private static Leave leave(Entries entries) {
        @Nullable Double crash = entries.find(CRASH);
        @Nullable Double graceful = entries.find(GRACEFUL);
        double powerLoss = entries.get(POWER_LOSS);
        if (crash == null && graceful == null) {
            return powerLoss == 0 ? Leave.DEFAULT : new Leave(0, powerLoss);
        }
        double sum = powerLoss + (crash == null ? 0 : crash) + (graceful == null ? 0 : graceful);
        if (sum > 1 + TOLERANCE || (crash != null && graceful != null && sum < 1 - TOLERANCE)) {
            entries.problem(crash == null ? GRACEFUL : CRASH, "crash, powerLoss and graceful have to sum to 1");
        }
        return new Leave(crash != null ? crash : Leave.rest(powerLoss, Objects.requireNonNull(graceful)), powerLoss);
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
