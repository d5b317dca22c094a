package dev.understory.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files for Grafana and Prometheus name what a node exports; {@link MetricsServerTest} holds the table to that. */
final class OperatorFilesTest {
    private static final Pattern METRIC = Pattern.compile("\\b((?:understory|jvm|process|system)_[a-z0-9_]+)");

    private static Set<String> named(String text) {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(text)
                .results()
                .map(found -> found.group(1).replaceFirst("_(bucket|count|sum)$", ""))
                .forEach(names::add);
        return names;
    }

    private static Set<String> documented() throws IOException {
        return named(Files.readString(Path.of("docs/metrics.md")));
    }

    @Test
    void theDashboardIsJsonAndShowsWhatIsExported() throws IOException {
        Path file = Path.of("ops/dashboard.json");
        Config dashboard = ConfigFactory.parseFile(file.toFile());
        assertThat(dashboard.getConfigList("panels"))
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> assertThat(panel.getConfigList("targets"))
                        .isNotEmpty()
                        .allSatisfy(target ->
                                assertThat(named(target.getString("expr"))).isNotEmpty()));
        assertThat(documented()).containsAll(named(Files.readString(file)));
    }

    @Test
    void theAlertsAreOfWhatIsExported() throws IOException {
        String text = Files.readString(Path.of("ops/alerts.yaml"));
        assertThat(text.lines().filter(line -> line.contains("- alert:"))).hasSizeGreaterThan(5);
        assertThat(text.lines().filter(line -> line.strip().startsWith("expr:")).map(OperatorFilesTest::named))
                .filteredOn(names -> !names.isEmpty())
                .allSatisfy(names -> assertThat(documented()).containsAll(names));
    }
}
