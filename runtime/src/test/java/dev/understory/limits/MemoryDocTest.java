package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/memory.md} names settings with their defaults, and tests: all of them are there. */
final class MemoryDocTest {
    private static final Pattern SETTING = Pattern.compile("`([a-z-]+(?:\\.[a-z-]+)+) = ([^`]+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)?(?:\\.(\\w+))?`");
    private static final Pattern METHOD = Pattern.compile("void (\\w+)\\(");

    @Test
    void everySettingThatItNamesHasThatDefault() throws IOException {
        Config defaults = ConfigFactory.parseResources("reference.conf").getConfig("understory.p2p");
        List<MatchResult> settings = SETTING.matcher(text()).results().toList();
        assertThat(settings).hasSizeGreaterThan(15);
        for (MatchResult setting : settings) {
            assertThat(defaults.getValue(setting.group(1)).unwrapped())
                    .as(setting.group(1))
                    .hasToString(setting.group(2));
        }
    }

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Map<String, String> sources = sources();
        String last = "";
        int named = 0;
        for (MatchResult test : TEST.matcher(text()).results().toList()) {
            last = test.group(1) == null ? last : test.group(1);
            assertThat(sources).containsKey(last);
            if (test.group(2) != null) {
                List<String> methods = METHOD.matcher(sources.getOrDefault(last, ""))
                        .results()
                        .map(method -> method.group(1))
                        .toList();
                assertThat(methods).as(last).contains(test.group(2));
                named++;
            }
        }
        assertThat(named).isGreaterThan(25);
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("docs/memory.md"));
    }

    /** The sources of all test classes of both modules, by their name. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of(".", "../simulator")) {
            List<Path> files = new ArrayList<>();
            try (Stream<Path> all = Files.walk(Path.of(module, "src/test/java"))) {
                files.addAll(all.filter(file -> file.toString().endsWith("Test.java"))
                        .collect(Collectors.toList()));
            }
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
        }
        return sources;
    }
}
