package dev.understory.fault;

import dev.understory.scenario.Draw;
import dev.understory.scenario.Event;
import dev.understory.scenario.EventKind;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Stage;
import dev.understory.scenario.Stage.Wrong;
import dev.understory.scenario.Whom;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import dev.understory.timeline.LinkDamage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Machines compute slowly for a while, or the ways between nodes are worse than usual.
 *
 * @param what one of the two
 * @param duration after which it ends by itself
 */
public record Slow(Schedule schedule, What what, Optional<Duration> duration) implements Event {
    /** What is slow. */
    public sealed interface What {}

    /**
     * Machines, on which all modelled work takes {@code factor} times as long.
     *
     * @param factor at least 1
     */
    public record Processor(Selector who, double factor) implements What {}

    /** The ways from some nodes to others, and back where {@code way} says so. */
    public record Links(Selector from, Selector to, Way way, LinkDamage damage) implements What {}

    /** In which direction the ways are slow. */
    public enum Way {
        /** There and back. */
        BOTH,
        /** There. */
        FROM_TO
    }

    private static final Key<Slow, Selector> WHO = Key.optional(
            "who", Selectors.EACH_TIME, slow -> slow.ofProcessor(Processor::who), "whose processor is slow");
    private static final Key<Slow, Double> CPU = Key.optional(
            "cpu",
            Quantities.number(1, 10_000),
            slow -> slow.ofProcessor(Processor::factor),
            "all modelled work takes so many times as long");
    private static final Key<Slow, Selector> FROM =
            Key.optional("from", Selectors.EACH_TIME, slow -> slow.ofLinks(Links::from), "at one end of the slow ways");
    private static final Key<Slow, Selector> TO =
            Key.optional("to", Selectors.EACH_TIME, slow -> slow.ofLinks(Links::to), "at the other");
    private static final Key<Slow, Way> WAY = Key.optional(
            "way",
            Shapes.constant("way", Way.class),
            slow -> slow.ofLinks(Links::way),
            "both; from-to: not the way back");
    private static final Key<Slow, Duration> DELAY = Key.optional(
            "delay",
            Quantities.positiveDuration(),
            slow -> orNull(slow.damage().extraNanos(), Duration::ofNanos),
            "everything takes so much longer");
    private static final Key<Slow, Long> BANDWIDTH = Key.optional(
            "bandwidth",
            Quantities.wholeUnits(Dimension.BANDWIDTH, 1_000, 1_000_000_000_000L),
            slow -> orNull(slow.damage().bitsPerSecond(), bits -> bits),
            "each connection carries so much at most, with all headers");
    private static final Key<Slow, Double> LOSS = Key.optional(
            "loss",
            Quantities.fraction(),
            slow -> slow.damage().lossRate() == 0 ? null : slow.damage().lossRate(),
            "chance per segment, beside the usual one");
    private static final Key<Slow, Duration> FOR = Key.optional(
            "for", Quantities.positiveDuration(), slow -> slow.duration().orElse(null), "ends by itself after this");

    static final EventKind<Slow> KIND = EventKind.breaking(
                    "slow", Slow.class, List.of(WHO, CPU, FROM, TO, WAY, DELAY, BANDWIDTH, LOSS, FOR), Slow::read, """
            either of two. `cpu: 10` with `who`: what is [charged](#nodes) to the machines' processors and disks takes ten times
            as long. Or `delay`, `bandwidth`, `loss`, one or several: all that nodes `from` send to nodes `to` (selectors;
            everybody by default) takes that much longer, passes at that rate at most on each connection, is lost with that
            chance more; `way: from-to` spares the way back. Damages of several events add up, of bandwidths the least counts.
            Without `for` it ends with the duration. Over `--network tcp` only `delay` can be had
            """)
            .withExamples(Slow::examples);

    @Override
    public EventKind<Slow> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return switch (what) {
            case Processor processor -> List.of(Whom.any(WHO.name(), processor.who()));
            case Links links -> List.of(Whom.any(FROM.name(), links.from()), Whom.any(TO.name(), links.to()));
        };
    }

    @Override
    public Optional<String> impossibleOverTcp() {
        boolean isDelayAlone = what instanceof Links && damage().bitsPerSecond() == 0 && damage().lossRate() == 0;
        return isDelayAlone
                ? Optional.empty()
                : Optional.of(
                        "over --network tcp there is only 'delay': all nodes share the processors and the loopback of this"
                                + " machine; use the simulated network for 'cpu', 'bandwidth' and 'loss'");
    }

    @Override
    public boolean happen(Stage stage) {
        switch (what) {
            case Processor processor -> {
                BitSet who = stage.choose(processor.who());
                List<Runnable> ends = new ArrayList<>();
                who.stream().forEach(node -> ends.add(stage.faults().slowProcessor(node, processor.factor())));
                begin(stage, "processors of " + who.cardinality(), () -> ends.forEach(Runnable::run), List.of(who));
            }
            case Links links -> {
                BitSet from = stage.choose(links.from());
                BitSet to = stage.choose(links.to());
                Runnable end = stage.faults().damage(from, to, links.way() == Way.FROM_TO, links.damage());
                String text =
                        "ways " + from.cardinality() + (links.way() == Way.BOTH ? " - " : " > ") + to.cardinality();
                begin(stage, text, end, List.of(from, to));
            }
        }
        return false;
    }

    /** Whether it affected anybody is known at its end: somebody of each set was up. */
    private void begin(Stage stage, String text, Runnable end, List<BitSet> concerned) {
        long since = stage.now();
        stage.begin(Wrong.ofNetwork(KIND.word(), "", "slow: " + text, duration, () -> {
            end.run();
            return concerned.stream()
                    .allMatch(set -> set.stream().anyMatch(node -> stage.lives().wasUp(node, since, stage.now())));
        }));
    }

    private static List<Slow> examples(Draw draw) {
        LinkDamage damage = new LinkDamage(draw.number(1 << 30), 1_000L * draw.number(9_999), 0.25);
        return List.of(
                new Slow(draw.schedule(), new Processor(draw.eachTime(), draw.number(99)), Optional.empty()),
                new Slow(
                        draw.schedule(),
                        new Links(draw.eachTime(), draw.eachTime(), draw.oneOf(Way.values()), damage),
                        Optional.of(draw.time())));
    }

    private static @Nullable Slow read(Schedule schedule, Entries entries) {
        double loss = entries.maybe(LOSS).orElse(0.0);
        if (loss >= 1) {
            entries.problem(LOSS, "where everything is lost nothing is slow: write a partition, or a chance below 1");
            return null;
        }
        LinkDamage damage = new LinkDamage(
                entries.maybe(DELAY).map(Duration::toNanos).orElse(0L),
                entries.maybe(BANDWIDTH).orElse(0L),
                loss);
        @Nullable What what = damage.isNone() ? processor(entries) : links(entries, damage);
        return what == null ? null : new Slow(schedule, what, entries.maybe(FOR));
    }

    private static @Nullable What processor(Entries entries) {
        for (Key<Slow, ?> key : List.<Key<Slow, ?>>of(FROM, TO, WAY)) {
            if (entries.find(key) != null) {
                entries.problem(key, "this goes with 'delay', 'bandwidth' or 'loss', and there is none");
            }
        }
        @Nullable Selector who = entries.find(WHO);
        @Nullable Double factor = entries.find(CPU);
        if (who != null && factor != null) {
            return new Processor(who, factor);
        }
        entries.problem(who == null ? CPU : WHO, "expected 'who' and 'cpu', or one of 'delay', 'bandwidth' and 'loss'");
        return null;
    }

    private static @Nullable What links(Entries entries, LinkDamage damage) {
        for (Key<Slow, ?> key : List.<Key<Slow, ?>>of(WHO, CPU)) {
            if (entries.find(key) != null) {
                entries.problem(key, "slow processors and slow ways are two events");
            }
        }
        return new Links(
                entries.maybe(FROM).orElse(Selector.EVERYONE),
                entries.maybe(TO).orElse(Selector.EVERYONE),
                entries.maybe(WAY).orElse(Way.BOTH),
                damage);
    }

    private <V> @Nullable V ofProcessor(Function<Processor, V> part) {
        return what instanceof Processor processor ? part.apply(processor) : null;
    }

    private <V> @Nullable V ofLinks(Function<Links, V> part) {
        return what instanceof Links links ? part.apply(links) : null;
    }

    private LinkDamage damage() {
        return what instanceof Links links ? links.damage() : LinkDamage.NONE;
    }

    private static <V> @Nullable V orNull(long value, LongFunction<V> written) {
        return value == 0 ? null : written.apply(value);
    }
}
