package dev.understory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/fuzzing.md} lists the fuzz tests of both modules: all of them, and no others. */
final class FuzzDocTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` `(\\w+)` \\| ([^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern METHOD = Pattern.compile("@FuzzTest\\b[^;{]*?void (\\w+)\\(");

    @Test
    void theTableNamesTheFuzzTestsThatThereAre() throws IOException {
        TreeSet<String> listed = new TreeSet<>();
        for (MatchResult row : ROW.matcher(Files.readString(Path.of("docs/fuzzing.md")))
                .results()
                .toList()) {
            NAME.matcher(row.group(3))
                    .results()
                    .forEach(method -> listed.add(row.group(1) + " " + row.group(2) + " " + method.group(1)));
        }
        TreeSet<String> there = new TreeSet<>();
        for (String module : List.of("runtime", "simulator")) {
            for (Path file : sources(module)) {
                String name = String.valueOf(file.getFileName()).replace(".java", "");
                METHOD.matcher(Files.readString(file))
                        .results()
                        .forEach(method -> there.add(module + " " + name + " " + method.group(1)));
            }
        }
        assertThat(there).hasSizeGreaterThan(30).isEqualTo(listed);
    }

    private static List<Path> sources(String module) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("..", module, "src/test/java"))) {
            return all.filter(file -> file.toString().endsWith("Test.java")).toList();
        }
    }
}
