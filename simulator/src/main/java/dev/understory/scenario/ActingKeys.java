package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a workload that say who acts in it and when, {@link WorkloadKind#DURING} among them. Of the two keys of the pace
 * exactly one has to be there.
 */
public final class ActingKeys<W extends Workload> {
    static final String FROM = "from";

    private static final Shape<Double> MEAN = Quantities.inBaseUnits(Dimension.RATE, 1e-6, 1e6);
    private static final Key<Double, Double> MEAN_KEY =
            Key.required("mean", MEAN, rate -> rate, "how often on average, all nodes of 'from' together");
    private static final Shape<Double> RATE_SHAPE = Shapes.shortOrLong(
            MEAN,
            new UnionShape<>(
                    "a rate",
                    "kind",
                    List.of(new Variant<>(
                            "poisson",
                            Double.class,
                            new MapShape<>("a rate of kind poisson", List.of(MEAN_KEY), e -> e.get(MEAN_KEY))))),
            any -> true);

    private final Key<W, Selector> from;
    private final Key<W, Distribution> every;
    private final Key<W, Double> rate;
    private final Key<W, Long> count;

    /**
     * The keys of a kind of workload.
     *
     * @param who what the reference says of those who act
     * @param most what it says of how often at most
     */
    public ActingKeys(Function<W, Acting> getter, String who, String most) {
        this.from = Key.withDefault(
                FROM,
                Selectors.SOURCE,
                Selectors.ANY_NODE,
                workload -> getter.apply(workload).from(),
                who);
        this.count =
                WorkloadKind.count("count", workload -> getter.apply(workload).count(), most);
        this.every = Key.optional(
                "every",
                Distributions.of(Dimension.DURATION),
                workload -> getter.apply(workload).pace() instanceof Pace.Every pace ? pace.interval() : null,
                "time from one to the next, a [distribution](#distributions); there has to be this or `rate`");
        this.rate = Key.optional(
                "rate",
                RATE_SHAPE,
                workload -> getter.apply(workload).pace() instanceof Pace.Poisson pace ? pace.perSecond() : null,
                "so often by chance: `2/s`, `{kind: poisson, mean: 2/s}`");
    }

    /** Who acts. */
    public Key<W, Selector> from() {
        return from;
    }

    /** How often at most. */
    public Key<W, Long> count() {
        return count;
    }

    /** The time from one to the next. */
    public Key<W, Distribution> every() {
        return every;
    }

    /** How often by chance. */
    public Key<W, Double> rate() {
        return rate;
    }

    /** What was read. */
    public Acting read(Entries entries) {
        return new Acting(
                entries.get(from), pace(entries), WorkloadKind.count(entries, count), entries.get(WorkloadKind.DURING));
    }

    private Pace pace(Entries entries) {
        @Nullable Distribution interval = entries.find(every);
        @Nullable Double perSecond = entries.find(rate);
        if ((interval == null) == (perSecond == null)) {
            entries.problem(rate, "a workload needs either 'every' or 'rate'");
        }
        if (interval != null && !(interval.mean() >= 1)) {
            entries.problem(every, "the time from one to the next has to be more than zero");
        }
        return perSecond != null
                ? new Pace.Poisson(perSecond)
                : new Pace.Every(interval == null ? Distribution.constant(1e9) : interval);
    }
}
