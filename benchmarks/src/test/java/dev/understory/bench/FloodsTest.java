package dev.understory.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understory.bench.FloodNewcomers.Arrivals;
import dev.understory.bench.FloodTurns.Found;
import dev.understory.bench.FloodTurns.Turn;
import dev.understory.node.config.NodeConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FloodsTest {
    private static final double SECONDS = 10;

    @ParameterizedTest
    @EnumSource(FloodKind.class)
    void aNodeTakesTheSettingsOfEachFlood(FloodKind kind) {
        String settings = FloodVictim.settings(Path.of("/nowhere"), kind, FloodNewcomers.EXPECTED.toString());
        NodeConfig config = NodeConfig.parse(settings);
        assertThat(config.network().known().mustConnect()).containsExactly(FloodNewcomers.EXPECTED);
        assertThat(FloodKind.of(kind.word())).isEqualTo(kind);
    }

    @Test
    void theThousandAreAThousand() {
        assertThat(FloodKind.THOUSAND.raids().stream()
                        .mapToInt(raid -> raid.attackers() * raid.addresses().count())
                        .sum())
                .isEqualTo(1000);
    }

    @Test
    void whatIsAsItShouldBeMeetsItsTargets() {
        assertThat(missed(true, found(300))).isEmpty();
    }

    @Test
    void roundTripsThatTakeMoreThanTwiceAsLongMissTheTargetOfWarmNodesOnly() {
        assertThat(missed(true, found(700))).containsExactly("floods/x/p99");
        assertThat(missed(false, found(700))).isEmpty();
    }

    @Test
    void aMessageThatDoesNotComeBackMissesATarget() {
        Map<Turn, Found> found = found(300);
        of(found, Turn.NODE).sent++;
        assertThat(missed(false, found)).containsExactly("floods/x/delivered");
    }

    @Test
    void moreThanTheShareAndWhatWasSavedUpMissesATarget() {
        Map<Turn, Found> found = found(300);
        of(found, Turn.NODE).mostOfHandshakes = 0.27;
        assertThat(missed(false, found)).isEmpty();
        of(found, Turn.NODE).mostOfHandshakes = 0.28;
        assertThat(missed(false, found)).containsExactly("floods/x/handshake-cpu/most");
    }

    @Test
    void aMustConnectPeerThatDoesNotGetInMissesATarget() {
        Map<Turn, Found> found = found(300);
        of(found, Turn.NODE).expected = arrivals(9, 10);
        assertThat(missed(true, found)).containsExactly("floods/x/must-connect/in");
    }

    @Test
    void theMiddleOneOfTheTurnsCounts() {
        Found found = new Found();
        found.p99s.addAll(List.of(9_000_000L, 200_000L, 100_000L));
        assertThat(found.p99()).isEqualTo(200);
    }

    @Test
    void theTimeOfThreadsIsWhatTheyTook() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/schedstat")), "only Linux tells");
        double before = ProcessUse.secondsOfThreads(ProcessHandle.current().pid(), "spins-");
        long[] took = new long[1];
        double[] after = new double[1];
        Thread spinning = Thread.ofPlatform().name("spins-1").start(() -> {
            while (took[0] < 50_000_000) {
                took[0] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            }
            try {
                after[0] = ProcessUse.secondsOfThreads(ProcessHandle.current().pid(), "spins-");
            } catch (IOException nobodyTells) {
                after[0] = Double.NaN;
            }
        });
        spinning.join();
        assertThat(before).isZero();
        // The system adds up by the tick while a thread runs: it may be one behind.
        assertThat(after[0]).isGreaterThan(0.03);
    }

    private static List<String> missed(boolean warm, Map<Turn, Found> found) {
        return Floods.judged("x", warm, SECONDS, found).stream()
                .filter(figure -> Boolean.FALSE.equals(figure.met()))
                .map(Measurement::name)
                .toList();
    }

    /** All as it should be; round trips beside the flood of the node take that long, microseconds, and the others 200. */
    private static Map<Turn, Found> found(long micros) {
        Map<Turn, Found> found = new EnumMap<>(Turn.class);
        for (Turn turn : Turn.values()) {
            Found of = new Found();
            long nanos = 1000 * (turn == Turn.NODE ? micros : 200);
            of.times.recordValue(nanos);
            of.p99s.add(nanos);
            of.sent = 1;
            of.seconds = SECONDS;
            of.expected = arrivals(10, 10);
            of.strangers = arrivals(5, 10);
            found.put(turn, of);
        }
        return found;
    }

    private static Arrivals arrivals(int in, int tried) {
        Histogram times = new Histogram(3);
        times.recordValueWithCount(20_000_000, in);
        return new Arrivals(times, tried);
    }

    private static Found of(Map<Turn, Found> found, Turn turn) {
        return Objects.requireNonNull(found.get(turn));
    }
}
