package dev.understory.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The figures of one run with the machine they were taken on, as a table and as JSON. */
final class BenchReport {
    private final Map<String, String> circumstances = new LinkedHashMap<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    static BenchReport begin() {
        BenchReport report = new BenchReport();
        report.circumstances.put("date", Instant.now().toString());
        report.circumstances.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        report.circumstances.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        report.circumstances.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        report.circumstances.put("load", Figures.format(load()));
        return report;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void add(List<Measurement> more) {
        measurements.addAll(more);
    }

    void failed(String suite, String why) {
        failures.put(suite, why);
    }

    /** One row per figure; the circumstances below. */
    String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%-34s %12s %-6s %-22s %7s  %-18s %s%n",
                "measure", "value", "unit", "raw limit", "ratio", "target", ""));
        for (Measurement m : measurements) {
            Measurement.Limit limit = m.limit();
            text.append(String.format(
                    "%-34s %12s %-6s %-22s %7s  %-18s %s%n",
                    m.name(),
                    Figures.format(m.value()),
                    m.unit(),
                    limit == null ? "" : limit.name() + " " + Figures.format(limit.value()),
                    limit == null ? "" : Figures.format(m.ratio()),
                    m.target() == null ? "" : m.target(),
                    m.met() == null ? "" : Boolean.TRUE.equals(m.met()) ? "ok" : "MISSED"));
        }
        failures.forEach((suite, why) ->
                text.append(suite).append(" failed: ").append(why).append('\n'));
        text.append('\n');
        circumstances.forEach(
                (key, value) -> text.append(key).append(' ').append(value).append("  "));
        return text.append('\n').toString();
    }

    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 1);
        json.put("circumstances", circumstances);
        json.put("measurements", measurements);
        json.put("failures", failures);
        Files.writeString(
                file,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(json));
    }
}
