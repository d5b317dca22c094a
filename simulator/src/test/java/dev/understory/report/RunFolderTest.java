package dev.understory.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.run.RunResult;
import dev.understory.run.Runs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunFolderTest {
    private static final String SCENARIO = """
            summary: "<Two> & \\"more\\" nodes"
            run: {duration: 8s, warmup: 3s, drain: 3s}
            nodes: [{group: full, count: 6}]
            phases: [{name: boot, until: 3s}, {name: steady, until: end}]
            workloads: [{name: blocks, kind: broadcast, every: 500ms}]
            events: [{at: 5s, do: crash, who: {group: full, pick: 1}, restart: {after: 1s}}]
            checks:
              always: [{name: too-strict, rule: "graph.nodes() == 6", during: steady}]
              slo: [{name: latency, metric: broadcast.latency, stat: p99, max: 5s}]
            """;

    private final RunResult result = Runs.simulate(SCENARIO);

    @TempDir
    Path folder;

    @Test
    void writesAllFilesOfARun() throws IOException {
        RunFolder.write(folder.resolve("deep/run"), result, new TreeMap<>());
        try (var files = Files.list(folder.resolve("deep/run"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "report.json",
                            "report.html",
                            "metrics.csv",
                            "run.json",
                            "scenario.resolved.yaml",
                            "junit.xml");
        }
        try (var left = Files.list(folder.resolve("deep"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void replacesTheFilesOfAFolderThatIsThereAndLeavesOthersAlone() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");
        Files.writeString(folder.resolve("report.json"), "old");
        RunFolder.write(folder, result, new TreeMap<>());
        assertThat(folder.resolve("mine.txt")).hasContent("mine");
        assertThat(Files.readString(folder.resolve("report.json"))).isEqualTo(RunFolder.report(result));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(7);
        }
    }

    @Test
    void theReportIsJsonWithSortedKeysAndTheMeasuredValueOfEachCheck() {
        JsonNode report = JsonMapper.shared().readTree(RunFolder.report(result));
        assertThat(new ArrayList<>(report.propertyNames()))
                .isSorted()
                .contains("schemaVersion", "traceHash", "traffic", "checks");
        assertThat(report.path("verdict").asString()).isEqualTo("fail");
        JsonNode broken = report.path("checks").get(0);
        assertThat(broken.path("status").asString()).isEqualTo("broken");
        assertThat(broken.path("measured").asString()).isEqualTo("5");
        assertThat(broken.path("value").asDouble()).isEqualTo(5);
        assertThat(broken.path("brokenAtNanos").asLong()).isEqualTo(5_000_000_000L);
        assertThat(report.path("traffic").path("block").path("messages.sent").asLong())
                .isPositive();
        assertThat(report.path("incidents").get(0).path("untilNanos").asLong()).isEqualTo(6_000_000_000L);
        assertThat(report.path("traceHash").asString()).matches("[0-9a-f]{16}");
    }

    @Test
    void theTableSaysTheSameNumbersAsTheReport() {
        JsonNode report = JsonMapper.shared().readTree(RunFolder.report(result));
        List<String> lines = MetricsCsv.text(result.snapshot()).lines().toList();
        assertThat(lines.get(0)).isEqualTo("kind,name,key,value");
        assertThat(lines)
                .contains("traffic,block,messages.sent,"
                        + report.path("traffic")
                                .path("block")
                                .path("messages.sent")
                                .asLong())
                .contains("summary,broadcast.latency,p99,"
                        + report.path("distributions")
                                .path("broadcast.latency")
                                .path("p99")
                                .asLong());
        long perBucket = lines.stream()
                .filter(line -> line.startsWith("sum,messages.sent,"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(',') + 1)))
                .sum();
        long perTopic = lines.stream()
                .filter(line -> line.startsWith("traffic,") && line.contains(",messages.sent,"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(',') + 1)))
                .sum();
        assertThat(perBucket).isEqualTo(perTopic).isPositive();
        assertThat(lines).anyMatch(line -> line.startsWith("counter,\"broadcast.published{workload="));
    }

    @Test
    void thePageIsOneFileWithTheVerdictFirstAndAChart() {
        String page = new HtmlReport(result, result.snapshot(), "nodes: <none>").html();
        assertThat(page.indexOf("FAIL")).isLessThan(page.indexOf("<h2>Checks")).isPositive();
        assertThat(page)
                .contains("<svg")
                .contains("&lt;Two&gt; &amp; &quot;more&quot;")
                .contains("nodes: &lt;none&gt;");
        assertThat(page).doesNotContain("http://").doesNotContain("https://").doesNotContain("<script");
        assertThat(page).contains("band crash").contains("band phase");
    }

    @Test
    void theChecksAreATestSuiteToo() throws ParserConfigurationException, IOException, SAXException {
        var suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JUnitReport.xml(result).getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").getLength()).isOne();
    }

    @Test
    void jsonEscapesWhatItMust() {
        assertThat(JsonText.of("a\"b\\c\n\u0001")).isEqualTo("\"a\\\"b\\\\c\\n\\u0001\"\n");
    }
}
