package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.law.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated stream beside what was measured of Linux; the file says how. */
class TcpComparisonTest {
    private static final String MEASURED = "/tcp-linux-6.18.csv";
    private static final double TOLERANCE = 0.2;
    private static final long QUEUE = 262_144;
    private static final int WARM_UP = 1_000_000;

    /** What was measured: {@code which} is cold, warm (after the same on the same link) or idle (after 1 MB and a pause). */
    private record Measured(
            Congestion.Control control,
            double loss,
            long mbit,
            long rttMillis,
            String which,
            int size,
            long gapMillis,
            double mean,
            double least,
            double most) {
        static Measured of(String line) {
            String[] cells = line.split(",");
            return new Measured(
                    cells[0].equals("reno") ? Congestion.Control.RENO : Congestion.Control.CUBIC,
                    Double.parseDouble(cells[1]),
                    Long.parseLong(cells[2]),
                    Long.parseLong(cells[3]),
                    cells[4],
                    Integer.parseInt(cells[5]),
                    Long.parseLong(cells[6]),
                    Double.parseDouble(cells[8]),
                    Double.parseDouble(cells[9]),
                    Double.parseDouble(cells[10]));
        }

        /** How far a time is from what was measured, as a share of it. */
        double distance(double millis) {
            double nearest = loss > 0 ? mean : Math.max(least, Math.min(most, millis));
            return millis / nearest - 1;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cold", "warm", "idle"})
    void aTransferWithoutLossTakesAsLongAsOnLinux(String which) throws IOException {
        compare(measured().stream()
                .filter(each -> each.loss == 0 && each.which.equals(which))
                .toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 100, 200})
    void lossesCostInTheMeanWhatTheyDoOnLinux(long rttMillis) throws IOException {
        compare(measured().stream()
                .filter(each -> each.loss > 0 && each.rttMillis == rttMillis)
                .toList());
    }

    @Test
    void twoHundredKibibytesOverTwoHundredMillisecondsTakeFourFlights() {
        try (Transfers transfers = new Transfers(200, AccessClass.UNLIMITED, StreamModel.DEFAULT, 1, 1)) {
            assertThat(transfers.run(new int[] {200 << 10}, new long[] {0})).containsExactly(List.of(700.0));
        }
        StreamModel none = Streams.controlled(Congestion.Control.NONE);
        try (Transfers transfers = new Transfers(200, AccessClass.UNLIMITED, none, 1, 1)) {
            assertThat(transfers.run(new int[] {200 << 10}, new long[] {0})).containsExactly(List.of(100.0));
        }
    }

    private static void compare(List<Measured> lines) {
        assertThat(lines).hasSizeGreaterThan(10);
        List<String> apart = new ArrayList<>();
        for (Measured each : lines) {
            double millis = simulated(each);
            if (Math.abs(each.distance(millis)) > TOLERANCE) {
                apart.add(each + " and simulated " + millis);
            }
        }
        assertThat(apart).isEmpty();
    }

    private static double simulated(Measured each) {
        StreamModel stream =
                Streams.losing(Streams.controlled(each.control), each.loss, 1, StreamModel.LossEffect.RETRANSMIT);
        AccessClass line = each.mbit == 0
                ? AccessClass.UNLIMITED
                : new AccessClass("line", 0, each.mbit * 1_000_000, Distribution.ZERO, QUEUE, Nat.NONE);
        int links = each.loss == 0 ? 1 : each.size < WARM_UP ? 300 : 120;
        boolean isCold = each.which.equals("cold");
        int first = each.which.equals("idle") ? WARM_UP : each.size;
        try (Transfers transfers = new Transfers(each.rttMillis, line, stream, links, 7)) {
            return transfers
                    .run(
                            isCold ? new int[] {each.size} : new int[] {first, each.size},
                            isCold ? new long[] {0} : new long[] {0, each.gapMillis})
                    .getLast()
                    .stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
        }
    }

    private static List<Measured> measured() throws IOException {
        try (InputStream in = TcpComparisonTest.class.getResourceAsStream(MEASURED)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("control"))
                    .map(Measured::of)
                    .toList();
        }
    }
}
