package dev.understory.attack;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.measure.Flatness;
import dev.understory.measure.Residue;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Inputs of the catalogue at random, one after the other for as long as asked, against the same nodes: a pair for each {@link Site},
 * which live as long as the soak. Each input is judged as ever, and now and then it is read what the process still holds. Over TCP that
 * is hours of this machine, which stands still at times: an input that fails in such a time says nothing, and is counted apart. On the
 * simulated network it is hours of virtual time, and what is there beside memory (actors, links, what is charged) is compared after each
 * input with what was there before it.
 */
public final class Soak {
    /** A longer run has more readings. */
    private static final Duration LONGEST_BETWEEN_READINGS = Duration.ofMinutes(5);

    /** Readings of a run that is short enough. */
    private static final int READINGS = 20;

    /** Fewer say nothing about a slope. */
    private static final int FEWEST_READINGS = 5;

    /** One input in so many may be disturbed. */
    private static final int MOST_DISTURBED = 10;

    private final List<AttackCase> catalogue;
    private final Supplier<SoakGround> ground;
    private final Flatness flatness = new Flatness("inputs");
    private final Map<String, Integer> rows = new TreeMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final RandomStream random;
    private final Supplier<Residue> residue;
    private final Consumer<String> told;
    private int played;
    private int held;
    private int disturbed;

    /**
     * What came of it.
     *
     * @param played inputs
     * @param held those that ended as the catalogue says
     * @param disturbed those that did not, while this machine stood still
     * @param rows how often inputs of each row were played
     * @param readings of what the process holds
     * @param rises how much that rose
     * @param problems what is not flat, in sentences
     */
    public record Outcome(
            int played,
            int held,
            int disturbed,
            Map<String, Integer> rows,
            int readings,
            List<Flatness.Rise> rises,
            List<String> problems) {
        /** Keeps copies. */
        public Outcome {
            rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
            rises = List.copyOf(rises);
            problems = List.copyOf(problems);
        }

        /** Inputs that ended otherwise than the catalogue says. */
        public int failed() {
            return played - held - disturbed;
        }

        /** Whether there are enough readings to tell whether anything rises, and enough inputs that say something. */
        public boolean isJudged() {
            return readings >= FEWEST_READINGS && disturbed * MOST_DISTURBED <= played;
        }
    }

    /** A soak over TCP, for so long. */
    public static Soak overTcp(
            Predicate<List<String>> chosen, long seed, Supplier<Residue> residue, Consumer<String> told) {
        return new Soak(chosen, seed, TcpGround::new, residue, told);
    }

    /** A soak on the simulated network, for so long in virtual time. */
    public static Soak simulated(
            Predicate<List<String>> chosen, long seed, Supplier<Residue> residue, Consumer<String> told) {
        return new Soak(chosen, seed, () -> new SimGround(seed), residue, told);
    }

    /**
     * @param chosen of the ids of an input's rows, whether it is played
     * @param seed of the order of inputs
     * @param ground where it is played
     * @param residue what the process holds now
     * @param told a line for each reading, and for each input that ended otherwise than it should
     */
    private Soak(
            Predicate<List<String>> chosen,
            long seed,
            Supplier<SoakGround> ground,
            Supplier<Residue> residue,
            Consumer<String> told) {
        this.catalogue = Catalogue.all().stream()
                .filter(attack -> chosen.test(attack.rows()))
                .toList();
        this.ground = ground;
        this.random = CounterStream.of(seed, 0, "attack.soak");
        this.residue = residue;
        this.told = told;
    }

    /** Plays for that long; to be called once. */
    public Outcome run(Duration duration) {
        try (SoakGround where = ground.get()) {
            catalogue.forEach(attack -> where.prepare(attack.site()));
            long between = Math.min(duration.toNanos() / READINGS, LONGEST_BETWEEN_READINGS.toNanos());
            long begin = where.nanos();
            long next = begin + between;
            while (where.nanos() - begin < duration.toNanos() && !stopped.get()) {
                play(where, catalogue.get(random.nextInt(catalogue.size())));
                if (where.nanos() >= next) {
                    flatness.read(played, residue.get());
                    told.accept(flatness.lastLine());
                    next = where.nanos() + between;
                }
            }
        }
        return new Outcome(played, held, disturbed, rows, flatness.size(), flatness.rises(), flatness.problems());
    }

    /** It ends after the input that is being played; may be called by any thread. */
    public void stop() {
        stopped.set(true);
    }

    private void play(SoakGround where, AttackCase attack) {
        Finding found = where.play(attack);
        played++;
        attack.rows().forEach(row -> rows.merge(row, 1, Integer::sum));
        if (found.held()) {
            held++;
        } else if (where.stoodStill(attack.site())) {
            disturbed++;
            told.accept("not judged, as this machine stood still  " + found.input() + ": " + found.problem());
        } else {
            told.accept("FAILED  " + found.input() + ": " + found.problem());
        }
    }
}
