package dev.understory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {
    private static String row(Measurement figure) {
        BenchReport report = BenchReport.begin();
        report.add(List.of(figure));
        return report.table().lines().toList().get(1).strip().replaceAll(" +", " ");
    }

    @Test
    void aFigureIsJudgedByItsTarget() {
        Measurement speed = Measurement.of("bulk/1KB", 0.5, "GB/s");
        assertThat(row(speed)).isEqualTo("bulk/1KB 0.50 GB/s");
        assertThat(row(speed.atLeast(0.9))).isEqualTo("bulk/1KB 0.50 GB/s >= 0.90 MISSED");
        assertThat(row(speed.atLeast(0.5))).isEqualTo("bulk/1KB 0.50 GB/s >= 0.50 ok");
        assertThat(row(Measurement.of("wire", 154, "B").atMost(165))).isEqualTo("wire 154 B <= 165 ok");
        assertThat(row(Measurement.of("wire", 166, "B").atMost(165))).isEqualTo("wire 166 B <= 165 MISSED");
    }

    @Test
    void aFigureIsJudgedByItsLimitWhereThatWasMeasured() {
        Measurement trip = Measurement.of("p50", 120, "us");
        assertThat(row(trip.beside("tcp p50", 100).atMostTimesLimit(1.25)))
                .isEqualTo("p50 120 us tcp p50 100 1.20 <= 1.25x limit ok");
        assertThat(row(trip.beside("tcp p50", 90).atMostTimesLimit(1.25)))
                .isEqualTo("p50 120 us tcp p50 90 1.33 <= 1.25x limit MISSED");
        assertThat(row(trip.beside("aead", 150).atLeastTimesLimit(0.7)))
                .isEqualTo("p50 120 us aead 150 0.80 >= 0.70x limit ok");
        assertThat(row(trip.beside("tcp p50", Double.NaN).atMostTimesLimit(1.25)))
                .as("without the limit nobody can say")
                .isEqualTo("p50 120 us <= 1.25x limit");
    }

    @Test
    void theFileHoldsTheFiguresTheFailuresAndTheMachine(@TempDir Path folder) throws IOException {
        BenchReport report = BenchReport.begin();
        report.add(List.of(Measurement.of("bulk", 1.25, "GB/s").beside("tcp", 2).atLeastTimesLimit(0.7)));
        report.failed("flood", "out of memory");
        Path file = folder.resolve("figures.json");
        report.write(file);
        JsonNode json = JsonMapper.builder().build().readTree(file.toFile());
        assertThat(json.at("/measurements/0/value").asDouble()).isEqualTo(1.25);
        assertThat(json.at("/measurements/0/limit/value").asDouble()).isEqualTo(2);
        assertThat(json.at("/failures/flood").asString()).isEqualTo("out of memory");
        assertThat(json.at("/circumstances/cores").asString()).isNotEmpty();
        assertThat(report.table()).contains("flood failed: out of memory").contains("cores ");
    }
}
