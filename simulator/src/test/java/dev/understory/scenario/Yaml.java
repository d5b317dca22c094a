package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.shape.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads scenarios that stand in tests. */
final class Yaml {
    /** Where the shipped scenarios are, seen from the module's folder. */
    static final Path SHIPPED = Path.of("..", "scenarios");

    private static final Set<String> CONFIG_KEYS = new TreeSet<>(
            List.of("p2p.dial.max-delay", "p2p.dial.timeout", "p2p.max-inbound", "p2p.max-outbound", "p2p.stall"));

    static final ScenarioReader READER = new ScenarioReader(ScenarioLanguage.WHOLE, CONFIG_KEYS);

    private Yaml() {}

    static ScenarioResult read(Map<String, String> overrides, String... lines) {
        return read(overrides, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    static ScenarioResult read(Map<String, String> overrides, byte[] yaml) {
        return READER.read("test.yaml", yaml, overrides, Yaml::neighbour);
    }

    static ScenarioResult read(ScenarioReader reader, byte[] yaml) {
        return reader.read("test.yaml", yaml, Collections.emptyMap(), Yaml::neighbour);
    }

    /** Reads a scenario in another language. */
    static ScenarioResult read(Language language, String yaml) {
        return new ScenarioReader(language, CONFIG_KEYS)
                .read("test.yaml", yaml.getBytes(StandardCharsets.UTF_8), Collections.emptyMap(), Yaml::neighbour);
    }

    private static byte[] neighbour(String path) throws IOException {
        String text = switch (path) {
            case "map.csv" -> "# a comment\nfrom,to,ms\nhere,there,10\nhere,here,1\n";
            case "four.csv" -> "from,to,ms\neurope,na_east,10\naustralia,europe,1\n";
            case "bad.csv" -> "from,to,ms\nhere;there;10\n";
            default -> throw new IOException("no such file");
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The problems of a scenario, which has to have some. */
    static List<String> problems(String... lines) {
        return problems(read(Collections.emptyMap(), lines));
    }

    static List<String> problems(ScenarioResult result) {
        assertThat(result).isInstanceOf(ScenarioResult.Invalid.class);
        return ((ScenarioResult.Invalid) result)
                .problems().stream().map(Problem::toString).toList();
    }

    /** A scenario that has to be valid. */
    static Scenario scenario(String... lines) {
        return valid(read(Collections.emptyMap(), lines)).scenario();
    }

    static ScenarioResult.Valid valid(ScenarioResult result) {
        if (result instanceof ScenarioResult.Invalid invalid) {
            assertThat(invalid.problems()).isEmpty();
        }
        return (ScenarioResult.Valid) result;
    }

    /** The smallest scenario with some more lines. */
    static String[] small(String... lines) {
        String[] all = Arrays.copyOf(new String[] {"nodes: [{group: full, count: 4}]"}, lines.length + 1);
        System.arraycopy(lines, 0, all, 1, lines.length);
        return all;
    }
}
