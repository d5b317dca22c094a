package dev.understory.attack;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.measure.Flatness;
import dev.understory.measure.Residue;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Inputs of the catalogue at random, one after the other for as long as asked, against the same nodes over TCP: one for each
 * {@link Site}, which live as long as the soak. Each input is judged as ever, and now and then it is read what the process still holds.
 * Left out is the site that takes a peer for dead after a second: in hours, any machine stands still for as long, and an honest peer is
 * lost.
 */
public final class Soak {
    /** Scores of fewer identities are remembered than the first fifth of a run brings. */
    private static final String SETTINGS = "understory.p2p.reputation.entries = 64\n";

    /** A longer run has more readings. */
    private static final Duration LONGEST_BETWEEN_READINGS = Duration.ofMinutes(5);

    /** Readings of a run that is short enough. */
    private static final int READINGS = 20;

    /** Fewer say nothing about a slope. */
    private static final int FEWEST_READINGS = 5;

    private final List<AttackCase> catalogue;
    private final Map<Site, TcpBed> beds = new EnumMap<>(Site.class);
    private final Flatness flatness = new Flatness("inputs");
    private final Map<String, Integer> rows = new TreeMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final RandomStream random;
    private final Supplier<Residue> residue;
    private final Consumer<String> told;
    private int played;
    private int held;

    /**
     * What came of it.
     *
     * @param played inputs
     * @param held those that ended as the catalogue says
     * @param rows how often inputs of each row were played
     * @param readings of what the process holds
     * @param rises how much that rose
     * @param problems what is not flat, in sentences
     */
    public record Outcome(
            int played,
            int held,
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

        /** Whether there are enough readings to tell whether anything rises. */
        public boolean isJudged() {
            return readings >= FEWEST_READINGS;
        }
    }

    /** The ids of all rows that have inputs for it. */
    public static List<String> playable() {
        return Catalogue.all().stream()
                .filter(attack -> attack.site() != Site.ALERT)
                .flatMap(attack -> attack.rows().stream())
                .distinct()
                .toList();
    }

    /**
     * @param chosen of the ids of an input's rows, whether it is played
     * @param seed of the order of inputs
     * @param residue what the process holds now
     * @param told a line for each reading, and for each input that ended otherwise than it should
     */
    public Soak(Predicate<List<String>> chosen, long seed, Supplier<Residue> residue, Consumer<String> told) {
        this.catalogue = Catalogue.all().stream()
                .filter(attack -> attack.site() != Site.ALERT && chosen.test(attack.rows()))
                .toList();
        this.random = CounterStream.of(seed, 0, "attack.soak");
        this.residue = residue;
        this.told = told;
    }

    /** Plays for that long; to be called once. */
    public Outcome run(Duration duration) {
        try {
            // All at first: a node that starts later would look like something that has leaked.
            catalogue.forEach(
                    attack -> beds.computeIfAbsent(attack.site(), site -> new TcpBed(site.settings() + SETTINGS)));
            long begin = System.nanoTime();
            long between = Math.min(duration.toNanos() / READINGS, LONGEST_BETWEEN_READINGS.toNanos());
            long next = between;
            for (long passed = 0; passed < duration.toNanos() && !stopped.get(); passed = System.nanoTime() - begin) {
                play(catalogue.get(random.nextInt(catalogue.size())));
                if (System.nanoTime() - begin >= next) {
                    flatness.read(played, residue.get());
                    told.accept(flatness.lastLine());
                    next = System.nanoTime() - begin + between;
                }
            }
        } finally {
            beds.values().forEach(TcpBed::close);
        }
        return new Outcome(played, held, rows, flatness.size(), flatness.rises(), flatness.problems());
    }

    /** It ends after the input that is being played; may be called by any thread. */
    public void stop() {
        stopped.set(true);
    }

    private void play(AttackCase attack) {
        TcpBed bed = Objects.requireNonNull(beds.get(attack.site()));
        Finding found = Siege.play(bed, attack, Finding.TCP);
        bed.forget();
        played++;
        attack.rows().forEach(row -> rows.merge(row, 1, Integer::sum));
        if (found.held()) {
            held++;
        } else {
            told.accept("FAILED  " + found.input() + ": " + found.problem());
        }
    }
}
