package dev.understory.bench;

import dev.understory.attack.Attack;
import dev.understory.bench.FloodTurns.Found;
import dev.understory.bench.FloodTurns.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * What the peers of a node feel of floods over TCP: attackers in a JVM of their own, which gets a processor only when nobody else wants
 * it, flood the node, in turns with another node and with nobody.
 */
final class Floods implements Suite {
    /** How much longer a round trip may take at the 99th percentile. */
    private static final double MOST_TIMES = 2;

    /** Of all processors, what handshakes may take: the node's default. */
    private static final double SHARE = 0.25;

    /** Seconds of its share that the node may have saved up. */
    private static final double AHEAD = 1;

    /** In which the must-connect peer has to be in, seconds. */
    private static final double IN_TIME = 2;

    @Override
    public String name() {
        return "floods";
    }

    @Override
    public String summary() {
        return "round trips of a node's peers beside floods (--flood: " + String.join(", ", FloodKind.words())
                + "), and what handshakes take of the processors";
    }

    @Override
    public boolean isOnRequest() {
        return true;
    }

    @Override
    public boolean failsWhenMissed() {
        return true;
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        List<Measurement> all = new ArrayList<>();
        for (FloodKind kind : FloodKind.values()) {
            if (context.floods().isEmpty() || context.floods().contains(kind.word())) {
                System.err.println("floods: " + kind.word() + ": " + kind.summary());
                try (FloodTurns turns = new FloodTurns(kind, context.warmUp() > 0)) {
                    Map<Turn, Found> found = turns.run(context.warmUp(), context.seconds());
                    tell(kind.word(), found);
                    all.addAll(judged(kind.word(), context.warmUp() > 0, context.seconds(), found));
                }
            }
        }
        return all;
    }

    private static void tell(String name, Map<Turn, Found> found) {
        found.forEach((turn, of) -> System.err.printf(
                "floods: %s, %s: p99 of each turn %s us; paid %s; the node counted %s%n",
                name, turn, of.p99s.stream().map(nanos -> nanos / 1000).toList(), of.paid, of.counters));
    }

    /**
     * The figures of a flood with their targets.
     *
     * @param warm whether the nodes had run for a while: otherwise no time has a target
     * @param seconds of a turn
     */
    static List<Measurement> judged(String name, boolean warm, double seconds, Map<Turn, Found> found) {
        Found quiet = Objects.requireNonNull(found.get(Turn.QUIET));
        Found another = Objects.requireNonNull(found.get(Turn.ANOTHER));
        Found node = Objects.requireNonNull(found.get(Turn.NODE));
        Measurement p99 = of(name + "/p99", node.p99(), "us").beside("another p99", another.p99());
        Measurement in = of(name + "/must-connect/in", node.expected.in(), "");
        Measurement latest = of(
                        name + "/must-connect/most", node.expected.times().getMaxValue() / 1e9, "s")
                .beside("quiet", quiet.expected.times().getMaxValue() / 1e9);
        double all = node.seconds * FloodTurns.processors();
        return List.of(
                of(name + "/p50", micros(node.times, 50), "us").beside("another p50", micros(another.times, 50)),
                warm ? p99.atMostTimesLimit(MOST_TIMES) : p99,
                of(name + "/p99-quiet", node.p99(), "us").beside("quiet p99", quiet.p99()),
                of(name + "/delivered", (double) node.times.getTotalCount() / node.sent, "")
                        .atLeast(1),
                of(name + "/attacks", node.paid.getOrDefault(Attack.CONNECTIONS, 0L) / node.seconds, "1/s"),
                of(name + "/admitted", node.counters.getOrDefault("ADMITTED", 0L) / node.seconds, "1/s"),
                of(name + "/refused", refused(node) / node.seconds, "1/s"),
                of(name + "/handshake-cpu", node.handshakes / all, ""),
                of(name + "/handshake-cpu/most", node.mostOfHandshakes, "").atMost(SHARE * (1 + AHEAD / seconds)),
                of(name + "/other-cpu", (node.process - node.handshakes) / all, "")
                        .beside("quiet", (quiet.process - quiet.handshakes) / quiet.seconds / FloodTurns.processors()),
                warm ? in.atLeast(1) : in,
                warm ? latest.atMost(IN_TIME) : latest,
                of(name + "/strangers/in", node.strangers.in(), "").beside("quiet", quiet.strangers.in()),
                of(name + "/strangers/p50", node.strangers.times().getValueAtPercentile(50) / 1e9, "s"));
    }

    private static double refused(Found node) {
        return node.counters.entrySet().stream()
                .filter(count ->
                        count.getKey().startsWith("refused.") || count.getKey().startsWith("handshake."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static double micros(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }

    private static Measurement of(String name, double value, String unit) {
        return Measurement.of("floods/" + name, value, unit);
    }
}
